"""Working days and deadlines in Denmark.

A working day is Monday to Friday, no Danish public holiday, not 5 June, 24 or 31 December, and in
no week in which the provider is closed. Closed weeks are ISO weeks, written "2026-W52".
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from app.clock import COPENHAGEN

NOON = time(12, 0)


@cache
def _days_off(year: int) -> frozenset[date]:
    # loaded with the first working day that is counted: a start should not wait for it
    import holidays

    found = holidays.country_holidays("DK", years=year, categories=("public", "optional"))
    return frozenset(found)


def is_holiday(day: date) -> bool:
    """A Danish public holiday, or one of 5 June, 24 and 31 December."""
    return day in _days_off(day.year)


def iso_week(day: date) -> str:
    """The week of the day as closed weeks are written: 2026-W52."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def is_working_day(day: date, closed_weeks: Collection[str] = ()) -> bool:
    return day.weekday() < 5 and not is_holiday(day) and iso_week(day) not in closed_weeks


def add_working_days(day: date, days: int, closed_weeks: Collection[str] = ()) -> date:
    """The working day that lies so many working days after the day (before it, if negative)."""
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left:
        day += step
        if is_working_day(day, closed_weeks):
            left -= 1
    return day


def working_days_between(first: date, last: date, closed_weeks: Collection[str] = ()) -> int:
    """How many working days lie after the first day and before the last."""
    days = (last - first).days
    return sum(
        is_working_day(first + timedelta(days=n), closed_weeks) for n in range(1, max(days, 1))
    )


def deadline(now: datetime, days: int, closed_weeks: Collection[str] = ()) -> datetime:
    """Noon in Copenhagen on the working day that lies so many working days after today."""
    today = now.astimezone(COPENHAGEN).date()
    day = add_working_days(today, days, closed_weeks)
    return datetime.combine(day, NOON, COPENHAGEN).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The moment at which a day is over in Copenhagen."""
    return datetime.combine(day + timedelta(days=1), time(), COPENHAGEN).astimezone(UTC)


def at(day: date, clock_time: time) -> datetime:
    """A day and a time on Danish clocks, as a moment."""
    return datetime.combine(day, clock_time, COPENHAGEN).astimezone(UTC)
