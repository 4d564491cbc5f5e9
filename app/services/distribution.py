"""Sends worksheets when their day has come, and the letters around a course: done by the sweep.

Each letter leaves once for each person, since its key says what it is about: what was sent is
never sent again, whatever is moved, given on or withdrawn meanwhile.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.mail.worksheet_letters import due_name
from app.models import Answer, AnswerState, AssignedTo, Assignment, Cohort, OutboxMail
from app.models.assignment import reminded_at
from app.services import outbox, provider, rounds
from app.services.rounds import NOT_SINCE, SLACK, Round

log = logging.getLogger("holdstart")

# more cohorts than this wait for the next minute: nobody else waits long for the database
AT_ONCE = 200
# so many cohorts in one statement
TOGETHER = 50
# letters that a change of date makes wrong as long as they have not left
LETTERS = ("worksheet/", "worksheet-due/", "see-you/", "thanks/")


@dataclass(slots=True)
class Distributed:
    """How many letters were queued."""

    sent: int = 0
    reminded: int = 0
    # cohorts that stay as they were, and are tried again the next time
    failed: int = 0


def sweep(now: datetime) -> Distributed:
    """Queue what is due. A cohort that fails spoils no other."""
    done = Distributed()
    left = AT_ONCE
    for one in list(rounds.due(now)):
        untold = _guarded(partial(_untold, one), done)[:left]
        left -= len(untold)
        for start in range(0, len(untold), TOGETHER):
            queued = _queue_each(one, untold[start : start + TOGETHER], done)
            if one.is_reminder:
                done.reminded += queued
            else:
                done.sent += queued
        if left <= 0:
            break
    done.reminded += sum(_guarded(partial(_remind_of_returned, now), done))
    return done


def _queue_each(one: Round, cohorts: list[int], done: Distributed) -> int:
    """All at once; if one of them is broken, each by itself."""
    tried = Distributed()
    queued = _guarded(partial(_queue, one, cohorts), tried)
    if tried.failed and len(cohorts) > 1:
        return sum(_queue_each(one, [cohort_id], done) for cohort_id in cohorts)
    done.failed += tried.failed
    return sum(queued)


def _guarded(act: Callable[[], list[int]], done: Distributed) -> list[int]:
    try:
        found = act()
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        # its text may hold values of rows
        log.error("sweep: letters around a course were not queued: %s", type(error).__name__)
        done.failed += 1
        return []
    return found


def _untold(one: Round) -> list[int]:
    """The cohorts with somebody who has not got the letter: one question for all of them."""
    rows = one.rows(one.cohorts).subquery()
    return list(db.session.scalars(select(rows.c.cohort_id).distinct().order_by(rows.c.cohort_id)))


def _queue(one: Round, cohorts: list[int]) -> list[int]:
    return [outbox.queue_rows(one.letter, one.rows(cohorts))]


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
