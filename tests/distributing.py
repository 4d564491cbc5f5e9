"""What tests of worksheets going out share: a course with worksheets, and what has been queued."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import time_machine
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import (
    AssignedTo,
    Assignment,
    Cohort,
    MailState,
    Meeting,
    OutboxMail,
    Registration,
    Seat,
    SeatState,
)
from app.services import attendance, distribution
from tests.factories import Make, at

# a Tuesday after Easter; the clocks change two days before
DAY = date(2027, 3, 30)
LONG_BEFORE = datetime(2027, 1, 4, 12, tzinfo=clock.COPENHAGEN)


def assignment(
    worksheet: str, send_days: int, due_days: int | None = None, *, team: bool = False, **more: Any
) -> Assignment:
    per = AssignedTo.REGISTRATION if team else AssignedTo.SEAT
    return Assignment(worksheet=worksheet, send_days=send_days, due_days=due_days, per=per, **more)


def cohort_with(make: Make, *assignments: Assignment, day: date = DAY, **columns: Any) -> Cohort:
    """An open cohort, long before it begins."""
    make.provider()
    course = make.course("Samspil", assignments=list(assignments))
    return another(make, course, day=day, **columns)


def another(make: Make, course: Any, *days: date, day: date = DAY, **columns: Any) -> Cohort:
    with time_machine.travel(LONG_BEFORE, tick=False):
        return make.cohort(
            course,
            state="open",
            register_by=day,
            meetings=[Meeting(starts_at=at(one, 9), ends_at=at(one, 15)) for one in days or (day,)],
            **columns,
        )


def people(make: Make, cohort: Cohort, *names: str, **columns: Any) -> Registration:
    """A registration with places for these; the contact takes no part."""
    registration = make.registration(cohort, seats=len(names), **columns)
    for seat, name in zip(registration.seats, names, strict=True):
        seat.name, seat.email = name.capitalize(), f"{name}@odense.example"
    db.session.commit()
    return registration


@contextmanager
def on(day: date, hour: int = 9, minute: int = 0) -> Iterator[datetime]:
    """At that moment on Danish clocks."""
    with time_machine.travel(at(day, hour, minute), tick=False):
        yield clock.now()


def swept(day: date, hour: int = 9, minute: int = 0) -> list[tuple[str, str]]:
    """Which letters the sweep of that moment queues, to whom; they leave at once."""
    known = set(db.session.scalars(select(OutboxMail.id)))
    db.session.rollback()
    with on(day, hour, minute) as now:
        done = distribution.sweep(now)
    assert not done.failed
    found = [mail for mail in mails() if mail.id not in known]
    assert len(found) == done.sent + done.reminded
    for mail in found:
        mail.state = MailState.SENT
    db.session.commit()
    return sorted((mail.letter, mail.recipient.split("@")[0]) for mail in found)


def mails() -> list[OutboxMail]:
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def close(cohort: Cohort, *came: Seat, day: date = DAY, hour: int = 16) -> None:
    with on(day, hour):
        attendance.close(cohort, [seat.id for seat in came])
        db.session.commit()


def attended(make: Make, cohort: Cohort, *names: str) -> Registration:
    registration = people(make, cohort, *names)
    close(cohort, *registration.seats)
    assert {seat.state for seat in registration.seats} == {SeatState.ATTENDED}
    return registration
