"""A secretary's way from the sign-in to who came, by keyboard alone: Tab, Enter and the blank."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import formats
from app.extensions import db
from app.models import Seat, SeatState, SecondFactor
from app.services import passwords
from app.services.courses import remember_search
from app.web.staff.codes import box
from tests.end_to_end.chromium import NARROW, WIDE, Tab
from tests.end_to_end.site import Site, beside
from tests.staffing import PASSWORD, SECRET, code_at

EMAIL = "by.keyboard@kursushuset.example"
FOCUSED = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels.length ? one.labels[0].innerText : "";
  return one === document.body ? "" : (label || one.innerText || one.id).trim();
}"""
# what shows where one is; the frame around the page itself needs no outline
OUTLINED = "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"
# more than any page of it has
MOST_STOPS = 120


def tab_to(page: Page, name: str) -> None:
    """Press Tab until it is reached; each stop on the way can be seen."""
    passed: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(FOCUSED))
        if passed[-1].startswith(name):
            assert page.evaluate(OUTLINED), f"nothing shows that {name} has the focus"
            return
    raise AssertionError(f"{name} is not reached: {passed}")


def skip(page: Page) -> None:
    """Over the menu, by the link that comes first."""
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def unfold_the_menu(page: Page) -> None:
    """On a phone it is one stop and nothing more, until a key opens it."""
    account, people = (page.get_by_role("link", name=name) for name in ("My account", "People"))
    expect(account).to_be_hidden()
    expect(people).to_be_hidden()
    tab_to(page, "Menu")
    page.keyboard.press("Enter")
    expect(account).to_be_visible()
    for name in ("My account", "People"):
        tab_to(page, name)


def arrange(site: Site) -> tuple[int, str]:
    """A day that was yesterday, with one who comes, and a secretary who has set up an app."""
    with site.app.app_context():
        make = beside()
        member = make.staff("secretary", EMAIL, password_hash=passwords.hashed(PASSWORD))
        sealed = box().seal(SECRET.encode())
        db.session.add(SecondFactor(member_id=member.id, sealed=sealed))
        course = make.course("A course for one keyboard")
        remember_search(course)
        cohort = make.cohort(course, state="open", in_days=-1)
        seat = make.registration(cohort).seats[0]
        seat.name, seat.email = "Maja of the keyboard", "maja.keyboard@odense.example"
        db.session.commit()
        assert cohort.starts_at is not None
        return cohort.id, formats.day(cohort.starts_at, "en", "table")


def test_from_the_sign_in_to_who_came(tab: Callable[..., Tab], site: Site) -> None:
    cohort = arrange(site)
    one = tab()
    page = one.open("/en/staff/sign-in")
    tab_to(page, "Email")
    page.keyboard.type(EMAIL)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("Enter your code"))
    tab_to(page, "Code from your app")
    page.keyboard.type(code_at())
    page.keyboard.press("Enter")

    # the search stands before the menu, and Enter sends it
    expect(page).to_have_url(re.compile("/en/staff/courses$"))
    tab_to(page, "Search")
    page.keyboard.type("one keyboard")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/en/staff/find$"))
    assert one.faults() == []
    one.width(NARROW)
    assert one.faults() == []
    one.width(WIDE)

    skip(page)
    tab_to(page, "What are you looking for?")
    tab_to(page, "A course for one keyboard")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/en/staff/courses/course-"))
    skip(page)
    # the region of the table can be scrolled by the arrows, and its headings sort
    tab_to(page, "Places taken")
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort=ascending]")).to_have_text(re.compile("Places taken"))
    # the address names the table: Tab goes on from there
    tab_to(page, cohort[1])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/en/staff/cohorts/{cohort[0]}$"))
    skip(page)
    tab_to(page, "Who came?")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(f"/en/staff/cohorts/{cohort[0]}/attendance"))
    skip(page)
    tab_to(page, "Maja of the keyboard")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 on the list, 1 ticked")).to_be_visible()
    assert came(site, cohort[0]) == ["Maja of the keyboard"]
    assert leaves(page), "the focus goes round and round"
    assert one.faults() == []
    one.width(NARROW)
    unfold_the_menu(page)
    assert one.faults() == []


def came(site: Site, cohort_id: int) -> list[str | None]:
    with site.app.app_context():
        db.session.rollback()
        there = Seat.state == SeatState.ATTENDED
        return list(db.session.scalars(select(Seat.name).where(Seat.cohort_id == cohort_id, there)))


def leaves(page: Page) -> bool:
    """From the last stop Tab leads out of the page, whatever was in between."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) in ("", "Skip to main content"):
            return True
    return False
