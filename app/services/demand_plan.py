"""A cohort as the demand suggests it: where, how large, and on which day of a month."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app import clock, workdays
from app.extensions import db
from app.models import Cohort
from app.services import demand_groups, provider
from app.services.demand_groups import Wanted

# those who wait need time to hear of it, and to find somebody for their work
AHEAD = timedelta(weeks=6)
LARGEST = 1000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is filled in, and the numbers behind it."""

    wanted: Wanted
    month: int | None
    # wanted in these municipalities, by those whom the month suits
    seats: int
    place: str
    capacity: int
    # one for each session of the cohort it follows, or the first one; none without a month
    days: list[date]


def suggest(wanted: Wanted, month: int | None, last: Cohort | None) -> Suggestion:
    """From who waits for a course, and from its last cohort: weekday, sessions and minimum."""
    if month:
        seats = demand_groups.by_month(wanted).suits(month)
    else:
        seats = demand_groups.total(wanted).seats
    least = (last.minimum if last else None) or 1
    return Suggestion(
        wanted,
        month,
        seats,
        place=_place(wanted) or (last.place if last else ""),
        capacity=min(max(seats, least), LARGEST),
        days=_days(month, last) if month else [],
    )


def deadlines(last: Cohort | None, first: date) -> dict[str, date]:
    """As many days before the first day as last time, on working days; none that has passed."""
    if last is None or last.starts_at is None:
        return {}
    begun, closed_weeks = clock.today(last.starts_at), provider.get().closed_weeks
    found = {}
    for name in ("register_by", "free_cancel_until", "decide_by"):
        before = getattr(last, name)
        if before is None:
            continue
        day = first - (begun - before)
        while not workdays.is_working_day(day, closed_weeks):
            day -= timedelta(days=1)
        if day > clock.today():
            found[name] = day
    return found


def _place(wanted: Wanted) -> str:
    """Where we were last in the municipality that wants most, or else its name."""
    chosen = [one.name for one in demand_groups.by_place(wanted) if one.name]
    if not wanted.municipalities or not chosen:
        return ""
    town = Cohort.place.endswith(f", {chosen[0]}", autoescape=True)
    used = select(Cohort.place).where(town).order_by(Cohort.id.desc()).limit(1)
    return db.session.scalar(used) or chosen[0]


def _days(month: int, last: Cohort | None) -> list[date]:
    closed_weeks = provider.get().closed_weeks
    before = [clock.today(one.starts_at) for one in last.meetings] if last else []
    first = first_day(month, before[0].weekday() if before else None, clock.today(), closed_weeks)
    if first is None:
        return []
    one_day = timedelta(days=1)
    return [
        workdays.add_working_days(first + (day - before[0]) - one_day, 1, closed_weeks)
        for day in before
    ] or [first]


def first_day(
    month: int, weekday: int | None, today: date, closed_weeks: Collection[str] = ()
) -> date | None:
    """The first working day of the next such month, on that weekday if there is one."""
    earliest = today + AHEAD
    for year in (earliest.year, earliest.year + 1, earliest.year + 2):
        days = [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
        fit = [
            day for day in days if day >= earliest and workdays.is_working_day(day, closed_weeks)
        ]
        if fit:
            return next((day for day in fit if day.weekday() == weekday), fit[0])
    return None
