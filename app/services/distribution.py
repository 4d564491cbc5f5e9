"""Sends worksheets when their day has come, and the letters around a course: done by the sweep.

Each letter leaves once for each person, since its key says what it is about. Nothing is planned
ahead: a date that is moved, a place that is given on or a worksheet that is withdrawn changes what
is due, and what was sent is never sent again.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from app import clock, workdays
from app.extensions import db
from app.mail.worksheet_letters import MAPPING, due_name, ready_name
from app.models import (
    Answer,
    AnswerState,
    AssignedTo,
    Assignment,
    Cohort,
    CohortState,
    OutboxMail,
)
from app.models.assignment import nine_o_clock, reminded_at
from app.services import addressees, outbox, provider
from app.services.addressees import Rows

log = logging.getLogger("holdstart")

# more cohorts than this wait for the next minute: nobody else waits long for the database
AT_ONCE = 200
# what should have been sent so long ago is not sent any more
LATE = timedelta(days=60)
# a day may move so far to be a working day
SLACK = timedelta(days=45)
# days before the first meeting, and after the last
SEE_YOU, THANKS = -2, 1
# nobody is reminded of what came a moment ago
NOT_SINCE = timedelta(days=2)
# letters that a change of date makes wrong as long as they have not left
LETTERS = ("worksheet/", "worksheet-due/", "see-you/", "thanks/")


@dataclass(slots=True)
class Distributed:
    """How many letters were queued."""

    sent: int = 0
    reminded: int = 0
    # cohorts that stay as they were, and are tried again the next time
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """One letter, the people it is for, and the cohorts for which it is due."""

    letter: str
    rows: Callable[[Collection[int]], Rows]
    cohorts: list[int]
    is_reminder: bool = False


def sweep(now: datetime) -> Distributed:
    """Queue what is due. Each cohort by itself: one that fails spoils no other."""
    done = Distributed()
    left = AT_ONCE
    for one in list(rounds(now)):
        for cohort_id in _guarded(partial(_untold, one), done)[:left]:
            left -= 1
            queued = sum(_guarded(partial(_queue, one, cohort_id), done))
            if one.is_reminder:
                done.reminded += queued
            else:
                done.sent += queued
        if left <= 0:
            break
    done.reminded += sum(_guarded(partial(_remind_of_returned, now), done))
    return done


def _guarded(act: Callable[[], list[int]], done: Distributed) -> list[int]:
    try:
        found = act()
        db.session.commit()
    except Exception:
        db.session.rollback()
        log.exception("sweep: letters of a cohort could not be queued")
        done.failed += 1
        return []
    return found


def _untold(one: Round) -> list[int]:
    """The cohorts with somebody who has not got the letter: one question for all of them."""
    rows = one.rows(one.cohorts).subquery()
    return list(db.session.scalars(select(rows.c.cohort_id).distinct().order_by(rows.c.cohort_id)))


def _queue(one: Round, cohort_id: int) -> list[int]:
    return [outbox.queue_rows(one.letter, one.rows([cohort_id]), cohort_id=cohort_id)]


def rounds(now: datetime) -> Iterator[Round]:
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
        Cohort.state.in_((CohortState.ANNOUNCED, CohortState.OPEN)),
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
    due: dict[int, list[Cohort]] = defaultdict(list)
    every = list(assignments)
    for one in sorted(every, key=lambda one: one.send_days):
        for cohort in near.get(one.course_id, ()):
            if _is_out(one, cohort, now, closed_weeks):
                # the newest sending of a kind stands for those before it
                ready[cohort.id, one.worksheet, one.per] = one
    cohorts = {cohort.id: cohort for each in near.values() for cohort in each}
    for (cohort_id, _kind, _per), one in ready.items():
        due[one.id].append(cohorts[cohort_id])
    for one in every:
        if one.id not in due:
            continue
        wanted = [cohort for cohort in due[one.id] if _is_wanted(one, cohort, now, closed_weeks)]
        if wanted:
            yield Round(
                ready_name(one.per, one.worksheet),
                addressees.of_assignment(one),
                [cohort.id for cohort in wanted],
            )
        asked = [cohort for cohort in due[one.id] if _is_asked_for(one, cohort, now, closed_weeks)]
        if asked:
            yield Round(
                due_name(one.per, one.worksheet),
                addressees.behind_with(one, now - NOT_SINCE),
                [cohort.id for cohort in asked],
                is_reminder=True,
            )


def _is_out(
    assignment: Assignment, cohort: Cohort, now: datetime, closed_weeks: Collection[str]
) -> bool:
    ready_at = assignment.ready_at(cohort, closed_weeks)
    if ready_at is None or ready_at > now:
        return False
    return assignment.is_before or cohort.closed_at is not None


def _is_wanted(
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


def _is_just_over(cohort: Cohort, now: datetime, closed_weeks: Collection[str]) -> bool:
    moment = nine_o_clock(cohort, THANKS, closed_weeks)
    return cohort.closed_at is not None and moment is not None and moment <= now < moment + LATE


def _remind_of_returned(now: datetime) -> list[int]:
    """What was sent back with a day of its own."""
    today = clock.today(now)
    closed_weeks = provider.get().closed_weeks
    found = select(Answer).where(
        Answer.state == AnswerState.RETURNED,
        Answer.due_by.between(today, today + SLACK),
        Answer.decided_at <= now - NOT_SINCE,
    )
    reminded = []
    for answer in db.session.scalars(found.order_by(Answer.id).limit(AT_ONCE)).all():
        if answer.due_by is None or reminded_at(answer.due_by, closed_weeks) > now:
            continue
        key = f"worksheet-due/again/{answer.id}/{answer.due_by:%Y%m%d}"
        if db.session.scalar(select(OutboxMail.id).where(OutboxMail.key == key)) is None:
            per = AssignedTo.SEAT if answer.seat else AssignedTo.REGISTRATION
            letter = due_name(per, answer.worksheet)
            reminded.append(_tell(answer, letter, key, answer.seat or answer.owner))
    return reminded


def queue_decision(answer: Answer) -> bool:
    """Tell who handed it in that it is approved or sent back; once for each decision."""
    letter = f"worksheet_{answer.state}"
    if answer.state not in (AnswerState.APPROVED, AnswerState.RETURNED) or not answer.decided_at:
        raise ValueError(f"nothing is decided: {answer.state}")
    stamp = int(answer.decided_at.timestamp())
    return bool(_tell(answer, letter, f"worksheet-decided/{answer.id}/{stamp}", answer))


def _tell(answer: Answer, letter: str, key: str, about: Any) -> int:
    to = answer.seat.email if answer.seat else answer.owner.contact_email
    if not to:
        return 0
    return outbox.queue(
        letter,
        about=about,
        key=key,
        to=to,
        language=answer.language,
        cohort=answer.owner.cohort,
    )


def forget_unsent(cohort: Cohort) -> None:
    """The date is another: what has not left is asked for anew on the new day."""
    outbox.take_back_of(cohort, LETTERS)


def forget_unsent_of(assignment: Assignment) -> None:
    """Its days are others, or it is withdrawn."""
    outbox.take_back(f"worksheet/{assignment.id}/")
    outbox.take_back(f"worksheet-due/{assignment.id}/")
