"""Reading the log, fetching it as a file, and letting go of what is old enough."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, text

from app import clock
from app.extensions import db, reading
from app.models import AuditEntry, StaffMember

A_PAGE = 100
IN_A_BATCH = 1000
# a little more than the months that are promised: some are longer than others
SLACK = timedelta(days=2)
# the guard in the database goes by its own clock (migration 0003): so must what is asked of it
BY_ITS_CLOCK = {
    "sqlite": text("audit_entry.at <= datetime('now', '-24 months')"),
    "postgresql": text("audit_entry.at <= now() - interval '24 months'"),
}
COUNTED_TO = 100_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; what is left empty does not matter."""

    actor_id: int | None = None
    # first words of acts: "staff" finds "staff.added"
    areas: tuple[str, ...] = ()
    # "registration/12", or "registration" for all of them
    subject: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.actor_id is not None:
            found.append(AuditEntry.actor_id == self.actor_id)
        if self.areas:
            found.append(or_(*(_in_area(area) for area in self.areas)))
        if self.subject:
            below = AuditEntry.subject.startswith(f"{self.subject}/", autoescape=True)
            found.append(or_(AuditEntry.subject == self.subject, below))
        if self.first is not None:
            found.append(AuditEntry.at >= _midnight(self.first))
        if self.last is not None:
            found.append(AuditEntry.at < _midnight(self.last + timedelta(days=1)))
        return found


def _in_area(area: str) -> ColumnElement[bool]:
    return or_(AuditEntry.action == area, AuditEntry.action.startswith(f"{area}.", autoescape=True))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.COPENHAGEN)


Entry = tuple[AuditEntry, StaffMember | None]


def newest(wanted: Wanted, before: int | None = None) -> list[Entry]:
    """A page of entries and who acted, the newest first; `before` is the last one's number."""
    entries = (
        select(AuditEntry, StaffMember)
        .join(StaffMember, StaffMember.id == AuditEntry.actor_id, isouter=True)
        .where(*wanted.conditions)
        .order_by(AuditEntry.id.desc())
        .limit(A_PAGE)
    )
    if before is not None:
        entries = entries.where(AuditEntry.id < before)
    return [(entry, member) for entry, member in db.session.execute(entries)]


def count(wanted: Wanted) -> int:
    """How many, counted as far as it is quick."""
    some = select(AuditEntry.id).where(*wanted.conditions).limit(COUNTED_TO).subquery()
    return db.session.scalars(select(func.count()).select_from(some)).one()


def in_batches(wanted: Wanted) -> Iterator[Sequence[Row[Any]]]:
    """All of them, the oldest first, a thousand at a time; nobody who writes waits meanwhile."""
    last = 0
    with reading():
        while True:
            found = db.session.execute(
                select(
                    AuditEntry.id,
                    AuditEntry.at,
                    StaffMember.email,
                    AuditEntry.action,
                    AuditEntry.subject,
                    AuditEntry.peer,
                    AuditEntry.detail,
                )
                .join(StaffMember, StaffMember.id == AuditEntry.actor_id, isouter=True)
                .where(*wanted.conditions, AuditEntry.id > last)
                .order_by(AuditEntry.id)
                .limit(IN_A_BATCH)
            ).all()
            if not found:
                return
            yield found
            last = found[-1].id


def too_old(done_by: datetime) -> int:
    """How many entries the next sweeps take away."""
    return db.session.scalars(select(func.count(AuditEntry.id)).where(_is_old(done_by))).one()


def forget(done_by: datetime, *, at_most: int) -> int:
    """Take away what was done by then, if it is over two years old; nothing else can be."""
    old = select(AuditEntry.id).where(_is_old(done_by)).order_by(AuditEntry.at).limit(at_most)
    gone = delete(AuditEntry).where(AuditEntry.id.in_(old))
    return len(db.session.scalars(gone.returning(AuditEntry.id)).all())


def _is_old(done_by: datetime) -> ColumnElement[bool]:
    return and_(AuditEntry.at <= done_by - SLACK, BY_ITS_CLOCK[db.engine.dialect.name])
