"""When and why staff looked at somebody: for that person, so without the names of staff."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from app import clock
from app.extensions import db
from app.models import AuditEntry, Bill, Hold, Registration, StaffMember, Subscription
from app.services import audit, erasure_journal
from app.services.people import Everything, Found

READ = "read"
# acts on the page of one person
OF_PERSON = "person"


@dataclass(frozen=True, slots=True)
class Look:
    """On one day, and how often; why, in a word of the log."""

    day: date
    # "person", "registration", "cohort", "course", "invoices", "outbox"
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


def note_search(found: Iterable[Found], purpose: str, *, actor: StaffMember | None) -> None:
    """Somebody looked for people, and saw these: each can ask for it."""
    audit.record(READ, "people", actor=actor, what="search", purpose=purpose)
    for one in found:
        audit.record(READ, subject(one.email), actor=actor, what="search", purpose=purpose)


def _conditions(found: Everything) -> list[ColumnElement[bool]]:
    email = found.person.email
    own = [f"{OF_PERSON}/{mark}" for mark in erasure_journal.marks(email)]
    conditions: list[ColumnElement[bool]] = [AuditEntry.subject.in_(own)]
    theirs = {*found.registrations, *(seat.registration for seat in found.seats)}
    # of some they only get the invoice: the same pages and files show where it goes
    for one in {*theirs, *found.invoices}:
        conditions.append(_read(f"registration/{one.id}", one.made_at))
        conditions.append(_read(f"cohort/{one.cohort_id}", one.made_at))
    for one in {*found.registrations, *found.invoices}:
        conditions += _in_month(one)
    for seat in found.seats:
        conditions.append(_read(f"seat/{seat.id}", seat.registration.made_at))
    conditions += _on_lists(found.subscriptions)
    if found.mails:
        conditions.append(_read("outbox", min(mail.queued_at for mail in found.mails)))
    return conditions


def _in_month(one: Registration) -> list[ColumnElement[bool]]:
    """In the file for accounting of the month in which the cohort was closed."""
    closed = one.cohort.closed_at
    if closed is None or one.bill is Bill.NONE:
        return []
    return [_fetched(f"invoices/{clock.today(closed):%Y-%m}", max(closed, one.made_at))]


def _on_lists(listed: list[Subscription]) -> list[ColumnElement[bool]]:
    """The page of a course shows who wrote something; that of a cohort, for whom seats are held."""
    conditions: list[ColumnElement[bool]] = []
    since = {one.id: one.queued_at for one in listed}
    for one in listed:
        conditions.append(_read(f"subscription/{one.id}", one.queued_at))
        seen = _read if one.note else _fetched
        conditions.append(seen(f"course/{one.course_id}", one.queued_at))
    for hold in db.session.scalars(select(Hold).where(Hold.subscription_id.in_(since))):
        shown = _read(f"cohort/{hold.cohort_id}", since[hold.subscription_id or 0])
        conditions.append(and_(shown, AuditEntry.action == READ, AuditEntry.at < hold.until))
    return conditions


def _read(about: str, since: datetime) -> ColumnElement[bool]:
    """Looked at, or fetched as a file."""
    looked = and_(AuditEntry.subject == about, AuditEntry.action == READ, AuditEntry.at >= since)
    return or_(looked, _fetched(about, since))


def _fetched(about: str, since: datetime) -> ColumnElement[bool]:
    fetched = AuditEntry.action.like("%exported")
    return and_(AuditEntry.subject == about, fetched, AuditEntry.at >= since)
