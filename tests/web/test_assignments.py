"""The worksheets that go with a course, at the desk: seen first, then one button."""

from datetime import date
from typing import Any

import pytest

from app import clock
from app.extensions import db
from app.models import AssignedTo, Assignment
from tests.browser import Browser
from tests.distributing import DAY, another, assignment, cohort_with, mails, on, people, swept
from tests.factories import Make
from tests.staffing import signed_in

READY = date(2027, 3, 9)


def kept() -> list[tuple[str, int, int | None, str, bool]]:
    db.session.expire_all()
    return [
        (one.worksheet, one.send_days, one.due_days, str(one.per), one.withdrawn_at is not None)
        for one in db.session.query(Assignment).order_by(Assignment.id)
    ]


def test_a_worksheet_is_added_after_a_look_at_what_happens(browser: Browser, make: Make) -> None:
    cohort = cohort_with(make)
    later = another(make, cohort.course, day=date(2027, 9, 7))
    people(make, cohort, "anne", "bo")
    people(make, later, "clara")
    with on(date(2027, 3, 15), 10):
        signed_in(browser)
        page = browser.visit("staff.course", slug=cohort.course.slug)
        assert "No worksheet goes with the course yet." in page
        page = page.click("Add a worksheet")

        page = page.submit(
            "assignment-form", button="look=1", worksheet="mapping", send="21", send_when="before"
        )
        assert "2 emails leave at once." in page
        assert "Leaves on Tuesday 17\u00a0August 2027 at\u00a09:00" in page
        assert "It would be 1 email now." in page
        assert kept() == []
        # something else than what was looked at is looked at first
        page = page.submit("assignment-form", button="change", send="14")
        assert kept() == []
        page = page.submit("assignment-form", button="look=1", send="21")
        page = page.submit("assignment-form", button="change")

        assert "The worksheet goes with the course now." in page
        assert "21 days before the first session" in page
    assert kept() == [("mapping", -21, None, "seat", False)]
    assert swept(date(2027, 3, 15), 10, 1) == [
        ("worksheet_mapping", "anne"),
        ("worksheet_mapping", "bo"),
    ]


def test_a_plan_for_the_workplace_is_due_and_approved(browser: Browser, make: Make) -> None:
    cohort = cohort_with(make)
    people(make, cohort, "anne", "bo")
    with on(READY):
        signed_in(browser)
        page = browser.visit("staff.add_assignment", slug=cohort.course.slug)
        said: dict[str, Any] = {
            "worksheet": "plan",
            "per": "registration",
            "send": "0",
            "send_when": "after",
            "due": "60",
            "due_when": "after",
            "must_approve": "y",
        }
        page = page.submit("assignment-form", button="look=1", **said)
        assert "To be handed in by Monday 31\u00a0May 2027." in page
        assert "It would be 1 email now." in page
        page = page.submit("assignment-form", button="change", must_approve="y")

        assert "the workplace together" in page
        assert "60 days after the last session, is approved" in page
    [one] = db.session.query(Assignment)
    assert (one.per, one.must_approve) == (AssignedTo.REGISTRATION, True)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"send": ""}, "Enter how many days."),
        ({"send": "-3"}, "Enter a whole number."),
        ({"send": "400"}, "Enter a whole number."),
        ({"send": "0"}, "Enter 1 day or more before the first session."),
        ({"send": "7", "due": "7", "due_when": "before"}, "It must be due after it has been sent."),
        ({"send": "7", "send_when": "after", "due": "7"}, "It must be due after it has been sent."),
        ({"send": "7", "must_approve": "y"}, "only then it can be approved"),
        ({"send": "21"}, "That worksheet goes out on that day already."),
    ],
)
def test_what_cannot_be_is_told_and_kept_as_it_was_typed(
    browser: Browser, make: Make, typed: dict[str, str], told: str
) -> None:
    cohort = cohort_with(make, assignment("mapping", -21, due_days=-3))
    signed_in(browser)
    page = browser.visit("staff.add_assignment", slug=cohort.course.slug)
    filled: dict[str, Any] = {"worksheet": "mapping", "send_when": "before"} | typed

    if "already" in told:
        page = page.submit("assignment-form", button="look=1", **filled)
        page = page.submit("assignment-form", button="change", status=422)
    else:
        page = page.submit("assignment-form", button="look=1", status=422, **filled)

    assert told in page
    assert len(kept()) == 1


def test_other_days_move_what_has_not_been_sent(browser: Browser, make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne")
    swept(READY)
    people(make, cohort, "bo")
    with on(date(2027, 3, 10)):
        signed_in(browser)
        page = browser.visit("staff.course", slug=cohort.course.slug)
        page = page.click("Change the days : Mapping template, 21 days before the first session")
        assert "Whoever has had it does not get it again." in page
        page = page.submit("assignment-form", button="look=1", send="14")
        assert "It would be 1 email now." in page
        page = page.submit("assignment-form", button="change")

        assert "The days are changed." in page
    assert swept(date(2027, 3, 15)) == []
    assert swept(date(2027, 3, 16)) == [("worksheet_mapping", "bo")]


def test_who_has_had_it_is_not_counted(browser: Browser, make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21), assignment("mapping", -10))
    people(make, cohort, "anne")
    swept(READY)
    with on(date(2027, 3, 10)):
        signed_in(browser)
        first, second = cohort.course.assignments
        page = browser.visit("staff.change_assignment", assignment_id=first.id)
        page = page.submit("assignment-form", button="look=1", send="14")
        assert "Nobody gets it now." in page
        page = browser.visit("staff.withdraw_assignment", assignment_id=second.id)
        assert "It would be 1 email now." in page
    with on(date(2027, 3, 22)):
        signed_in(browser)
        people(make, cohort, "bo")
        # the second sending stands for the first
        page = browser.visit("staff.withdraw_assignment", assignment_id=first.id)
        assert "Nobody gets it now." in page


def test_a_withdrawn_worksheet_goes_to_nobody_else(browser: Browser, make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne")
    swept(READY)
    people(make, cohort, "bo")
    with on(READY, 10):
        signed_in(browser)
        page = browser.visit("staff.course", slug=cohort.course.slug)
        page = page.click("Withdraw : Mapping template, 21 days before the first session")
        assert "1 person has had it, and keeps what is written." in page
        assert "1 email leaves at once." in page
        assert kept()[0][4] is False
        page = page.submit("withdraw-form")

        assert "The worksheet is withdrawn. Nobody else gets it." in page
        assert "No worksheet goes with the course yet." in page
        browser.visit("staff.change_assignment", assignment_id=1, status=404)
    assert kept() == [("mapping", -21, None, "seat", True)]
    assert swept(READY, 11) == []


def test_added_again_it_goes_to_those_who_have_not_had_it(browser: Browser, make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne")
    swept(READY)
    cohort.course.assignments[0].withdrawn_at = clock.now()
    people(make, cohort, "bo")
    with on(READY, 10):
        signed_in(browser)
        page = browser.visit("staff.add_assignment", slug=cohort.course.slug)
        page = page.submit("assignment-form", button="look=1", worksheet="mapping", send="21")
        page.submit("assignment-form", button="change")

    assert kept() == [("mapping", -21, None, "seat", False)]
    assert swept(READY, 11) == [("worksheet_mapping", "bo")]
    assert len(mails()) == 2


def test_pressing_twice_adds_it_once(browser: Browser, make: Make) -> None:
    cohort = cohort_with(make)
    signed_in(browser)
    page = browser.visit("staff.add_assignment", slug=cohort.course.slug)
    page = page.submit("assignment-form", button="look=1", worksheet="guide", send="7")

    page.submit("assignment-form", button="change")
    again = page.submit("assignment-form", button="change")

    assert "The worksheet goes with the course now." in again
    assert len(kept()) == 1


def test_in_danish(browser: Browser, make: Make) -> None:
    browser.language = "da"
    cohort = cohort_with(make, assignment("mapping", -21), assignment("plan", 0, 60))
    with on(DAY, 8):
        signed_in(browser)
        page = browser.visit("staff.course", slug=cohort.course.slug)

    assert "21 dage før første mødegang" in page
    assert "på sidste mødegang" in page
    assert "hver deltager" in page


def test_a_course_gets_its_worksheets_before_it_is_published(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    course = make.course("A new course", published=False)
    page = browser.visit("staff.edit_course", slug=course.slug)
    assert "No worksheet goes with the course yet." in page
    page = page.click("Add a worksheet")
    said: dict[str, Any] = {"worksheet": "mapping", "send": "21", "send_when": "before"}
    page = page.submit("assignment-form", button="look=1", **said)
    page = page.submit("assignment-form", button="change")
    assert page.path.endswith("/edit")
    assert kept() == [("mapping", -21, None, "seat", False)]

    page = page.click("Withdraw : Mapping template, 21 days before the first session")
    page = page.submit("withdraw-form")

    assert page.path.endswith("/edit")
    assert kept() == [("mapping", -21, None, "seat", True)]
    browser.visit("staff.edit_course", slug=course.slug).submit("delete-course-form")
    assert kept() == []
