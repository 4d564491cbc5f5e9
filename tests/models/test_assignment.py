"""On which day a worksheet is sent, and by which day it is to be handed in."""

from datetime import UTC, date, datetime

import pytest

from app import clock
from app.models import Assignment, Cohort, Meeting
from app.models.assignment import counted, reminded_at
from tests.factories import at


def on(*days: date) -> Cohort:
    return Cohort(meetings=[Meeting(starts_at=at(day, 9), ends_at=at(day, 15)) for day in days])


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        # a Tuesday after Easter: 23 March is a Tuesday, and the clocks change on the 28th
        (-7, date(2027, 3, 23)),
        (-21, date(2027, 3, 9)),
        # Sunday, and before it Good Friday and Maundy Thursday
        (-2, date(2027, 3, 24)),
        (0, date(2027, 3, 30)),
        # 29 April is a Thursday; 4 April a Sunday
        (30, date(2027, 4, 29)),
        (5, date(2027, 4, 5)),
    ],
)
def test_a_day_off_gives_way_to_the_working_day_before_or_after(days: int, expected: date) -> None:
    assert counted(on(date(2027, 3, 30)), days) == expected


def test_closed_weeks_of_the_provider_are_no_working_days() -> None:
    cohort = on(date(2027, 3, 30))

    assert counted(cohort, -21, ["2027-W10"]) == date(2027, 3, 5)
    assert counted(cohort, 30, ["2027-W17"]) == date(2027, 5, 3)


def test_days_are_counted_from_the_first_meeting_and_from_the_last() -> None:
    cohort = on(date(2027, 2, 2), date(2027, 3, 2))

    assert counted(cohort, -1) == date(2027, 2, 1)
    assert counted(cohort, 1) == date(2027, 3, 3)


def test_nine_in_the_morning_is_nine_on_both_sides_of_the_change_of_clocks() -> None:
    cohort = on(date(2027, 3, 30))
    before = Assignment(worksheet="guide", send_days=-7).ready_at(cohort)
    after = Assignment(worksheet="follow_up", send_days=1).ready_at(cohort)

    assert before == datetime(2027, 3, 23, 8, tzinfo=UTC)
    assert after == datetime(2027, 3, 31, 7, tzinfo=UTC)


def test_a_cohort_without_a_date_has_nothing_to_count_from() -> None:
    assert Assignment(worksheet="mapping", send_days=-21, due_days=3).ready_at(Cohort()) is None
    assert Assignment(worksheet="mapping", send_days=-21, due_days=3).due_by(Cohort()) is None


def test_what_is_handed_in_is_reminded_of_a_week_before() -> None:
    plan = Assignment(worksheet="plan", send_days=0, due_days=60)
    due_by = plan.due_by(on(date(2027, 3, 30)))

    # 29 May is a Saturday
    assert due_by == date(2027, 5, 31)
    assert clock.local(reminded_at(due_by)) == at(date(2027, 5, 24), 9)
    assert Assignment(worksheet="mapping", send_days=-21).due_by(on(date(2027, 3, 30))) is None
