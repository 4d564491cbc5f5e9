"""What must be true of every page, whatever it is about."""

from collections import Counter
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

UNLABELLED = {"hidden", "submit", "button", "image"}
REFERS = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "list", "form")


def faults(app: Flask, html: BeautifulSoup, path: str = "/") -> list[str]:
    """Everything that is wrong with the page, one sentence each."""
    return [
        *_head(html, path),
        *_ids(html),
        *_inline(html),
        *_fields(html),
        *_leads_somewhere(app, html, path),
    ]


def _head(html: BeautifulSoup, path: str) -> list[str]:
    found = []
    language = html.html.get("lang") if html.html else None
    if language not in {"da", "en"}:
        found.append(f"the page does not say its language: {language!r}")
    elif path[1:3] in {"da", "en"} and path[3:4] in {"", "/"} and language != path[1:3]:
        found.append(f"the page at {path} says it is in {language}")
    title = html.title.get_text() if html.title else ""
    if not title.split(" - ")[0].strip():
        found.append("the page has no title")
    headings = len(html.select("h1"))
    if headings != 1:
        found.append(f"the page has {headings} h1")
    if len(html.select("main")) != 1:
        found.append("the page has no single main")
    return found


def _ids(html: BeautifulSoup) -> list[str]:
    ids = Counter(str(element["id"]) for element in html.select("[id]"))
    found = [f"the id {name} is there {times} times" for name, times in ids.items() if times > 1]
    for attribute in REFERS:
        for element in html.select(f"[{attribute}]"):
            for name in _words(element, attribute):
                if name not in ids:
                    found.append(f"{attribute} points to {name}, which is not there")
    for element in html.select("a[href^='#']"):
        name = str(element["href"])[1:]
        if name and name not in ids:
            found.append(f"a link points to #{name}, which is not there")
    for attribute in ("hx-target", "hx-select"):
        for element in html.select(f"[{attribute}^='#']"):
            if str(element[attribute])[1:] not in ids:
                found.append(f"{attribute} points to {element[attribute]}, which is not there")
    return found


def _words(element: Tag, attribute: str) -> list[str]:
    value = element[attribute]
    return value.split() if isinstance(value, str) else list(value)


def _inline(html: BeautifulSoup) -> list[str]:
    found = [f"inline style in <{element.name}>" for element in html.select("[style], style")]
    found += ["inline script" for script in html.select("script:not([src])")]
    for element in html.find_all(True):
        found += [f"{name} in <{element.name}>" for name in element.attrs if name.startswith("on")]
    return found


def _fields(html: BeautifulSoup) -> list[str]:
    found = []
    for field in html.select("input, select, textarea"):
        if field.get("type") in UNLABELLED:
            continue
        labelled = (
            field.get("aria-label")
            or field.get("aria-labelledby")
            or field.find_parent("label")
            or (field.get("id") and html.select_one(f'label[for="{field["id"]}"]'))
        )
        if not labelled:
            found.append(f"the field {field.get('name')} has no label")
    found += [f"an image has no alt: {image}" for image in html.select("img:not([alt])")]
    for button in html.select("button"):
        if not (button.get_text(strip=True) or button.get("aria-label")):
            found.append(f"a button says nothing: {button}")
    return found


def _leads_somewhere(app: Flask, html: BeautifulSoup, path: str) -> list[str]:
    found = []
    for form in html.select("form"):
        action = str(form.get("action") or "")
        if not action:
            found.append(f"the form {form.get('id')} has no action")
        elif not resolves(app, action, path, str(form.get("method", "get"))):
            found.append(f"the form {form.get('id')} leads to {action}, where nothing is")
    for link in html.select("a[href]:not([href^='#'])"):
        if not resolves(app, str(link["href"]), path):
            found.append(f"a link leads to {link['href']}, where nothing is")
    return found


def resolves(app: Flask, address: str, path: str = "/", method: str = "get") -> bool:
    """Whether the site has a page at this address; what is outside is believed."""
    parts = urlsplit(address)
    if parts.scheme in {"mailto", "tel"}:
        return True
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != app.config["BASE_URL"]:
        return parts.scheme in {"http", "https"}
    if parts.scheme not in {"", "http", "https"}:
        return False
    try:
        app.url_map.bind(parts.netloc or "127.0.0.1").match(parts.path or path, method.upper())
    except RequestRedirect:
        return True
    except (NotFound, MethodNotAllowed):
        return False
    return True
