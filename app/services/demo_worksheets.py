"""What the demo's participants have written on worksheets, and the days that have been closed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.extensions import db
from app.models import (
    Answer,
    AnswerSection,
    AnswerState,
    AssignedTo,
    Cohort,
    CohortState,
    MailState,
    OutboxMail,
    Registration,
    Seat,
    StaffMember,
)
from app.models.registration import HAS_A_PLACE
from app.services import attendance, certificates, outbox, rounds, worksheets

Table = dict[str, Any]
DAY = timedelta(days=1)
# after the last meeting
CLOSED_AFTER = timedelta(minutes=20)


def fill(told: Collection[Table], consultant: StaffMember, now: datetime) -> None:
    """Answers first: a plan that is approved completes the course when the day is closed."""
    for one in told:
        _answer(one, consultant, now)
    db.session.flush()
    _close_the_past(now)
    _send_what_was_due(now)


def _answer(told: Table, consultant: StaffMember, now: datetime) -> None:
    cohort = db.session.scalars(select(Cohort).where(Cohort.code == told["cohort"])).one()
    if cohort.starts_at is None or cohort.ends_at is None:
        return
    sheet = worksheets.get(told["worksheet"])
    per = next(one.per for one in cohort.course.assignments if one.worksheet == sheet.kind)
    owners: list[Seat] | list[Registration]
    if per is AssignedTo.SEAT:
        owners, whose = _seats(cohort), "seat"
    else:
        owners, whose = _registrations(cohort), "registration"
    state = told["state"]
    handed_in = state in (AnswerState.SENT, AnswerState.APPROVED)
    # before the day; what is handed in comes some time after it
    begun_at = min(cohort.ends_at + 20 * DAY if handed_in else cohort.starts_at - 2 * DAY, now)
    begun_at -= DAY
    answer = Answer(
        worksheet=sheet.kind,
        version=sheet.version,
        state=AnswerState(state) if handed_in else AnswerState.DRAFT,
        begun_at=begun_at,
        done_at=begun_at if state == "done" else None,
        shown_at=begun_at if told.get("shown") else None,
        is_shared=told.get("shared", False),
        sent_at=begun_at + timedelta(hours=1) if handed_in else None,
        sections=_sections(told["texts"], sheet.own_answers(), begun_at),
        **{whose: owners[told["who"] - 1]},
    )
    if state == AnswerState.APPROVED:
        answer.decided_at = begun_at + DAY
        answer.decided_by_id = consultant.id
        answer.grant_from = answer.decided_at.date() + 7 * DAY
        answer.comment = told["comment"]
    db.session.add(answer)


def _sections(texts: Table, known: Collection[str], saved_at: datetime) -> list[AnswerSection]:
    by_section: dict[str, dict[str, str]] = {}
    for name, text in texts.items():
        if name not in known:
            raise KeyError(name)
        by_section.setdefault(name.split(".")[0], {})[name] = text
    return [
        AnswerSection(section=section, texts=said, writers={}, saved_at=saved_at)
        for section, said in by_section.items()
    ]


def _seats(cohort: Cohort) -> list[Seat]:
    found = select(Seat).where(Seat.cohort_id == cohort.id, Seat.state.in_(HAS_A_PLACE))
    return list(db.session.scalars(found.order_by(Seat.id)))


def _registrations(cohort: Cohort) -> list[Registration]:
    found = select(Registration).where(Registration.cohort_id == cohort.id)
    return list(db.session.scalars(found.order_by(Registration.id)))


def _close_the_past(now: datetime) -> None:
    """The secretary has said who came, and whoever is to have a certificate has it."""
    held = select(Cohort).where(Cohort.state == CohortState.OPEN, Cohort.ends_at <= now)
    for cohort in db.session.scalars(held.order_by(Cohort.id)).all():
        if cohort.ends_at is None:
            continue
        cohort.closed_at = min(cohort.ends_at + CLOSED_AFTER, now)
        certificates.give_to_all(attendance.of(cohort), cohort.closed_at)
    db.session.flush()


def _send_what_was_due(now: datetime) -> None:
    """Letters about days that have been left long ago; those about coming ones leave now."""
    for one in list(rounds.due(now)):
        outbox.queue_rows(one.letter, one.rows(one.cohorts))
    held = select(Cohort.id).where(Cohort.ends_at <= now)
    db.session.execute(
        update(OutboxMail)
        .where(OutboxMail.cohort_id.in_(held), OutboxMail.state == MailState.QUEUED)
        .values(state=MailState.SENT, sent_at=now, attempts=1)
    )
