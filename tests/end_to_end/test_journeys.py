"""The tour of the README, as people take it: with JavaScript and without, by keyboard, by mail."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app import clock
from tests.end_to_end.chromium import NARROW, Tab
from tests.end_to_end.pages import LEARNING_DAY, Arranged, Stop
from tests.staffing import PASSWORD

COURSE = f"/en/courses/{LEARNING_DAY}"
COURSE_DA = f"/da/kurser/{LEARNING_DAY}"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def sign_up(page: Page, address: str) -> None:
    form = page.locator("#subscribe-form")
    form.locator("input[type=email]").fill(address)
    form.locator("button").first.click()


def newest_mail_to(tab: Tab, address: str) -> Page:
    """The mail, once the worker has sent it: seldom more than two seconds."""
    page = tab.page
    for _ in range(20):
        tab.open("/inbox")
        found = page.locator("main tr, main li, main article").filter(has_text=address)
        if found.count():
            found.first.locator("a").first.click()
            return page
        page.wait_for_timeout(500)
    raise AssertionError(f"no mail to {address}")


@SCRIPTS
def test_a_leader_subscribes_and_confirms(tab: Callable[..., Tab], scripts: bool) -> None:
    one = tab(java_script_enabled=scripts)
    address = f"leader-{'js' if scripts else 'html'}@vejle.example"

    page = one.open(COURSE)
    before = page.url
    sign_up(page, "leader@vejle")
    expect(page).to_have_title(re.compile("^Error:"))
    if scripts:
        assert page.url == before
        assert page.evaluate("document.activeElement.closest('[role=alert], .errors') !== null")
    assert one.faults() == []

    sign_up(page, address)
    expect(page.locator("#subscribe-form")).to_contain_text(address)
    assert one.faults() == []
    assert one.context.cookies() == []

    page = newest_mail_to(one, address)
    assert one.faults() == []
    page.locator("main a[href*='/l/']").first.click()
    assert "/l/" not in page.url
    page.locator("main form button").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert one.faults() == []


@SCRIPTS
def test_a_secretary_opens_a_cohort_and_stops_it(
    tab: Callable[..., Tab], arranged: Arranged, scripts: bool
) -> None:
    one = tab(java_script_enabled=scripts)
    arranged.go(one, Stop("", "staff.new_cohort", {"slug": "ledersamtalen"}, "secretary"), "en")
    page, day = one.page, clock.today() + timedelta(days=90)

    page.locator("#cohort-form button", has_text="Save").last.click()
    expect(page).to_have_title(re.compile("^Error:"))
    assert one.faults() == []
    for label, text in {
        "Day": f"{day:%d.%m.%Y}",
        "From": "9.00",
        "To": "15.00",
        "Place": "Havnegade 1, Odense",
        "Registration deadline": f"{day - timedelta(days=30):%d.%m.%Y}",
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Places", exact=True).fill("24")
    page.locator("#cohort-form button", has_text="Save").last.click()
    page.get_by_role("link", name="Rehearse the opening").click()
    assert one.faults() == []
    page.locator("#open-button").click()
    expect(page.locator("#stop-form")).to_be_visible()
    assert one.faults() == []
    page.locator("#stop-form button").click()
    expect(page.get_by_role("link", name="Rehearse the opening")).to_be_visible()


def test_the_whole_page_can_be_used_with_the_keyboard(tab: Callable[..., Tab]) -> None:
    page = tab().open(COURSE)
    stops = []

    for _ in range(80):
        page.keyboard.press("Tab")
        stop = page.evaluate("""(() => {
            const at = document.activeElement;
            if (at === document.body) return null;
            const box = at.getBoundingClientRect(), style = getComputedStyle(at);
            return {
                what: at.tagName + " " + (at.name || at.textContent.trim().slice(0, 40)),
                seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
                ringed: style.outlineStyle !== "none" || style.boxShadow !== "none",
            };
        })()""")
        if stop is None:
            break
        stops.append(stop)

    assert len(stops) > 10
    assert [stop["what"] for stop in stops if not (stop["seen"] and stop["ringed"])] == []
    assert "Skip to main content" in stops[0]["what"]
    fields = page.locator("input:visible, button:visible, select:visible").count()
    pressed = [stop for stop in stops if not stop["what"].startswith(("A ", "SUMMARY"))]
    assert len(pressed) >= fields


def test_text_twice_as_large_needs_no_sideways_scrolling(tab: Callable[..., Tab]) -> None:
    one = tab()
    one.width(2 * NARROW)

    for path in (COURSE_DA, "/da/kurser", "/da/"):
        page = one.open(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert [fault for fault in one.faults() if "sideways" in fault] == [], path


def test_the_language_changes_on_the_spot(tab: Callable[..., Tab]) -> None:
    page = tab().open(COURSE_DA)

    page.get_by_role("link", name="English").first.click()
    expect(page).to_have_url(re.compile(re.escape(COURSE)))
    page.get_by_role("link", name="Dansk").first.click()
    expect(page).to_have_url(re.compile(re.escape(COURSE_DA)))


def test_a_dark_page_is_printed_dark_on_light(tab: Callable[..., Tab]) -> None:
    page = tab(color_scheme="dark").open(COURSE_DA)
    on_screen = page.evaluate("getComputedStyle(document.body).color")
    page.emulate_media(media="print")
    in_print = page.evaluate("getComputedStyle(document.body).color")

    assert brightness(on_screen) > 600
    assert brightness(in_print) < 120


def brightness(colour: str) -> int:
    """Of rgb(0, 0, 0): the sum, 0 to 765."""
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3])


def test_the_first_password_and_the_sign_in(tab: Callable[..., Tab], arranged: Arranged) -> None:
    one = tab()
    arranged.go(one, Stop("", "staff.set_password", {}, "invited", "invite"), "en")
    page = one.page

    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/staff/sign-in"))
    assert one.faults() == []
