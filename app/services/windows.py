"""How long an offer stands: in working days, by how near the start is.

The provider chooses for each distance; an offer keeps the deadline it was made with.
"""

from dataclasses import dataclass
from datetime import datetime, time

from app import clock, workdays
from app.models import Cohort, Provider
from app.services import provider as providers


@dataclass(frozen=True, slots=True)
class Window:
    """For more working days to the start than these: the usual working days to answer."""

    more_than: int
    usual: int
    # at most so many, so that every answer comes before the start
    most: int

    def days(self, provider: Provider) -> int:
        chosen = (provider.claim_windows or {}).get(str(self.more_than), self.usual)
        return min(max(chosen, 1), self.most) if isinstance(chosen, int) else self.usual


# the farthest first
WINDOWS = (Window(15, 3, 10), Window(5, 2, 5), Window(1, 1, 2))
# a shorter window has no reminder
WITH_REMINDER = 2
REMIND_AT = time(9)
# so many working days to the start, places without a name go back
NAMES_BY = 10


def claim_days(cohort: Cohort, now: datetime, closed_weeks: list[str]) -> int | None:
    """How many working days an offer made now would stand; None: too near, ring instead."""
    if cohort.starts_at is None:
        return None
    left = _left(cohort.starts_at, now, closed_weeks)
    window = next((window for window in WINDOWS if left > window.more_than), None)
    return window.days(providers.get()) if window else None


def may_be_nameless(cohort: Cohort, now: datetime, closed_weeks: list[str]) -> bool:
    """Places can be named later while there is time before nameless ones go back."""
    return cohort.starts_at is None or _left(cohort.starts_at, now, closed_weeks) > NAMES_BY


def _left(starts_at: datetime, now: datetime, closed_weeks: list[str]) -> int:
    """Working days after today and before the first day."""
    return workdays.working_days_between(clock.today(now), clock.today(starts_at), closed_weeks)


def deadline(cohort: Cohort, now: datetime, days: int, closed_weeks: list[str]) -> datetime:
    """Noon on the last day, but not after the start."""
    until = workdays.deadline(now, days, closed_weeks)
    return until if cohort.starts_at is None else min(until, cohort.starts_at)


def reminder(until: datetime, closed_weeks: list[str]) -> datetime:
    """9.00 on the working day before the deadline."""
    return workdays.at(workdays.add_working_days(clock.today(until), -1, closed_weeks), REMIND_AT)
