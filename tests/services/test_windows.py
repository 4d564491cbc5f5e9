"""How long an offer stands, when it is reminded of, and what happens near the start."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from sqlalchemy import select

from app import clock, workdays
from app.extensions import db
from app.models import Cohort, Meeting, Registration, SeatState
from app.services import places, provider, waiting_list, windows
from tests.factories import Make, at
from tests.line import all_true, full, letters, mails, register, states

# a Tuesday


NOW = datetime(2026, 9, 1, 8, 0, tzinfo=clock.COPENHAGEN)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def free(cohort: Cohort, seats: int) -> None:
    """So many of the first workplace cancel."""
    confirmed = [one for one in first(cohort).seats if one.state is SeatState.CONFIRMED]
    places.cancel(confirmed[:seats], by="contact")
    db.session.commit()


def first(cohort: Cohort) -> Registration:
    found = select(Registration).where(Registration.cohort_id == cohort.id)
    return db.session.scalars(found.order_by(Registration.id).limit(1)).one()


@pytest.mark.parametrize(
    ("working_days", "answer"),
    [(30, 3), (16, 3), (15, 2), (6, 2), (5, 1), (2, 1), (1, None), (0, None)],
)
def test_the_nearer_the_start_the_shorter_the_window(
    make: Make, working_days: int, answer: int | None
) -> None:
    start = workdays.add_working_days(clock.today(), working_days + 1)
    cohort = make.cohort(
        state="open",
        capacity=2,
        register_by=start,
        meetings=[Meeting(starts_at=at(start, 9), ends_at=at(start, 15))],
    )
    full(cohort)
    waiting = register(cohort)

    free(cohort, 1)

    assert windows.claim_days(cohort, clock.now(), []) == answer
    if answer is None:
        assert states(waiting) == ["waiting"]
        assert waiting_list.call_list(cohort, clock.now()) == [waiting]
        assert waiting_list.free_for_newcomer(cohort) == 0
    else:
        noon = workdays.deadline(clock.now(), answer)
        assert waiting.offer_until == noon
        assert clock.local(noon).hour == 12
        assert len(mails("offer_reminder")) == (1 if answer >= 2 else 0)
    assert all_true()


def test_the_reminder_leaves_at_nine_on_the_working_day_before(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2, in_days=90)
    full(cohort)
    register(cohort)

    with time_machine.travel(datetime(2026, 9, 10, 15, 0, tzinfo=clock.COPENHAGEN)):
        free(cohort, 1)

    # Thursday the 10th: Friday, Monday, Tuesday
    [offer] = mails("offer")
    [reminder] = mails("offer_reminder")
    assert first_waiting(cohort).offer_until == datetime(2026, 9, 15, 12, tzinfo=clock.COPENHAGEN)
    assert clock.local(reminder.due_at) == datetime(2026, 9, 14, 9, tzinfo=clock.COPENHAGEN)
    assert offer.due_at < reminder.due_at


def first_waiting(cohort: Cohort) -> Registration:
    found = select(Registration).where(
        Registration.cohort_id == cohort.id, Registration.offer_until.is_not(None)
    )
    return db.session.scalars(found).one()


def test_the_provider_chooses_how_long_offers_stand_and_those_made_keep_their_deadline(
    make: Make,
) -> None:
    row = make.provider(claim_windows={"15": 5})
    cohort = make.cohort(state="open", capacity=3, in_days=90)
    full(cohort)
    before, after = register(cohort), register(cohort)

    free(cohort, 1)
    row.claim_windows = {"15": 1}
    db.session.commit()
    free(cohort, 1)

    assert before.offer_until == workdays.deadline(clock.now(), 5)
    assert after.offer_until == workdays.deadline(clock.now(), 1)
    # the first has one; the second is too short for it
    assert len(mails("offer_reminder")) == 1


@pytest.mark.parametrize(
    ("chosen", "days"),
    [({}, [3, 2, 1]), ({"15": 99, "5": 9, "1": 9}, [10, 5, 2]), ({"15": 0, "5": "x"}, [1, 2, 1])],
)
def test_a_window_has_bounds_whatever_stands_in_the_row(
    make: Make, chosen: dict[str, object], days: list[int]
) -> None:
    row = make.provider(claim_windows=chosen)

    assert [window.days(row) for window in windows.WINDOWS] == days


def test_closed_weeks_are_no_working_days(make: Make) -> None:
    make.provider(closed_weeks=["2026-W37"])
    cohort = make.cohort(state="open", capacity=2, in_days=90)
    full(cohort)
    waiting = register(cohort)

    with time_machine.travel(datetime(2026, 9, 4, 15, 0, tzinfo=clock.COPENHAGEN)):
        free(cohort, 1)

    assert provider.get().closed_weeks == ["2026-W37"]
    assert waiting.offer_until == datetime(2026, 9, 16, 12, tzinfo=clock.COPENHAGEN)


@pytest.mark.parametrize(
    ("made", "until"),
    [
        # the clocks go back on 25 October 2026, and forward on 28 March 2027
        (at(date(2026, 10, 22), 10), at(date(2026, 10, 27), 12)),
        (at(date(2027, 3, 24), 10), at(date(2027, 4, 1), 12)),
    ],
)
def test_noon_is_noon_on_danish_clocks(make: Make, made: datetime, until: datetime) -> None:
    cohort = make.cohort(state="open", capacity=2, in_days=300)
    full(cohort)
    waiting = register(cohort)

    with time_machine.travel(made):
        free(cohort, 1)

    # Easter 2027: 25, 26 and 29 March are holidays
    assert waiting.offer_until == until


def test_near_the_start_what_the_first_in_line_leave_is_for_anybody(make: Make) -> None:
    day = date(2026, 9, 2)
    cohort = make.cohort(
        state="open",
        capacity=4,
        register_by=day,
        meetings=[Meeting(starts_at=at(day, 9), ends_at=at(day, 15))],
    )
    full(cohort)
    waiting = register(cohort)
    eager = register(cohort, accept_until=day)

    free(cohort, 3)

    assert states(waiting) == ["waiting"]
    assert states(eager) == ["confirmed"]
    assert waiting_list.free_for_newcomer(cohort) == 1
    assert states(register(cohort, choice=None)) == ["confirmed"]


def test_the_line_ends_at_the_start_and_is_told_once(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    full(cohort)
    waiting = register(cohort)

    with time_machine.travel(cohort.starts_at):
        waiting_list.fill(cohort)
        waiting_list.fill(cohort)

    assert states(waiting) == ["ended"]
    assert letters("line_ended") == [waiting.contact_email]
