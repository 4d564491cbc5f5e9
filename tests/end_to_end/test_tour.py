"""A tour of every page: nothing that axe objects to, nothing refused, nothing from elsewhere."""

from collections.abc import Callable

import pytest

from tests.end_to_end.chromium import NARROW, WIDE, Tab
from tests.end_to_end.pages import STOPS, Arranged, Stop
from tests.end_to_end.site import Site

# not pages: they answer with a file, a text, or send on
NO_PAGES = {
    "contact.calendar",
    "contact.handed_file",
    "health.live",
    "health.ready",
    "links.open_private",
    "participant.calendar",
    "participant.handed_file",
    "public.calendar",
    "public.course_calendar",
    "public.course_news",
    "public.news",
    "public.robots",
    "public.security",
    "public.sitemap",
    "public.start",
    "public.was",
    "public.worksheet_file",
    "staff.demand_file",
    "staff.empty_list",
    "staff.first",
    "staff.handed_in_file",
    "staff.second_factor_picture",
    "static",
}
HTMX_KEEPS = "htmx-current-path-for-history"


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: str(stop.name).replace(" ", "-"))
def test_a_page_of_the_tour(tab: Callable[..., Tab], arranged: Arranged, stop: Stop) -> None:
    """Danish wide and light, English narrow and dark: axe takes most of the time of all tests."""
    one, faults = tab(), {}

    _prefer(one, "da")
    arranged.go(one, stop, "da")
    faults["da"] = one.faults()
    said = [one.page.get_attribute("html", "lang")]
    one.width(NARROW)
    faults["da narrow"] = one.sideways()

    one.page.emulate_media(color_scheme="dark")
    _prefer(one, "en")
    arranged.go(one, stop, "en")
    faults["en narrow"] = one.faults()
    said.append(one.page.get_attribute("html", "lang"))
    one.width(WIDE)
    faults["en"] = one.sideways()

    assert {where: found for where, found in faults.items() if found} == {}
    assert said == ["da", "en"]
    if stop.who == "reader":
        assert one.context.cookies() == []
    assert one.page.evaluate("localStorage.length") == 0
    # htmx notes the address of the page for the time the tab is open, and keeps nothing else
    assert one.page.evaluate("Object.keys(sessionStorage)") in ([], [HTMX_KEEPS])


def _prefer(one: Tab, language: str) -> None:
    """For the few addresses without a language in them."""
    one.page.set_extra_http_headers({"Accept-Language": language})


def test_the_tour_leaves_no_page_out(site: Site) -> None:
    # a mail in the inbox is read on the journeys
    seen = {stop.endpoint for stop in STOPS} | NO_PAGES | {"inbox.message"}
    pages = {
        rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }

    assert pages - seen == set()


def test_what_is_wrong_is_found(tab: Callable[..., Tab], site: Site) -> None:
    one = tab(bypass_csp=True)
    one.open("/en/")

    one.page.evaluate("""
        document.body.insertAdjacentHTML("beforeend", '<img src="/static/icon.svg">'
            + '<div class="wide">x</div><p class="faint">Faint</p>');
        document.querySelector(".wide").style.width = "2000px";
        document.querySelector(".faint").style.color = "#ddd";
        document.querySelector(".faint").style.background = "#fff";
        console.error("Refused to run");
        fetch("https://elsewhere.example/").catch(() => {});
    """)
    found = "\n".join(one.faults())

    for fault in ("image-alt", "color-contrast", "scrolls sideways", "Refused", "asks elsewhere"):
        assert fault in found
