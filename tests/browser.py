"""A visitor without JavaScript: follows links and redirects, fills in forms as they stand.

Every request runs in a context of its own, as on a server: what a view forgot to commit is gone
afterwards. Every page that is opened is checked for soundness.
"""

from contextvars import Context
from typing import Any
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.extensions import db
from tests.soundness import faults

REDIRECTS = {301, 302, 303, 307, 308}
FIELDS = "input[name], textarea[name], select[name]"


class Browser:
    """One visitor, with cookies of their own."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.app = app
        self.language = language
        self.client = app.test_client()

    def visit(self, endpoint: str, *, status: int = 200, **values: Any) -> "Page":
        """Open a page of the site by the name of its view."""
        if self.app.url_map.is_endpoint_expecting(endpoint, "language"):
            values.setdefault("language", self.language)
        return self.open(url_for(endpoint, **values), status=status)

    def open(
        self,
        address: str,
        *,
        method: str = "get",
        data: Any = None,
        status: int = 200,
        came_from: str = "none",
    ) -> "Page":
        """Open an address, and go where it sends on to; the status is that of the last page."""
        response = self.send(address, method=method, data=data, came_from=came_from)
        hops = 0
        while response.status_code in REDIRECTS:
            hops += 1
            assert hops < 10, f"{address} leads round in circles"
            address = urljoin(response.request.url, response.location)
            assert address.startswith(self.app.config["BASE_URL"]), f"sent away to {address}"
            # 307 and 308: the same again, there
            again = {"method": method, "data": data} if response.status_code in {307, 308} else {}
            response = self.send(address, came_from=came_from, **again)
        page = Page(self, response)
        assert response.status_code == status, f"{response.status}: {page.text[:600]}"
        return page

    def send(
        self,
        address: str,
        *,
        method: str = "get",
        data: Any = None,
        came_from: str = "same-origin",
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """One request and its answer, nothing followed or checked.

        What the test itself has written is committed first: another request would not see it.
        """
        db.session.commit()
        sent = {
            "Accept-Language": f"{self.language};q=1.0",
            "Sec-Fetch-Site": came_from,
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
        }
        if method.lower() == "post" and came_from == "same-origin":
            sent["Origin"] = self.app.config["BASE_URL"]
        if isinstance(data, dict) and any(map(_has_file, data.values())):
            # werkzeug would write a large one to a file, and leave that open
            boundary, data = encode_multipart(data)
            sent["Content-Type"] = f'multipart/form-data; boundary="{boundary}"'
        return Context().run(
            self.client.open,
            address,
            method=method.upper(),
            data=data,
            headers=sent | (headers or {}),
            buffered=True,
        )


class Page:
    """What a request brought: a page to read, or a file."""

    def __init__(self, browser: Browser, response: TestResponse) -> None:
        self.browser = browser
        self.response = response
        self.status = response.status_code
        self.path = urlsplit(response.request.url).path
        self.html = BeautifulSoup("", "html.parser")
        if response.mimetype == "text/html":
            self.html = BeautifulSoup(response.text, "html.parser")
            assert faults(browser.app, self.html, self.path) == []

    def __contains__(self, text: str) -> bool:
        return text in self.text

    @property
    def text(self) -> str:
        """What can be read, with single blanks; no-break spaces are kept."""
        if self.response.mimetype != "text/html":
            return self.response.text
        return collapse(self.html.get_text(" "))

    @property
    def title(self) -> str:
        return collapse(self.html.title.get_text()) if self.html.title else ""

    def one(self, selector: str) -> Tag:
        """The element; there must be exactly one."""
        found = self.html.select(selector)
        assert len(found) == 1, f"{len(found)} of {selector} on {self.path}"
        return found[0]

    def all(self, selector: str) -> list[str]:
        """What each of the elements says."""
        return [collapse(element.get_text(" ")) for element in self.html.select(selector)]

    def click(self, text: str, *, status: int = 200) -> "Page":
        """Follow the link that says exactly this; all links that say it lead to one place."""
        found = {
            str(link["href"])
            for link in self.html.select("a[href]")
            if collapse(link.get_text(" ")) == text
        }
        assert len(found) == 1, f"{len(found)} links say {text!r} on {self.path}"
        address = urljoin(self.response.request.url, found.pop())
        return self.browser.open(address, status=status, came_from="same-origin")

    def submit(self, form_id: str, *, button: str = "", status: int = 200, **fields: Any) -> "Page":
        """Fill in and send a form that is on the page, as a visitor would.

        Of boxes, True and False tick and untick; a list picks several values. Of several buttons
        with one name the value says which: "go=check".
        """
        form = self.one(f"form#{form_id}")
        data = filled_in(form, fields)
        action = str(form["action"])
        if button:
            name, _, value = button.partition("=")
            wanted = f'button[name="{name}"]' + (f'[value="{value}"]' if value else "")
            named = [one for one in self.html.select(wanted) if belongs_to(one, form)]
            # two buttons may do the same, at the top of the page and where it is needed
            [(value, action)] = {
                (str(one.get("value", "")), str(one.get("formaction", action))) for one in named
            }
            data.append((name, value))
        method = str(form.get("method", "get")).lower()
        address = urljoin(self.response.request.url, action)
        if method == "get":
            address = f"{urldefrag(address).url.split('?')[0]}?{urlencode(data)}"
            return self.browser.open(address, status=status, came_from="same-origin")
        return self.browser.open(
            address, method=method, data=as_form(data), status=status, came_from="same-origin"
        )


def collapse(text: str) -> str:
    """Single blanks instead of line breaks and indents; a no-break space stays one."""
    return " ".join(part for part in text.replace("\n", " ").split(" ") if part.strip(" \t\r"))


def _has_file(values: Any) -> bool:
    return any(isinstance(one, FileStorage) for one in (values if isinstance(values, list) else ()))


def as_form(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return data


def filled_in(form: Tag, fields: dict[str, Any]) -> list[tuple[str, str]]:
    """The names and values that a browser would send."""
    page = form.find_parent("html") or form
    elements = [
        element
        for element in page.select(FIELDS)
        if belongs_to(element, form) and not element.has_attr("disabled")
    ]
    known = {str(element["name"]) for element in elements}
    assert fields.keys() <= known, f"no such field: {sorted(fields.keys() - known)}"
    sent: list[tuple[str, str]] = []
    for name in dict.fromkeys(str(element["name"]) for element in elements):
        same = [element for element in elements if element["name"] == name]
        values = _typed(same, fields[name]) if name in fields else _as_it_stands(same)
        sent += [(name, value) for value in values]
    return sent


def belongs_to(element: Tag, form: Tag) -> bool:
    """A field may stand outside its form, and name it."""
    named = element.get("form")
    return named == form.get("id") if named else form in element.parents


def _typed(elements: list[Tag], value: Any) -> list[Any]:
    if isinstance(value, FileStorage):
        assert [element.get("type") for element in elements] == ["file"]
        return [value]
    offered = _offered(elements)
    if isinstance(value, bool):
        return [offered[0] if offered else "on"] if value else []
    values = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
    if offered is not None:
        strange = set(values) - set(offered)
        assert not strange, f"{elements[0]['name']} does not offer {sorted(strange)}: {offered}"
    return values


def _offered(elements: list[Tag]) -> list[str] | None:
    """The values there are to choose from; None where anything can be typed."""
    first = elements[0]
    if first.name == "select":
        return [_option(option) for option in first.select("option")]
    if first.get("type") in {"checkbox", "radio"}:
        return [str(element.get("value", "on")) for element in elements]
    return None


def _option(option: Tag) -> str:
    return str(option.get("value", option.get_text(strip=True)))


def _as_it_stands(elements: list[Tag]) -> list[str]:
    values = []
    for element in elements:
        kind = element.get("type")
        if element.name == "select":
            options = list(element.select("option[selected]"))
            if not options and not element.has_attr("multiple"):
                options = list(element.select("option"))[:1]
            values += [_option(option) for option in options]
        elif element.name == "textarea":
            values.append(element.get_text().removeprefix("\n"))
        elif kind in {"checkbox", "radio"}:
            if element.has_attr("checked"):
                values.append(str(element.get("value", "on")))
        elif kind not in {"submit", "button", "image", "file"}:
            values.append(str(element.get("value", "")))
    return values
