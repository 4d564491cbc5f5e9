"""The first pages of the desk: who waits for what, and who may look."""

import pytest

from app.extensions import db
from app.models import AuditEntry
from app.services import demand
from tests.browser import Browser
from tests.factories import Make
from tests.staffing import signed_in


def test_the_desk_shows_the_longest_list_first(desk: Browser, make: Make) -> None:
    make.course("Nobody waits")
    wanted = make.course("Many wait")
    make.subscription(course=wanted, seats_wanted=3)
    make.subscription(course=wanted, seats_wanted=2, state="paused")
    make.subscription(course=wanted, state="new")

    page = desk.visit("staff.courses")

    assert page.all("tbody th a") == ["Many wait", "Nobody waits"]
    assert "2 courses, 2 on the lists, 5 places wanted" in page
    assert page.all("tbody tr:first-child td.n")[:2] == ["2", "5"]


def test_the_desk_is_for_secretaries_only(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort()

    page = browser.visit("staff.cohort", cohort_id=cohort.id)
    assert page.path == "/en/staff/sign-in"

    signed_in(browser, "consultant")
    browser.visit("staff.cohort", cohort_id=cohort.id, status=403)
    browser.visit("staff.outbox", status=403)


def test_the_course_shows_who_waits_and_notes_that_somebody_looked(
    desk: Browser, make: Make
) -> None:
    course = make.course()
    make.subscription(course, "secret.address@odense.example", note="Helst i maj", seats_wanted=2)

    page = desk.visit("staff.course", slug=course.slug)

    assert "Helst i maj" in page
    assert "secret.address" not in page.response.text
    [entry] = db.session.query(AuditEntry).filter_by(action="read").all()
    assert entry.subject == f"course/{course.id}"
    assert entry.actor_id is not None


@pytest.mark.parametrize("number", ["0", "999", "9" * 12, "9" * 30])
def test_a_cohort_that_is_not_there_is_not_found(desk: Browser, number: str) -> None:
    for path in ("", "/edit", "/rehearsal", "/preview"):
        desk.open(f"/en/staff/cohorts/{number}{path}", status=404)


def test_a_site_without_courses_says_what_will_stand_there(desk: Browser) -> None:
    page = desk.visit("staff.courses")

    assert "There are no courses yet." in page
    assert "0 courses, 0 on the lists, 0 places wanted" in page


def test_many_courses_are_on_further_pages_none_twice(
    desk: Browser, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demand, "LINES", 3)
    courses = [make.course(f"Course {number}") for number in range(7)]
    for course in courses[3:]:
        make.subscription(course)

    page = desk.visit("staff.courses")
    seen = page.all("tbody th a")
    while "More courses" in page:
        page = page.click("More courses")
        seen += page.all("tbody th a")

    assert seen == [f"Course {number}" for number in (3, 4, 5, 6, 0, 1, 2)]


def test_municipalities_stand_with_the_seats_wanted(desk: Browser, make: Make) -> None:
    course = make.course()
    for municipality, seats in ((1, 3), (1, 1), (2, 2), (3, 1), (None, 5)):
        make.subscription(course, seats_wanted=seats, municipality_id=municipality)

    page = desk.visit("staff.course", slug=course.slug)

    rows = [row.split() for row in page.all("figure tbody tr")]
    assert rows[0][-1] == "4"
    assert rows[1:] == [["2", "other", "municipalities", "3"], ["Not", "said", "5"]]
    assert len(page.html.select("figure tbody tr:first-child i.taken")) == 4
