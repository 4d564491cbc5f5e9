"""The jobs of a cohort: what is to be done, by which day, and when it goes away."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app import clock
from app.extensions import db
from app.language import Language
from app.models import (
    Assignment,
    Bilingual,
    Bill,
    Cohort,
    CohortState,
    Course,
    MailState,
    Meeting,
    Occupancy,
    OutboxMail,
    Registration,
    SeatState,
)
from app.services import invoice_lines, invoices, job_facts, jobs, outbox
from app.services.jobs import Case, Job, Tally, What
from tests.factories import Make, at
from tests.places import full, give_up, group, offered
from tests.taking_part import closed, yesterday

# a Wednesday, seven weeks after the Wednesday on which the cases are looked at
DAY, NOW = date(2027, 5, 5), at(date(2027, 3, 17), 10)
PLACES = Occupancy(capacity=24, confirmed=9)


def a_cohort(**columns: Any) -> Cohort:
    return Cohort(
        **{
            "course": Course(price=2450),
            "state": CohortState.OPEN,
            "tell_at": NOW - timedelta(days=30),
            "opens_at": NOW - timedelta(days=30),
            "capacity": 24,
            "register_by": date(2027, 4, 7),
            "decide_by": date(2027, 4, 9),
            "free_cancel_until": date(2027, 4, 7),
            "meetings": [Meeting(starts_at=at(DAY, 9), ends_at=at(DAY, 15))],
        }
        | columns
    )


def found(
    cohort: Cohort | None = None, now: datetime = NOW, *given: Assignment, **numbers: Any
) -> dict[What, Job]:
    known: dict[str, Any] = {"places": PLACES, "coming": 9}
    tally = Tally(**known | numbers)
    return {job.what: job for job in jobs.of(Case(cohort or a_cohort(), tally, given, now, []))}


def test_it_says_when_the_dates_of_the_plan_come() -> None:
    days = {what: job.day for what, job in found().items()}

    assert days == {
        What.DEADLINE: date(2027, 4, 7),
        What.FREE_CANCEL: date(2027, 4, 7),
        What.DECIDE: date(2027, 4, 9),
        # two days before, which is a Monday
        What.ARRIVAL_NOTE: date(2027, 5, 3),
        # 30 April is a Friday
        What.KITCHEN: date(2027, 4, 30),
        What.PRINT: date(2027, 5, 4),
    }


def test_whether_it_runs_is_asked_until_there_are_enough() -> None:
    wanting = a_cohort(minimum=12)
    later = at(date(2027, 4, 12), 9)

    assert (found(wanting)[What.DECIDE].number, found(wanting)[What.DECIDE].out_of) == (9, 12)
    assert found(wanting, later)[What.DECIDE].is_overdue(clock.today(later))
    assert What.DECIDE not in found(a_cohort(minimum=9))
    assert What.DECIDE not in found(a_cohort(minimum=None), later)


def test_a_note_that_is_written_and_a_day_that_is_free_need_nothing() -> None:
    ready = a_cohort(arrival_note=Bilingual("Gennem gården.", "Through the yard."), price=0)

    assert {What.ARRIVAL_NOTE, What.FREE_CANCEL}.isdisjoint(found(ready))


@pytest.mark.parametrize(
    ("today", "given_back"), [(NOW, DAY - timedelta(days=15)), (at(DAY, 8), DAY)]
)
def test_places_without_a_name_go_back_ten_working_days_before(
    today: datetime, given_back: date
) -> None:
    # with weekends only: no holiday lies between
    assert found(None, today, nameless=2)[What.NAMELESS].day == given_back


def test_a_number_that_lacks_is_asked_for_by_itself_and_then_rung_about() -> None:
    monday = at(date(2027, 3, 15), 9)

    to_come = found(ean_unasked=2, ean_since=monday)[What.EAN_TO_COME]
    asked = found(ean_asked=1, ean_asked_at=monday)[What.EAN_MISSING]

    assert (to_come.day, to_come.by_itself, to_come.number) == (date(2027, 3, 22), True, 2)
    assert (asked.day, asked.by_itself) == (date(2027, 3, 22), False)


def test_near_the_start_the_first_in_line_are_rung_today() -> None:
    in_line = Occupancy(capacity=24, confirmed=22, waiting=3, claimed=2)
    the_day_before = at(DAY - timedelta(days=1), 9)
    late = a_cohort(register_by=DAY)

    assert found(late, the_day_before, places=in_line)[What.RING].number == 2
    assert What.RING not in found(late, NOW, places=in_line)


def test_worksheets_go_out_by_themselves_before_and_after() -> None:
    sheets = (
        Assignment(worksheet="mapping", send_days=-21),
        Assignment(worksheet="follow_up", send_days=30),
    )

    all_of_them = found(None, NOW, *sheets)

    assert all_of_them[What.WORKSHEET].day == date(2027, 4, 14)
    assert all_of_them[What.FOLLOW_UP].by_itself
    assert What.WORKSHEET not in found(None, at(date(2027, 4, 14), 10), *sheets)


def test_who_came_is_asked_on_the_day_and_overdue_the_day_after() -> None:
    on_the_day, day_after = at(DAY, 10), at(DAY + timedelta(days=1), 8)

    assert found(None, on_the_day).keys() == {What.WHO_CAME}
    assert found(None, day_after)[What.WHO_CAME].is_overdue(clock.today(day_after))
    done = a_cohort(closed_at=day_after)
    assert found(done, day_after, uninvoiced=4)[What.INVOICES].number == 4
    assert found(done, day_after) == {}


@pytest.mark.parametrize("state", [CohortState.DRAFT, CohortState.CALLED_OFF])
def test_what_does_not_take_place_asks_for_nothing_but_its_lost_mails(state: CohortState) -> None:
    assert found(a_cohort(state=state), mails_failed=1).keys() == {What.MAILS_FAILED}


def test_the_numbers_are_counted_of_each_cohort(make: Make) -> None:
    make.provider()
    cohort = full(make, 4)
    [first, second, third, fourth] = db.session.query(Registration).order_by(Registration.id)
    second.ean_asked_at = third.ean_asked_at = clock.now() - timedelta(days=1)
    third.bill = Bill.EAN
    fourth.seats[0].name = fourth.seats[0].email = None
    give_up(first)
    offer = offered(make, cohort)
    now = clock.now()

    tally = job_facts.tallied([cohort.id], now)[cohort.id]

    assert (tally.coming, tally.nameless, tally.offered) == (3, 1, 1)
    assert tally.offer_until == offer.offer_until
    assert (tally.ean_unasked, tally.ean_since) == (1, fourth.made_at)
    assert (tally.ean_asked, tally.ean_asked_at) == (1, second.ean_asked_at)
    # nothing is invoiced before the day is closed
    assert (tally.uninvoiced, tally.mails_failed) == (0, 0)


def test_the_invoices_are_a_job_until_accounting_knows_what_is_so(make: Make) -> None:
    make.provider()
    paid = closed(make, price=2000)
    now = clock.now()

    def left() -> int:
        db.session.flush()
        db.session.expire_all()
        return job_facts.tallied([paid.cohort_id], now)[paid.cohort_id].uninvoiced

    assert left() == 1
    invoices.mark({paid.id: invoice_lines.line(paid).told}, now, read_at=now)
    assert left() == 0

    # a place was given up late, after all: a fee is to be decided, and told
    late = paid.seats[0]
    late.state, late.cancelled_at = SeatState.CANCELLED, paid.cohort.starts_at
    assert left() == 1
    invoices.decide(paid, 2000, by=None)
    assert left() == 0

    # nobody has a place any more: what was told is taken back
    for seat in paid.seats:
        seat.state, seat.cancelled_at = SeatState.CANCELLED, now - timedelta(days=90)
    assert left() == 1


def test_late_fees_alone_are_a_job(make: Make) -> None:
    make.provider()
    late = closed(make, price=2000)
    for seat in late.seats:
        seat.state, seat.cancelled_at = SeatState.CANCELLED, late.cohort.starts_at
    db.session.commit()

    found = [job.what for job in job_facts.of_cohort(late.cohort, clock.now())]

    assert What.INVOICES in found


def test_this_week_is_asked_of_all_cohorts_at_once(make: Make) -> None:
    make.provider()
    over = yesterday(make)
    group(make, over, 2)
    done = closed(make)
    far = make.cohort(state="open", in_days=200)
    group(make, far)
    group(make, make.cohort(in_days=2))
    db.session.commit()

    found = [(job.what, job.cohort.id) for job in job_facts.of_all(clock.now())]

    assert found[0] == (What.WHO_CAME, over.id)
    assert far.id not in {cohort_id for _, cohort_id in found}
    assert (What.INVOICES, done.cohort_id) in found


def lost(cohort: Cohort) -> None:
    outbox.queue(
        "place",
        about=cohort,
        key=f"place/{cohort.id}",
        to="x@odense.example",
        language=Language.DANISH,
        cohort=cohort,
    )
    mail = db.session.query(OutboxMail).filter_by(cohort_id=cohort.id).one()
    mail.state = MailState.FAILED


def test_what_is_due_of_a_cohort_far_away_is_a_job_of_this_week(make: Make) -> None:
    make.provider()
    now = clock.now()
    far: dict[str, Any] = {"state": "open", "in_days": 90}
    rung, mailed, offering = (make.cohort(capacity=1, **far) for _n in range(3))
    group(make, rung, ean_asked_at=now - timedelta(days=12))
    lost(mailed)
    offer = offered(make, offering, bill=Bill.EAN)
    called_off = make.cohort(state="called_off", in_days=90)
    lost(called_off)
    offer.offer_until = now + timedelta(days=6)
    db.session.commit()

    found = {(job.what, job.cohort.id) for job in job_facts.of_all(now)}

    assert found == {
        (What.EAN_MISSING, rung.id),
        (What.MAILS_FAILED, mailed.id),
        (What.MAILS_FAILED, called_off.id),
        (What.OFFERS_END, offering.id),
    }


def test_who_came_and_whom_to_invoice_stay_jobs_until_they_are_done(make: Make) -> None:
    make.provider()
    price = make.course(price=2000)
    billed, heard = (closed(make, course=price) for _n in range(2))
    forgotten = group(make, yesterday(make)).cohort
    free = closed(make, course=make.course(price=None)).cohort
    long_ago = clock.now() - timedelta(days=200)
    for cohort in (billed.cohort, heard.cohort, forgotten, free):
        cohort.starts_at = cohort.ends_at = long_ago
        cohort.closed_at = cohort.closed_at and long_ago
    heard.invoiced_at, heard.invoiced_amount = long_ago, 4000
    db.session.commit()

    found = [(job.what, job.cohort.id) for job in job_facts.of_all(clock.now())]

    assert sorted(found) == sorted(
        [(What.INVOICES, billed.cohort_id), (What.WHO_CAME, forgotten.id)]
    )
