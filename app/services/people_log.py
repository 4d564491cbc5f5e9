"""When and why staff looked at somebody: for that person, so without the names of staff."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from app import clock
from app.extensions import db
from app.models import AuditEntry
from app.services import erasure_journal
from app.services.people import Everything

READ = "read"
# acts on the page of one person
OF_PERSON = "person"


@dataclass(frozen=True, slots=True)
class Look:
    """On one day, and how often; why, in a word of the log."""

    day: date
    # "person", "registration", "cohort", "course", "outbox"
    at_what: str
    why: str
    times: int


def subject(email: str) -> str:
    """What stands in the log for somebody; it names nobody."""
    return f"{OF_PERSON}/{erasure_journal.marks(email)[-1]}"


def looks(found: Everything) -> list[Look]:
    """The newest first. Lists on which the person stands count from when they stood on them."""
    conditions = _conditions(found)
    asked = (
        select(AuditEntry.at, AuditEntry.action, AuditEntry.subject, AuditEntry.detail)
        .where(or_(*conditions))
        .order_by(AuditEntry.id.desc())
    )
    counted: Counter[tuple[date, str, str]] = Counter()
    for at, action, about, detail in db.session.execute(asked):
        kind = about.partition("/")[0]
        why = detail.get("purpose") or detail.get("what") or ""
        if action != READ:
            why = action
        counted[clock.today(at), kind, str(why)] += 1
    return [Look(*about, times) for about, times in counted.items()]


def _conditions(found: Everything) -> list[ColumnElement[bool]]:
    email = found.person.email
    own = [f"{OF_PERSON}/{mark}" for mark in erasure_journal.marks(email)]
    conditions: list[ColumnElement[bool]] = [AuditEntry.subject.in_(own)]
    for one in {*found.registrations, *(seat.registration for seat in found.seats)}:
        conditions.append(_read(f"registration/{one.id}", one.made_at))
        conditions.append(_read(f"cohort/{one.cohort_id}", one.made_at))
    for seat in found.seats:
        conditions.append(_read(f"seat/{seat.id}", seat.registration.made_at))
    for listed in found.subscriptions:
        conditions.append(_read(f"subscription/{listed.id}", listed.queued_at))
        if listed.note:
            conditions.append(_read(f"course/{listed.course_id}", listed.queued_at))
    if found.mails:
        conditions.append(_read("outbox", min(mail.queued_at for mail in found.mails)))
    return conditions


def _read(about: str, since: datetime) -> ColumnElement[bool]:
    """Looked at, or fetched as a file."""
    reads = or_(AuditEntry.action == READ, AuditEntry.action.like("%exported"))
    return and_(AuditEntry.subject == about, reads, AuditEntry.at >= since)
