"""What a page sends by itself, or by a press, while nobody answers or after signing out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app import clock
from app.extensions import db
from app.models import Seat
from app.services import sign_ins
from tests.end_to_end.chromium import NARROW, Tab, violations
from tests.end_to_end.pages import Arranged, Stop, cookie
from tests.end_to_end.site import Site, beside
from tests.end_to_end.test_worksheets import box
from tests.filling_in import WHAT, a_team
from tests.staffing import PASSWORD, member_of_staff, new_code

LOST = {
    "en": "Not saved: there is no connection.",
    "da": "Ikke gemt: Der er ingen forbindelse.",
}
SAVED = {"en": "Saved at", "da": "Gemt kl."}
MAKE = beside()
# what a screen reader would be given to read
COUNTED = """
    const told = document.getElementById("saved"), seen = (window.said = []);
    new MutationObserver(() => seen.push(told.textContent))
        .observe(told, { childList: true, characterData: true, subtree: true });
"""


def worksheet(arranged: Arranged, one: Tab, who: str, language: str) -> Page:
    with arranged.site.app.app_context():
        seat = a_team(MAKE, name=who).seats[0]
        arranged.people[who] = (seat.id, seat.link_version)
    values = {"worksheet": "mapping", "section": "B"}
    stop = Stop("", "participant.worksheet_section", values, who, "worksheet")
    arranged.go(one, stop, language)
    one.width(NARROW)
    return one.page


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_written_without_a_connection_is_saved_when_there_is_one(
    tab: Callable[..., Tab], arranged: Arranged, language: str
) -> None:
    one = tab()
    page = worksheet(arranged, one, f"cut off {language}", language)
    page.evaluate(COUNTED)
    told = page.locator("#saved")

    one.context.set_offline(True)
    box(page, WHAT).click()
    page.keyboard.type("Home visits")
    expect(told).to_contain_text(LOST[language])
    expect(told).to_be_in_viewport()
    # and it does not lie upon the box that one writes in
    over = page.evaluate("told.getBoundingClientRect().top")
    assert page.evaluate("document.activeElement.getBoundingClientRect().bottom") <= over
    expect(box(page, WHAT)).to_be_focused()
    # the next try finds nobody either, and is not announced
    with page.expect_event("requestfailed"):
        page.keyboard.type(" before starting")
    assert len(page.evaluate("said")) == 1
    # a press would lead to a page that cannot come
    page.locator("button.quiet[name=save]").click()
    expect(box(page, WHAT)).to_have_value("Home visits before starting")
    box(page, WHAT).press("End")
    page.keyboard.type("!")
    assert violations(page) == one.sideways() == []

    one.context.set_offline(False)

    expect(told).to_contain_text(SAVED[language])
    expect(told).not_to_contain_text(LOST[language])
    expect(box(page, WHAT)).to_be_focused()
    page.reload()
    expect(box(page, WHAT)).to_have_value("Home visits before starting!")


def test_a_press_without_a_connection_goes_on_when_there_is_one(
    tab: Callable[..., Tab], arranged: Arranged
) -> None:
    one = tab()
    page = worksheet(arranged, one, "presses early", "en")

    one.context.set_offline(True)
    box(page, WHAT).fill("Play")
    page.locator("[name=go]").click()
    expect(page.locator("#saved")).to_contain_text(LOST["en"])
    one.context.set_offline(False)

    expect(page.locator("h1")).to_have_text("C. Who can do what?")
    page.get_by_role("link", name="B. What do we do, and for whom?").click()
    expect(box(page, WHAT)).to_have_value("Play")


def test_a_fault_of_ours_and_a_dead_link_are_told_apart(
    tab: Callable[..., Tab], arranged: Arranged
) -> None:
    one = tab()
    page = worksheet(arranged, one, "has trouble", "en")
    told = page.locator("#saved")

    page.route("**/*", lambda route: route.fulfill(status=503, body="down"))
    box(page, WHAT).fill("Play")
    expect(told).to_contain_text("something went wrong at our end")
    page.unroute("**/*")
    # it tries again by itself
    expect(told).to_contain_text(SAVED["en"])

    with arranged.site.app.app_context():
        db.session.get_one(Seat, arranged.people["has trouble"][0]).link_version += 1
        db.session.commit()
    box(page, WHAT).fill("Play in small groups")
    expect(told).to_contain_text("the link does not work any more")
    page.locator("button.quiet[name=save]").click()
    expect(box(page, WHAT)).to_have_value("Play in small groups")
    assert violations(page) == one.sideways() == []


class Writer:
    """A secretary of their own, who can be signed out while they work."""

    def __init__(self, site: Site, one: Tab) -> None:
        self.site, self.one = site, one

    def begin(self) -> None:
        with self.site.app.app_context():
            used = [sign_ins.begin(member_of_staff()), int(clock.now().timestamp())]
            db.session.commit()
        name = self.site.app.config["SESSION_COOKIE_NAME"]
        value = cookie(self.site.app, {"staff": used})
        self.one.context.add_cookies([{"name": name, "value": value, "url": self.site.address}])

    def end(self) -> None:
        with self.site.app.app_context():
            sign_ins.end_all(member_of_staff())
            db.session.commit()

    def sign_in(self, page: Page) -> None:
        page.get_by_label("Email", exact=True).fill("secretary@kursushuset.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        with self.site.app.app_context():
            page.get_by_label("Code", exact=False).fill(new_code())
        page.get_by_role("button").last.click()


@pytest.fixture
def writer(site: Site, tab: Callable[..., Tab]) -> Writer:
    found = Writer(site, tab())
    found.begin()
    return found


def editor(writer: Writer, slug: str) -> Page:
    with writer.site.app.app_context():
        MAKE.course("Write it", slug=slug)
    writer.one.open(f"/en/staff/courses/{slug}/edit")
    writer.one.width(NARROW)
    return writer.one.page


def test_who_was_signed_out_while_writing_signs_in_and_finds_it(writer: Writer) -> None:
    page = editor(writer, "signed-out-once")
    english, told = page.locator("#sections_purpose_en"), page.locator("#saved")
    writer.one.context.set_offline(True)
    english.fill("To write")
    expect(told).to_contain_text(LOST["en"])
    writer.one.context.set_offline(False)
    expect(told).to_contain_text(SAVED["en"])

    writer.end()
    english.fill("To write together")
    expect(told).to_contain_text("you have been signed out. Press Save the draft and sign in")
    assert violations(page) == writer.one.sideways() == []
    page.get_by_role("button", name="Save the draft").first.click()
    writer.sign_in(page)

    expect(page.locator("#sections_purpose_en")).to_have_value("To write together")


def test_signing_in_in_another_window_is_enough(writer: Writer) -> None:
    page = editor(writer, "signed-out-twice")
    told = page.locator("#saved")
    writer.end()
    page.locator("#sections_purpose_en").fill("To write together")
    expect(told).to_contain_text("you have been signed out")

    other = writer.one.context.new_page()
    other.goto(f"{writer.one.address}/en/staff/sign-in")
    writer.sign_in(other)
    expect(other.get_by_role("button", name="Sign out")).to_be_visible()
    other.close()
    page.evaluate("dispatchEvent(new Event('focus'))")

    expect(told).to_contain_text(SAVED["en"])
    page.reload()
    expect(page.locator("#sections_purpose_en")).to_have_value("To write together")


def test_a_press_says_that_nobody_answered_and_leads_to_signing_in(
    writer: Writer, site: Site
) -> None:
    with site.app.app_context():
        slug = MAKE.course("Plan it").slug
    page = writer.one.open(f"/en/staff/courses/{slug}/new-cohort")
    add = page.get_by_role("button", name="Add")
    rows = page.locator("fieldset.person")
    before = rows.count()

    writer.one.context.set_offline(True)
    add.click()
    expect(page.locator("#messages")).to_have_text(re.compile("There is no connection"))
    expect(add).to_be_focused()
    writer.one.context.set_offline(False)
    add.click()
    expect(rows).to_have_count(before + 1)
    expect(page.locator("#messages")).to_have_text("")

    writer.end()
    page.locator("[name='meetings-0-day']").fill("3.3.2027")
    page.locator("[name=add_meeting]").click()
    expect(page.locator("main")).to_contain_text("You have been signed out.")
    writer.sign_in(page)
    expect(page.locator("[name='meetings-0-day']")).to_have_value("3.3.2027")
