"""Working days and deadlines, without a database."""

from datetime import UTC, date, datetime, time

import pytest

from app import workdays


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 1, 1),
        date(2027, 3, 25),  # Maundy Thursday
        date(2027, 3, 29),  # Easter Monday
        date(2027, 6, 5),  # Constitution Day, by custom
        date(2026, 12, 24),
        date(2026, 12, 31),
        date(2027, 3, 6),  # a Saturday
    ],
)
def test_is_no_working_day(day: date) -> None:
    assert not workdays.is_working_day(day)


def test_great_prayer_day_is_a_working_day_since_2024() -> None:
    assert workdays.is_working_day(date(2027, 4, 23))


def test_a_closed_week_has_no_working_days() -> None:
    assert workdays.is_working_day(date(2027, 2, 16))
    assert not workdays.is_working_day(date(2027, 2, 16), closed_weeks=["2027-W07"])


def test_three_working_days_over_easter() -> None:
    wednesday_before_easter = date(2027, 3, 24)

    assert workdays.add_working_days(wednesday_before_easter, 3) == date(2027, 4, 1)


def test_counts_backwards_too() -> None:
    assert workdays.add_working_days(date(2027, 4, 1), -3) == date(2027, 3, 24)


def test_working_days_to_the_start_lie_after_today_and_before_the_day() -> None:
    monday, next_monday = date(2027, 3, 1), date(2027, 3, 8)

    assert workdays.working_days_between(monday, next_monday) == 4
    assert workdays.working_days_between(monday, date(2027, 3, 2)) == 0
    assert workdays.working_days_between(monday, monday) == 0


def test_a_deadline_is_noon_in_copenhagen_on_both_sides_of_summer_time() -> None:
    friday_in_winter_time = datetime(2027, 3, 19, 9, 0, tzinfo=UTC)

    assert workdays.deadline(friday_in_winter_time, 3) == datetime(2027, 3, 24, 11, 0, tzinfo=UTC)
    assert workdays.deadline(friday_in_winter_time, 4) == datetime(2027, 3, 30, 10, 0, tzinfo=UTC)


def test_today_is_the_day_in_copenhagen_not_in_utc() -> None:
    late_in_the_evening = datetime(2027, 6, 1, 22, 30, tzinfo=UTC)

    assert workdays.deadline(late_in_the_evening, 1) == datetime(2027, 6, 3, 10, 0, tzinfo=UTC)


def test_a_day_lasts_to_midnight_in_copenhagen() -> None:
    assert workdays.end_of_day(date(2027, 2, 3)) == datetime(2027, 2, 3, 23, 0, tzinfo=UTC)
    assert workdays.end_of_day(date(2027, 7, 3)) == datetime(2027, 7, 3, 22, 0, tzinfo=UTC)


def test_a_time_of_day_is_danish_time() -> None:
    assert workdays.at(date(2027, 3, 3), time(9)) == datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
