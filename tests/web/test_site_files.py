"""Files that programs ask for, and addresses that lead nowhere."""

import gzip
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from flask import Flask

from app.web.public.site import expires
from tests.browser import Browser
from tests.factories import Make

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def test_robots_are_shown_the_map_and_kept_from_private_pages(browser: Browser) -> None:
    answer = browser.send("/robots.txt")

    assert answer.mimetype == "text/plain"
    assert "Disallow: /*/staff\nDisallow: /*/l/\n" in answer.text
    assert "Sitemap: http://127.0.0.1/sitemap.xml" in answer.text


def test_the_map_pairs_every_public_page_with_its_other_language(
    browser: Browser, make: Make
) -> None:
    course = make.course()
    make.course(slug="hidden", published=False)

    answer = browser.send("/sitemap.xml")
    root = ElementTree.fromstring(answer.text)
    pages = {
        str(page.findtext(f"{MAP}loc")): {
            str(link.get("hreflang")): str(link.get("href")) for link in page.iter(LINK)
        }
        for page in root.iter(f"{MAP}url")
    }

    assert answer.mimetype == "application/xml"
    assert f"http://127.0.0.1/en/courses/{course.slug}" in pages
    assert not [address for address in pages if "hidden" in address]
    for address, pair in pages.items():
        assert set(pair) == {"da", "en", "x-default"}
        assert address in pair.values()
        assert pages[pair["da"]] == pages[pair["en"]] == pair
        assert browser.open(address).status == 200


def test_every_page_names_its_pair_as_the_map_does(browser: Browser, make: Make) -> None:
    course = make.course()
    for path in ("/en/", "/en/courses", f"/en/courses/{course.slug}", "/en/privacy"):
        page = browser.open(path)
        links = {link["hreflang"]: link["href"] for link in page.html.select("link[hreflang]")}
        assert links["en"] == f"http://127.0.0.1{path}"
        other = browser.open(str(links["da"]))
        assert links == {
            link["hreflang"]: link["href"] for link in other.html.select("link[hreflang]")
        }
        assert page.one("meta[name=description]")["content"]


def test_security_txt_names_a_contact_and_never_a_day_that_has_passed(browser: Browser) -> None:
    answer = browser.send("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())

    assert answer.mimetype == "text/plain"
    assert fields["Contact"] == "mailto:security@holdstart.example"
    assert fields["Canonical"] == "http://127.0.0.1/.well-known/security.txt"
    first = datetime(2027, 1, 1, tzinfo=UTC)
    for days in range(0, 800, 7):
        now = first + timedelta(days=days)
        assert timedelta(days=140) < expires(now) - now < timedelta(days=366)


@pytest.mark.environment(SECURITY_CONTACT="")
def test_without_a_contact_the_provider_is_told(browser: Browser, make: Make) -> None:
    assert browser.send("/.well-known/security.txt").status_code == 404
    make.provider(email="office@kursushuset.example")

    with time_machine.travel(datetime(2027, 2, 1, tzinfo=UTC)):
        answer = browser.send("/.well-known/security.txt")

    assert "Contact: mailto:office@kursushuset.example\n" in answer.text
    assert "Expires: 2027-07-01T00:00:00Z\n" in answer.text


def test_the_short_address_of_the_accessibility_statement(browser: Browser) -> None:
    assert browser.open("/was").path == "/en/accessibility"


@pytest.mark.parametrize(
    ("path", "method", "status", "danish"),
    [
        ("/da/findes-ikke", "get", 404, True),
        ("/en/nowhere", "get", 404, False),
        ("/dansk", "get", 404, False),
        ("/fr/kurser", "get", 404, False),
        ("/da/kurser/a/b/c", "get", 404, True),
        ("/da/kurser", "post", 405, True),
        ("/en/courses", "delete", 405, False),
    ],
)
def test_an_address_that_leads_nowhere_says_so_in_the_readers_language(
    app: Flask, path: str, method: str, status: int, danish: bool
) -> None:
    page = Browser(app, "en").open(path, method=method, status=status, came_from="same-origin")

    assert page.one("html")["lang"] == ("da" if danish else "en")
    words = "Vi kan ikke finde siden" if danish else "We cannot find that page"
    assert page.one("h1").get_text() == words
    assert not page.html.select("link[hreflang]")


def test_a_forged_host_is_refused_and_never_repeated(browser: Browser) -> None:
    for path in ("/en/", "/en/courses", "/nowhere", "/static/site.css"):
        answer = browser.send(path, headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert "evil.example" not in answer.text
        assert '<html lang="en">' in answer.text


def test_a_post_too_large_is_refused_in_the_readers_language(browser: Browser, make: Make) -> None:
    course = make.course()
    answer = browser.send(
        f"/da/kurser/{course.slug}/besked", method="post", data={"note": "x" * 1_000_000}
    )

    assert answer.status_code == 413
    assert '<html lang="da">' in answer.text


def test_a_fault_is_a_page_that_tells_nothing(
    app: Flask, browser: Browser, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**values: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(app.view_functions, "public.home", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    answer = browser.send("/da/")

    assert answer.status_code == 500
    assert '<html lang="da">' in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_styles_and_scripts_are_sent_compressed(browser: Browser) -> None:
    packed = browser.send("/static/site.css?v=1", headers={"Accept-Encoding": "gzip"})
    with browser.send("/static/site.css?v=1") as plain:
        assert gzip.decompress(packed.data) == plain.data
        assert "Content-Encoding" not in plain.headers
    known = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    with browser.send("/static/site.css?v=1", headers=known) as again:
        assert again.status_code == 304

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
