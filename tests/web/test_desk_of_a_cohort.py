"""What the desk of a cohort asks for, whom it lists, and what colleagues note for each other."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app import clock
from app.extensions import db
from app.models import AuditEntry, Cohort, Municipality, SeatState
from tests.browser import Browser
from tests.factories import Make
from tests.places import contact_page, group, offered, seat_page
from tests.taking_part import yesterday


def names(page: object) -> list[str]:
    return page.all("table[aria-labelledby=t-participants] tbody th")  # type: ignore[attr-defined]


def test_each_job_has_its_day_and_the_page_on_which_it_is_done(desk: Browser, make: Make) -> None:
    cohort = yesterday(make)
    one = group(make, cohort, 2)
    one.ean_asked_at = clock.now() - timedelta(days=30)
    db.session.commit()

    page = desk.visit("staff.cohort", cohort_id=cohort.id)

    jobs = page.all(".jobs li")
    assert len(jobs) == 2
    assert all(job.startswith("Overdue") for job in jobs)
    assert "Ring about the EAN number of 1 registration" in jobs[0]
    page = page.click("Who came? : Note who came, and close the day")
    assert page.path.endswith(f"/cohorts/{cohort.id}/attendance")


@pytest.mark.one_database
def test_one_who_has_a_place_is_one(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", in_days=20, minimum=3, decide_by=clock.today())
    group(make, cohort)

    page = desk.visit("staff.cohort", cohort_id=cohort.id)

    assert "Decide whether it runs: 1 has a place, and there must be at least 3." in page


def test_a_cohort_without_jobs_says_so_and_what_comes_after(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", in_days=60)

    page = desk.visit("staff.cohort", cohort_id=cohort.id)

    assert "Nothing this week." in page
    assert "After that, " in page


def test_the_jobs_of_all_cohorts_stand_before_the_courses(desk: Browser, make: Make) -> None:
    assert "Nothing to do this week." in desk.visit("staff.courses")
    cohort = yesterday(make)
    group(make, cohort)

    page = desk.visit("staff.courses")

    [job] = [job for job in page.all(".jobs li") if "Note who came" in job]
    assert cohort.course.title.en in job


def test_a_number_leads_to_those_it_counts(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", capacity=5)
    group(make, cohort, 2, name="billed", bill="ean")
    group(make, cohort, 1, name="lacks")
    nameless = group(make, cohort, 1, bill="ean")
    nameless.seats[0].name = nameless.seats[0].email = None
    offered(make, cohort, name="asked", bill="ean")
    page = desk.visit("staff.cohort", cohort_id=cohort.id)
    assert len(names(page)) == 5

    assert names(page.click("without an EAN number")) == ["Anne lacks"]
    assert names(page.click("without a name yet")) == ["Name follows"]
    assert names(page.click("offered or held")) == ["Anne asked"]
    nobody = desk.visit("staff.cohort", cohort_id=cohort.id, show="noted")
    assert names(nobody) == []
    assert "Nobody is on this list." in nobody
    assert len(names(nobody.click("Show all"))) == 5


def test_participants_stand_and_are_chosen_by_municipality(desk: Browser, make: Make) -> None:
    here, there = db.session.scalars(select(Municipality).order_by(Municipality.id).limit(2))
    cohort = make.cohort(state="open")
    group(make, cohort, 1, name="nowhere")
    group(make, cohort, 1, name="last", municipality_id=max(here, there, key=by_name).id)
    group(make, cohort, 2, name="first", municipality_id=min(here, there, key=by_name).id)

    page = desk.visit("staff.cohort", cohort_id=cohort.id)
    assert names(page) == ["Anne first", "Bo first", "Anne last", "Anne nowhere"]

    page = page.submit("participants-filter", municipality=max(here, there, key=by_name).name)
    assert names(page) == ["Anne last"]
    assert "1 of 4 participants." in page
    assert names(page.submit("participants-filter", municipality="-")) == ["Anne nowhere"]


def test_who_was_perhaps_not_reached_is_looked_for_where_they_stand(
    desk: Browser, make: Make
) -> None:
    cohort = make.cohort(state="open", capacity=1)
    group(make, cohort, 1, name="reached")
    lost = group(make, cohort, 1, state="waiting", name="lost", unreachable=True)

    page = desk.visit("staff.cohort", cohort_id=cohort.id)
    [link] = [a for a in page.html.select("dl.numbers a") if "not reached" in a.get_text()]
    assert link["href"] == "#waiting"

    lost.seats[0].state = SeatState.CONFIRMED
    db.session.commit()
    page = desk.visit("staff.cohort", cohort_id=cohort.id)
    page = page.click("perhaps not reached by an email")
    assert names(page) == ["Anne lost"]


def by_name(one: Municipality) -> str:
    return one.name


def test_a_note_is_kept_for_colleagues_and_shown_nowhere_else(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    one = group(make, cohort)

    page = desk.visit("staff.cohort", cohort_id=cohort.id).click("Write a note for colleagues")
    page = page.submit("note-form", note="The key is\nwith the caretaker")
    assert "The key is with the caretaker" in page
    page = desk.visit("staff.registration", registration_id=one.id).click("Write a note")
    page = page.submit("note-form", note="Comes late")
    assert "Comes late" in page
    assert "Comes late" in desk.visit("staff.cohort", cohort_id=cohort.id, show="noted")

    for outside in (contact_page(desk, one), seat_page(desk, one)):
        assert "caretaker" not in outside.response.text
        assert "Comes late" not in outside.response.text
    acts = db.session.query(AuditEntry).filter(AuditEntry.action.like("%noted"))
    assert sorted((act.action, act.detail) for act in acts) == [
        ("cohort.noted", {}),
        ("registration.noted", {}),
    ]


def test_of_two_who_write_a_note_the_second_reads_what_the_first_wrote(
    desk: Browser, make: Make
) -> None:
    cohort = make.cohort(state="open")
    first, second = (desk.visit("staff.note_cohort", cohort_id=cohort.id) for _who in range(2))
    first.submit("note-form", note="The lift is out of order")

    page = second.submit("note-form", note="Ask for the projector", status=422)

    assert "A colleague has changed this since you opened the page." in page
    assert "The lift is out of order" in page
    assert page.one("#note").get_text().strip() == "Ask for the projector"
    both = "The lift is out of order. Ask for the projector"
    assert both in page.submit("note-form", note=both)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("CPR 010190-1234", "That looks like a CPR number"),
        ("Comes by train. " * 80, "The note is too long"),
    ],
)
def test_a_note_of_a_registration_is_refused_at_once_and_the_old_one_stays(
    desk: Browser, make: Make, typed: str, said: str
) -> None:
    one = group(make, make.cohort(state="open"), staff_note="Comes late")

    page = desk.visit("staff.note_registration", registration_id=one.id)
    page = page.submit("note-form", note=typed, status=422)

    assert said in page
    db.session.expire_all()
    assert one.staff_note == "Comes late"


def test_whoever_is_shown_the_note_of_a_colleague_is_in_the_log(desk: Browser, make: Make) -> None:
    one = group(make, make.cohort(state="open"))
    first, second = (
        desk.visit("staff.note_registration", registration_id=one.id) for _who in range(2)
    )
    first.submit("note-form", note="Comes by car")
    reads = db.session.query(AuditEntry).filter_by(action="read", subject=f"registration/{one.id}")
    before = reads.count()
    db.session.rollback()

    page = second.submit("note-form", note="Comes by train", status=422)

    assert "Comes by car" in page
    assert reads.count() == before + 1


@pytest.mark.one_database
def test_a_full_hall_costs_no_more_questions_than_a_table(desk: Browser, make: Make) -> None:
    few, many = make.cohort(state="open"), make.cohort(state="open", capacity=60)
    for cohort, groups in ((few, 2), (many, 20)):
        for _n in range(groups):
            group(make, cohort, 2)
            group(make, cohort, 1, state="waiting")

    assert questions(desk, many) == questions(desk, few)


def questions(desk: Browser, cohort: Cohort) -> int:
    asked: list[str] = []
    number = cohort.id
    db.session.expire_all()

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert "Participants" in desk.visit("staff.cohort", cohort_id=number)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


def test_who_has_given_up_is_on_no_list(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    group(make, cohort, 1, name="stays")
    gone = group(make, cohort, 1, name="gone")
    gone.seats[0].state = SeatState.CANCELLED
    db.session.commit()

    assert names(desk.visit("staff.cohort", cohort_id=cohort.id)) == ["Anne stays"]
