"""When it can be noted who came, and when that is said for good; without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from app.models import Cohort, CohortState, Meeting
from app.models.certificate import ALPHABET, LENGTH, grouped, new_number, typed
from app.models.errors import DayClosed, DayNotBegun, DaysToCome

TOLD = datetime(2027, 1, 11, 8, tzinfo=UTC)
FIRST = datetime(2027, 3, 3, 8, tzinfo=UTC)
LAST = FIRST + timedelta(days=14)
MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def two_days(state: CohortState = CohortState.OPEN, **columns: object) -> Cohort:
    meetings = [Meeting(starts_at=day, ends_at=day + 2 * HOUR) for day in (FIRST, LAST)]
    return Cohort(state=state, tell_at=TOLD, meetings=meetings, **columns)


def test_it_is_noted_from_the_first_moment_and_closed_from_the_last_meeting() -> None:
    cohort = two_days()

    with pytest.raises(DayNotBegun):
        cohort.require_attendance(FIRST - MOMENT)
    cohort.require_attendance(FIRST)
    with pytest.raises(DaysToCome):
        cohort.require_closable(LAST - MOMENT)
    cohort.require_closable(LAST)
    cohort.require_closable(LAST + timedelta(days=30))


def test_what_is_closed_stays_so() -> None:
    cohort = two_days(closed_at=LAST)

    with pytest.raises(DayClosed):
        cohort.require_attendance(LAST)
    with pytest.raises(DayClosed):
        cohort.require_closable(LAST)
    assert cohort.takes_attendance(LAST)
    assert not cohort.is_closable(LAST)


@pytest.mark.parametrize("state", [CohortState.DRAFT, CohortState.CALLED_OFF])
def test_nobody_comes_to_what_does_not_take_place(state: CohortState) -> None:
    with pytest.raises(DayNotBegun):
        two_days(state).require_closable(LAST)


def test_numbers_are_read_as_they_are_typed() -> None:
    numbers = {new_number() for _ in range(200)}

    assert len(numbers) == 200
    for number in numbers:
        assert len(number) == LENGTH
        assert set(number) <= set(ALPHABET)
        assert typed(grouped(number)) == number
        assert typed(f" {number[:3].lower()} {number[3:]} ") == number
    assert not set("0O1IL") & set(ALPHABET)
