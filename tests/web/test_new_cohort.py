"""A secretary plans a cohort: nothing that was typed is lost."""

from typing import Any

import pytest

from app import clock
from app.extensions import db
from app.models import Bilingual, Cohort, CohortState, CourseKind
from app.services import cohorts
from tests.browser import Browser, Page
from tests.factories import Make


def session(number: int, day: str, starts: str = "", ends: str = "") -> dict[str, Any]:
    """One row of dates, as it is typed."""
    names = (f"meetings-{number}-{name}" for name in ("day", "starts", "ends"))
    return dict(zip(names, (day, starts, ends), strict=True))


def only_cohort() -> Cohort:
    db.session.expire_all()
    return db.session.query(Cohort).one()


def token_on(page: Page) -> str:
    return str(page.html.select("[name=csrf_token]")[0]["value"])


def test_a_cohort_is_planned_from_nothing(desk: Browser, make: Make) -> None:
    course = make.course()

    page = desk.visit("staff.new_cohort", slug=course.slug)
    page = page.submit(
        "cohort-form",
        **session(0, "3.3.2027", "9.00", "15:30"),
        place=" Kursushuset, Odense ",
        capacity="24",
        minimum="8",
        price="2.450 kr.",
        register_by="2027-02-03",
        free_cancel_until="3. februar 2027",
        decide_by="5/2 2027",
        note_da="Gå ind gennem gården.",
        note_en="Enter through the courtyard.",
    )

    assert "Draft" in page
    cohort = only_cohort()
    assert cohort.state is CohortState.DRAFT
    [meeting] = cohort.meetings
    assert clock.local(meeting.starts_at).isoformat() == "2027-03-03T09:00:00+01:00"
    assert clock.local(meeting.ends_at).isoformat() == "2027-03-03T15:30:00+01:00"
    assert cohort.place == "Kursushuset, Odense"
    assert (cohort.capacity, cohort.minimum, cohort.price) == (24, 8, 2450)
    assert str(cohort.register_by) == str(cohort.free_cancel_until) == "2027-02-03"
    assert str(cohort.decide_by) == "2027-02-05"
    assert cohort.note == Bilingual("Gå ind gennem gården.", "Enter through the courtyard.")


def test_a_new_cohort_copies_the_last_but_for_its_days(desk: Browser, make: Make) -> None:
    course = make.course()
    make.cohort(course, place="Vejle", capacity=18, minimum=7, price=1200)

    page = desk.visit("staff.new_cohort", slug=course.slug)

    filled = {str(one["name"]): one.get("value", "") for one in page.html.select("input[name]")}
    assert (filled["place"], filled["capacity"], filled["minimum"]) == ("Vejle", "18", "7")
    assert filled["price"] == "1,200"
    assert (filled["meetings-0-starts"], filled["meetings-0-ends"]) == ("9:00", "15:00")
    assert filled["meetings-0-day"] == filled["register_by"] == filled["decide_by"] == ""


def test_a_draft_may_lack_most_things(desk: Browser, make: Make) -> None:
    course = make.course()

    page = desk.visit("staff.new_cohort", slug=course.slug)
    page = page.submit("cohort-form", capacity="6")

    assert "There is no date yet." in page
    assert "There is no registration deadline yet." in page
    assert only_cohort().meetings == []


@pytest.mark.parametrize("price", ["1.000.001", "999.999.999.999", "2450" * 2000])
def test_a_price_beyond_reason_is_refused(desk: Browser, make: Make, price: str) -> None:
    page = desk.visit("staff.new_cohort", slug=make.course().slug)

    page = page.submit("cohort-form", status=422, capacity="6", price=price)

    beyond = "Enter at most 1,000,000 kroner."
    unread = "Enter the price in whole kroner, for example 2450."
    assert page.all(".errors a") == [unread if "." not in price else beyond]
    assert db.session.query(Cohort).count() == 0


def test_what_cannot_be_read_is_shown_as_it_was_typed(desk: Browser, make: Make) -> None:
    course = make.course()

    page = desk.visit("staff.new_cohort", slug=course.slug)
    page = page.submit(
        "cohort-form",
        status=422,
        **session(0, "31.2.2027", "15.00", "9.00"),
        place="Odense",
        capacity="none",
        price="2450,50",
        register_by="soon",
    )

    assert page.title.startswith("Error: ")
    assert len(page.all(".errors a")) == 5
    for element in page.html.select(".errors a"):
        field = page.one(str(element["href"]))
        assert field["aria-invalid"] == "true"
        described = str(field["aria-describedby"]).split()
        assert any(element.get_text() in page.one(f"#{one}").get_text() for one in described)
    values = {str(one["name"]): one.get("value") for one in page.html.select("input[name]")}
    assert values["meetings-0-day"] == "31.2.2027"
    assert values["register_by"] == "soon"
    assert values["place"] == "Odense"
    assert db.session.query(Cohort).count() == 0


def test_sessions_are_added_and_removed_without_losing_the_others(
    desk: Browser, make: Make
) -> None:
    course = make.course(kind=CourseKind.SERIES)

    page = desk.visit("staff.new_cohort", slug=course.slug)
    page = page.submit(
        "cohort-form",
        button="add_meeting",
        capacity="24",
        **session(0, "3.3.2027", "x"),
    )
    page = page.submit(
        "cohort-form", button="add_meeting", place="Odense", **session(1, "10.3.2027")
    )
    assert page.all("legend") == ["Session 1", "Session 2", "Session 3"]
    assert page.html.select("[autofocus]")[0]["name"] == "meetings-2-day"

    page.html.select("#remove-0")[0].extract()
    page.html.select("#remove-2")[0].extract()
    page = page.submit("cohort-form", button="remove_meeting")

    assert page.all("legend") == ["Session 1", "Session 2"]
    values = {str(one["name"]): one.get("value") for one in page.html.select("input[name]")}
    assert values["meetings-0-day"] == "3.3.2027"
    assert values["meetings-0-starts"] == "x"
    assert values["place"] == "Odense"
    assert db.session.query(Cohort).count() == 0


def test_two_sessions_are_not_at_the_same_time(desk: Browser, make: Make) -> None:
    course = make.course()
    cohort = make.cohort(course, days=2)

    page = desk.visit("staff.edit_cohort", cohort_id=cohort.id)
    day = str(page.one("#meetings-0-day")["value"])
    page = page.submit("cohort-form", status=422, **session(1, day, "14.00", "16.00"))

    assert "Two sessions are at the same time. Correct one of them." in page


def test_a_draft_is_changed_and_its_dates_replaced(desk: Browser, make: Make) -> None:
    cohort = make.cohort()

    page = desk.visit("staff.edit_cohort", cohort_id=cohort.id)
    page.submit("cohort-form", capacity="12", price="0", **session(0, "3.3.2027", "9.00", "15.00"))

    changed = only_cohort()
    assert changed.capacity == 12
    assert changed.price_now is None
    assert str(clock.today(changed.starts_at)) == "2027-03-03"
    assert len(changed.meetings) == 1


def test_fields_that_are_not_on_the_form_change_nothing(desk: Browser, make: Make) -> None:
    cohort = make.cohort()
    before = cohort.code

    page = desk.visit("staff.edit_cohort", cohort_id=cohort.id)
    form = {
        str(one["name"]): str(one.get("value", "")) for one in page.html.select("input[name]")
    } | {"capacity": "12", "counts_as": "seats", "state": "open", "code": "X", "course_id": "9"}
    address = f"/en/staff/cohorts/{cohort.id}/edit"
    answer = desk.send(address, method="post", data=form | {"tell_at": "2027-01-01", "id": "99"})

    assert answer.status_code == 303
    changed = only_cohort()
    assert (changed.state, changed.code, changed.tell_at) == (CohortState.DRAFT, before, None)
    assert changed.capacity == 12


def test_what_others_know_of_stays_but_for_the_note(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    capacity, place = cohort.capacity, cohort.place

    page = desk.visit("staff.edit_cohort", cohort_id=cohort.id)
    assert not page.html.select("[name=capacity]")
    page.submit("notes-form", note_da="Husk madpakke.", note_en="Bring lunch.")
    address = f"/en/staff/cohorts/{cohort.id}/edit"
    more = {"csrf_token": token_on(page), "note_da": "Husk madpakke.", "place": "Elsewhere"}
    desk.send(address, method="post", data=more)

    changed = only_cohort()
    assert changed.note.da == "Husk madpakke."
    assert (changed.capacity, changed.place) == (capacity, place)


def test_a_plan_that_is_saved_after_somebody_opened_is_not_taken_in_part(
    desk: Browser, make: Make
) -> None:
    cohort = make.cohort()
    page = desk.visit("staff.edit_cohort", cohort_id=cohort.id)
    cohorts.open_cohort(cohort)
    db.session.commit()

    page = page.submit("cohort-form", status=422, capacity="12", note_da="Ny note.")

    assert "This cohort has been opened already." in page
    assert only_cohort().note.da == ""
    assert page.one("#note_da").get_text(strip=True) == "Ny note."


def test_a_draft_is_deleted_and_what_is_known_is_not(desk: Browser, make: Make) -> None:
    draft, known = make.cohort(), make.cohort(state="open")
    page = desk.visit("staff.cohort", cohort_id=draft.id)

    page = page.submit("delete-form")

    assert "The draft is deleted." in page
    address = f"/en/staff/cohorts/{known.id}/delete"
    desk.send(address, method="post", data={"csrf_token": token_on(page)})
    assert only_cohort().id == known.id


def test_a_copied_plan_says_what_the_last_cohort_said(make: Make) -> None:
    cohort = make.cohort(days=3)

    plan = cohorts.plan_of(cohort)

    assert len(plan.meetings) == 3
    assert plan.place == cohort.place


def test_times_without_a_day_are_asked_about_rather_than_lost(desk: Browser, make: Make) -> None:
    course = make.course()
    make.cohort(course)

    page = desk.visit("staff.new_cohort", slug=course.slug)
    page = page.submit("cohort-form", status=422)

    assert "Enter the day, for example 3.3.2027, or empty the times too." in page


@pytest.mark.parametrize("row", ["9", "999", "-1", "x", "9" * 5000])
def test_a_row_that_is_not_there_is_not_removed(desk: Browser, make: Make, row: str) -> None:
    course = make.course()
    page = desk.visit("staff.new_cohort", slug=course.slug)
    data = {"csrf_token": token_on(page), "remove_meeting": row, **session(0, "3.3.2027")}

    answer = desk.send(f"/en/staff/courses/{course.slug}/new-cohort", method="post", data=data)

    assert answer.status_code in {200, 422}
    assert 'value="3.3.2027"' in answer.text
    assert db.session.query(Cohort).count() == 0
