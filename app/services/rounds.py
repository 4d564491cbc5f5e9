"""Which letters around a course are due now, and for which cohorts.

Nothing is planned ahead, so a date that is moved moves everything with it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock, workdays
from app.extensions import db
from app.mail.worksheet_letters import MAPPING, due_name, ready_name
from app.models import AssignedTo, Assignment, Cohort
from app.models.assignment import nine_o_clock, reminded_at
from app.models.cohort_states import OPENED
from app.services import addressees, provider
from app.services.addressees import Rows

# what should have been sent so long ago is not sent any more
LATE = timedelta(days=60)
# a day may move so far to be a working day
SLACK = timedelta(days=45)
# days before the first meeting, and after the last
SEE_YOU, THANKS = -2, 1
# nobody is reminded of what came a moment ago
NOT_SINCE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Round:
    """One letter, the people it is for, and the cohorts for which it is due."""

    letter: str
    rows: Callable[[Collection[int]], Rows]
    cohorts: list[int]
    is_reminder: bool = False


def due(now: datetime) -> Iterator[Round]:
    """What is due now, whether or not everybody has got it."""
    closed_weeks = provider.get().closed_weeks
    assignments = _assignments()
    near = _near(assignments, now)
    yield from _of_assignments(assignments, near, now, closed_weeks)
    cohorts = [cohort for each in near.values() for cohort in each]
    soon = [one.id for one in cohorts if _is_soon(one, now, closed_weeks)]
    if soon:
        yield Round("see_you", addressees.coming("see-you/"), soon)
    over = [one.id for one in cohorts if _is_just_over(one, now, closed_weeks)]
    if over:
        yield Round("thanks", addressees.came("thanks/"), over)


def _assignments() -> list[Assignment]:
    living = select(Assignment).where(Assignment.withdrawn_at.is_(None))
    return list(db.session.scalars(living.order_by(Assignment.id)))


def _near(assignments: list[Assignment], now: datetime) -> dict[int, list[Cohort]]:
    """The cohorts, by course, of which something could be due now."""
    days = [days for one in assignments for days in (one.send_days, one.due_days or 0)]
    ahead = timedelta(days=-min([*days, SEE_YOU])) + SLACK
    behind = timedelta(days=max([*days, THANKS])) + SLACK + LATE
    found = select(Cohort).where(
        Cohort.state.in_(OPENED),
        Cohort.tell_at <= now,
        Cohort.starts_at <= now + ahead,
        Cohort.ends_at >= now - behind,
    )
    by_course: dict[int, list[Cohort]] = defaultdict(list)
    for cohort in db.session.scalars(found.order_by(Cohort.id)):
        by_course[cohort.course_id].append(cohort)
    return by_course


def _of_assignments(
    assignments: Iterable[Assignment],
    near: dict[int, list[Cohort]],
    now: datetime,
    closed_weeks: Collection[str],
) -> Iterator[Round]:
    ready: dict[tuple[int, str, AssignedTo], Assignment] = {}
    chosen: dict[int, list[Cohort]] = defaultdict(list)
    every = list(assignments)
    for one in sorted(every, key=lambda one: one.send_days):
        for cohort in near.get(one.course_id, ()):
            if is_out(one, cohort, now, closed_weeks):
                # the newest sending of a kind stands for those before it
                ready[cohort.id, one.worksheet, one.per] = one
    cohorts = {cohort.id: cohort for each in near.values() for cohort in each}
    for (cohort_id, _kind, _per), one in ready.items():
        chosen[one.id].append(cohorts[cohort_id])
    for one in every:
        if one.id not in chosen:
            continue
        wanted = [cohort for cohort in chosen[one.id] if is_wanted(one, cohort, now, closed_weeks)]
        if wanted:
            yield Round(
                ready_name(one.per, one.worksheet),
                addressees.of_assignment(one),
                [cohort.id for cohort in wanted],
            )
        asked = [
            cohort for cohort in chosen[one.id] if _is_asked_for(one, cohort, now, closed_weeks)
        ]
        if asked:
            yield Round(
                due_name(one.per, one.worksheet),
                addressees.behind_with(one, now - NOT_SINCE),
                [cohort.id for cohort in asked],
                is_reminder=True,
            )


def is_out(
    assignment: Assignment, cohort: Cohort, now: datetime, closed_weeks: Collection[str]
) -> bool:
    ready_at = assignment.ready_at(cohort, closed_weeks)
    if ready_at is None or ready_at > now:
        return False
    return assignment.is_before or cohort.closed_at is not None


def is_wanted(
    assignment: Assignment, cohort: Cohort, now: datetime, closed_weeks: Collection[str]
) -> bool:
    """There is still time to fill it in, or it is not long ago that it should have come."""
    if assignment.is_before and assignment.worksheet == MAPPING:
        return not cohort.has_started(now)
    if assignment.is_before:
        return not cohort.is_over(now)
    ready_at = assignment.ready_at(cohort, closed_weeks)
    return ready_at is not None and now < ready_at + LATE


def _is_asked_for(
    assignment: Assignment, cohort: Cohort, now: datetime, closed_weeks: Collection[str]
) -> bool:
    due_by = assignment.due_by(cohort, closed_weeks)
    if due_by is None:
        return False
    return reminded_at(due_by, closed_weeks) <= now < workdays.end_of_day(due_by)


def _is_soon(cohort: Cohort, now: datetime, closed_weeks: Collection[str]) -> bool:
    moment = nine_o_clock(cohort, SEE_YOU, closed_weeks)
    if moment is None or cohort.starts_at is None:
        return False
    return moment <= now and clock.today(now) < clock.today(cohort.starts_at)


def thanks_at(cohort: Cohort, closed_weeks: Collection[str]) -> datetime | None:
    """From when those who came are thanked, once the day is closed."""
    return nine_o_clock(cohort, THANKS, closed_weeks)


def _is_just_over(cohort: Cohort, now: datetime, closed_weeks: Collection[str]) -> bool:
    moment = thanks_at(cohort, closed_weeks)
    return cohort.closed_at is not None and moment is not None and moment <= now < moment + LATE
