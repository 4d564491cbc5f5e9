"""What must be true of every page, whatever it is about.

Every page of every test is looked at, so its elements are walked once and no selector is used.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

UNLABELLED = {"hidden", "submit", "button", "image"}
REFERS = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "list", "form")
FIELDS = ("input", "select", "textarea")


class Elements:
    """All elements of a page, in its order, and by name."""

    def __init__(self, html: BeautifulSoup) -> None:
        self.all: list[Tag] = [one for one in html.descendants if isinstance(one, Tag)]
        self._by_name: dict[str, list[Tag]] = {}
        for element in self.all:
            self._by_name.setdefault(element.name, []).append(element)

    def named(self, *names: str) -> Iterable[Tag]:
        return [one for name in names for one in self._by_name.get(name, [])]

    def having(self, attribute: str) -> Iterable[Tag]:
        return [one for one in self.all if attribute in one.attrs]


def faults(app: Flask, html: BeautifulSoup, path: str = "/") -> list[str]:
    """Everything that is wrong with the page, one sentence each."""
    elements = Elements(html)
    return [
        *_head(html, elements, path),
        *_ids(elements),
        *_inline(elements),
        *_fields(elements),
        *_leads_somewhere(app, elements, path),
    ]


def _head(html: BeautifulSoup, elements: Elements, path: str) -> list[str]:
    found = []
    language = html.html.get("lang") if html.html else None
    if language not in {"da", "en"}:
        found.append(f"the page does not say its language: {language!r}")
    elif path[1:3] in {"da", "en"} and path[3:4] in {"", "/"} and language != path[1:3]:
        found.append(f"the page at {path} says it is in {language}")
    title = html.title.get_text() if html.title else ""
    if not title.split(" - ")[0].strip():
        found.append("the page has no title")
    headings = len(list(elements.named("h1")))
    if headings != 1:
        found.append(f"the page has {headings} h1")
    if len(list(elements.named("main"))) != 1:
        found.append("the page has no single main")
    return found


def _ids(elements: Elements) -> list[str]:
    ids = Counter(str(element["id"]) for element in elements.having("id"))
    found = [f"the id {name} is there {times} times" for name, times in ids.items() if times > 1]
    for attribute in REFERS:
        for element in elements.having(attribute):
            for name in _words(element, attribute):
                if name not in ids:
                    found.append(f"{attribute} points to {name}, which is not there")
    for element in elements.named("a"):
        address = str(element.get("href") or "")
        if address.startswith("#") and address[1:] and address[1:] not in ids:
            found.append(f"a link points to {address}, which is not there")
    for attribute in ("hx-target", "hx-select"):
        for element in elements.having(attribute):
            target = str(element[attribute])
            if target.startswith("#") and target[1:] not in ids:
                found.append(f"{attribute} points to {target}, which is not there")
    return found


def _words(element: Tag, attribute: str) -> list[str]:
    value = element[attribute]
    return value.split() if isinstance(value, str) else list(value)


def _inline(elements: Elements) -> list[str]:
    found = []
    for element in elements.all:
        if element.name == "style" or "style" in element.attrs:
            found.append(f"inline style in <{element.name}>")
        if element.name == "script" and "src" not in element.attrs:
            found.append("inline script")
        found += [f"{name} in <{element.name}>" for name in element.attrs if name.startswith("on")]
    return found


def _fields(elements: Elements) -> list[str]:
    found = []
    labelled = {element.get("for") for element in elements.named("label")}
    for field in elements.named(*FIELDS):
        if field.get("type") in UNLABELLED:
            continue
        if not (
            field.get("aria-label")
            or field.get("aria-labelledby")
            or (field.get("id") and field["id"] in labelled)
            or field.find_parent("label")
        ):
            found.append(f"the field {field.get('name')} has no label")
    for image in elements.named("img"):
        if "alt" not in image.attrs:
            found.append(f"an image has no alt: {image}")
    for button in elements.named("button"):
        if not (button.get_text(strip=True) or button.get("aria-label")):
            found.append(f"a button says nothing: {button}")
    return found


def _leads_somewhere(app: Flask, elements: Elements, path: str) -> list[str]:
    found = []
    for form in elements.named("form"):
        action = str(form.get("action") or "")
        if not action:
            found.append(f"the form {form.get('id')} has no action")
        elif not resolves(app, _place(action, path), str(form.get("method", "get"))):
            found.append(f"the form {form.get('id')} leads to {action}, where nothing is")
    for link in elements.named("a"):
        address = str(link.get("href") or "")
        if address and not address.startswith("#") and not resolves(app, _place(address, path)):
            found.append(f"a link leads to {address}, where nothing is")
    return found


def _place(address: str, path: str) -> str:
    """The address without what follows the path; where it has none, that of the page."""
    return address.partition("#")[0].partition("?")[0] or path


# the menu and the foot lead to the same places on every page
@lru_cache(maxsize=10_000)
def resolves(app: Flask, address: str, method: str = "get") -> bool:
    """Whether the site has a page at this address; what is outside is believed."""
    parts = urlsplit(address)
    if parts.scheme in {"mailto", "tel"}:
        return True
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != app.config["BASE_URL"]:
        return parts.scheme in {"http", "https"}
    if parts.scheme not in {"", "http", "https"}:
        return False
    try:
        app.url_map.bind(parts.netloc or "127.0.0.1").match(parts.path or "/", method.upper())
    except RequestRedirect:
        return True
    except (NotFound, MethodNotAllowed):
        return False
    return True
