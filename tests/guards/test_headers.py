"""Whatever the site answers carries the headers that keep its readers safe."""

import json

import pytest
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from tests.browser import Browser
from tests.factories import Make

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'"
)
FILE_CSP = "sandbox; default-src 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
HTMX = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "disableInheritance": True,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
OPEN = {"Referrer-Policy": "same-origin"}


def faults(headers: Headers, *, https: bool, private: bool) -> list[str]:
    """The headers that are missing or say something else."""
    wanted = ALWAYS | (PRIVATE if private else OPEN)
    if https:
        wanted = wanted | {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
    found = [f"{name}: {headers.get(name)}" for name in wanted if headers.get(name) != wanted[name]]
    attachment = headers.get("Content-Disposition", "").startswith("attachment")
    if headers.get("Content-Security-Policy") != (FILE_CSP if attachment else CSP):
        found.append(f"Content-Security-Policy: {headers.get('Content-Security-Policy')}")
    if private and "Cookie" not in headers.get("Vary", ""):
        found.append(f"Vary: {headers.get('Vary')}")
    if not headers.get("Cache-Control"):
        found.append("Cache-Control: None")
    if headers.get("Server") or headers.get("X-Powered-By"):
        found.append("says what it is made with")
    return found


# what is asked, what is answered, and whether the page is somebody's alone
ANSWERS = {
    "a page": ("/da/", 200, False),
    "a page in English": ("/en/", 200, False),
    "a way to the language": ("/", 302, False),
    "a page that is not there": ("/da/findes-ikke", 404, False),
    "a file that is not there": ("/static/none.css", 404, False),
    "a file": ("/static/site.css", 200, False),
    "a file with its fingerprint": ("/static/site.css?v=0123456789ab", 200, False),
    "a link that is no longer good": ("/da/l/not-a-token", 404, True),
    "the desk, for a stranger": ("/da/staff/courses", 303, True),
    "the sign-in": ("/da/staff/sign-in", 200, True),
    "a worksheet to print": ("/da/skemaer/mapping.pdf", 200, False),
    "the number of a certificate": ("/da/bevis/K7QM3-XRT9H", 200, False),
    "where the pages are": ("/sitemap.xml", 200, False),
    "whether it lives": ("/live", 200, False),
}


def of(response: TestResponse, *, https: bool = False, private: bool = False) -> list[str]:
    return faults(response.headers, https=https, private=private)


@pytest.mark.parametrize("what", ANSWERS)
def test_every_answer_has_the_headers(browser: Browser, make: Make, what: str) -> None:
    make.provider()
    address, status, private = ANSWERS[what]
    response = browser.send(address, came_from="none")

    assert response.status_code == status
    assert of(response, private=private) == []


def test_a_refused_request_has_the_headers(browser: Browser) -> None:
    refused = browser.send("/da/", method="post", came_from="cross-site")
    foreign = browser.send("/da/", headers={"Host": "elsewhere.example"})

    assert (refused.status_code, foreign.status_code) == (405, 400)
    assert of(refused) == of(foreign) == []


def test_a_page_that_fails_has_the_headers_and_tells_nothing(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("a secret of the machine")

    monkeypatch.setitem(app.view_functions, "public.home", broken)

    response = browser.send("/en/")

    assert response.status_code == 500
    assert of(response) == []
    assert "secret" not in response.text
    assert "Traceback" not in response.text


@pytest.mark.environment(BASE_URL="https://courses.example")
@pytest.mark.parametrize("address", ["/da/", "/static/site.css", "/da/none", "/"])
def test_https_is_kept_to(browser: Browser, address: str) -> None:
    assert of(browser.send(address), https=True) == []


@pytest.mark.one_database
def test_htmx_is_told_to_run_nothing_and_keep_nothing(browser: Browser) -> None:
    page = browser.visit("public.home")

    told = page.one("meta[name=htmx-config]")["content"]
    assert json.loads(str(told)) == HTMX


@pytest.mark.one_database
def test_a_page_loads_nothing_from_elsewhere(browser: Browser) -> None:
    page = browser.visit("public.home")

    loaded = [
        *page.html.select("[src]"),
        *page.html.select("link[rel~=stylesheet], link[rel~=icon]"),
    ]
    assert loaded
    for element in loaded:
        assert str(element.get("src") or element.get("href")).startswith("/static/")


def test_a_missing_header_is_found() -> None:
    good = Headers(ALWAYS | OPEN | {"Content-Security-Policy": CSP, "Cache-Control": "no-cache"})
    assert faults(good, https=False, private=False) == []

    for name in good.keys():  # noqa: SIM118
        broken = Headers(good)
        del broken[name]
        assert faults(broken, https=False, private=False) == [f"{name}: None"]
    assert len(faults(good, https=True, private=True)) == 4
    loose = Headers(good)
    loose["Content-Security-Policy"] = CSP.replace(
        "script-src 'self'", "script-src 'unsafe-inline'"
    )
    assert len(faults(loose, https=False, private=False)) == 1
