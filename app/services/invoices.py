"""What registrations are to be invoiced for: a list for accounting. The site makes no invoice.

A place that somebody has, or was absent from, costs its price. What cancelling after the last free
day costs is said by the terms, which are a text: such a registration is on the list, and the
secretary writes the fee. Whoever stood on the cohort twice has one place, and pays for one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.extensions import db
from app.models import (
    AuditEntry,
    Cohort,
    Registration,
    Seat,
    SeatState,
    StaffMember,
)
from app.models.errors import (
    InvoiceCorrectedMeanwhile,
    ListFetchedMeanwhile,
    NothingToDecide,
)
from app.models.registration import HAS_A_PLACE
from app.services import audit
from app.services.invoice_lines import WHERE, Line, Sum, Told, line
from app.services.locks import lock

IN_A_BATCH = 500
# in whole kroner; a fee is no more than what a course costs
HIGHEST_FEE = 1_000_000


def of_cohort(*cohorts: Cohort) -> Iterator[Line]:
    return _lines(Registration.cohort_id.in_([one.id for one in cohorts]))


def of_month(month: date) -> Iterator[Line]:
    """All cohorts that were closed in the month of that day, by Danish clocks."""
    cohorts = select(Cohort.id).where(_closed_in(month))
    return _lines(Registration.cohort_id.in_(cohorts))


def closed_in(month: date) -> list[Cohort]:
    """The cohorts of the month that there is something to invoice for, the first closed first."""
    found = select(Cohort).where(_closed_in(month)).order_by(Cohort.closed_at, Cohort.id)
    cohorts = db.session.scalars(found.options(joinedload(Cohort.course)))
    return [cohort for cohort in cohorts if cohort.price_now]


def sums(lines: Iterator[Line]) -> dict[int, Sum]:
    """By cohort."""
    found: dict[int, Sum] = {}
    for one in lines:
        found.setdefault(one.registration.cohort_id, Sum()).add(one)
    return found


def months() -> list[date]:
    """The first days of the months in which a cohort was closed, the newest first."""
    closed = db.session.scalars(select(Cohort.closed_at).where(Cohort.closed_at.is_not(None)))
    days = {clock.today(one).replace(day=1) for one in closed}
    return sorted(days, reverse=True)


def decide(registration: Registration, fee: int, *, by: StaffMember | None) -> None:
    """Say what the late cancelling costs; 0: nothing, since somebody else took the place."""
    lock(registration.cohort)
    db.session.refresh(registration)
    late = list(line(registration).late_seats)
    if not late or not 0 <= fee <= HIGHEST_FEE:
        raise NothingToDecide
    registration.late_fee, registration.late_fee_for = fee, late
    about = f"registration/{registration.id}"
    audit.record("invoice.fee_decided", about, actor=by, fee=fee, seats=late)


def mark(told: dict[int, Told], now: datetime, *, read_at: datetime) -> None:
    """Remember what each registration was handed to accounting for.

    `read_at`: when the file began to be made. Raises ListFetchedMeanwhile if somebody has fetched
    one of the registrations since then: their file would say the same for the first time. Raises
    InvoiceCorrectedMeanwhile if it goes elsewhere by now: only what is corrected after this is
    shown as corrected.
    """
    numbers = sorted(told)
    columns = [getattr(Registration, name) for name in WHERE]
    for first in range(0, len(numbers), IN_A_BATCH):
        some = Registration.id.in_(numbers[first : first + IN_A_BATCH])
        kept = select(Registration.id, Registration.invoiced_at, *columns).where(some)
        held = db.session.execute(kept.order_by(Registration.id).with_for_update()).all()
        if any(at and at > read_at for _, at, *_ in held):
            raise ListFetchedMeanwhile
        if any(tuple(where) != told[number].where for number, _, *where in held):
            raise InvoiceCorrectedMeanwhile
    rows = [{"number": number, "amount": one.amount} for number, one in told.items()]
    if rows:
        handed = update(Registration.__table__)  # type: ignore[arg-type]
        one = handed.where(Registration.id == bindparam("number"))
        db.session.execute(one.values(invoiced_at=now, invoiced_amount=bindparam("amount")), rows)


def _closed_in(month: date) -> ColumnElement[bool]:
    first = month.replace(day=1)
    turn = first.year + first.month // 12, first.month % 12 + 1
    return and_(Cohort.closed_at >= _midnight(first), Cohort.closed_at < _midnight(date(*turn, 1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.COPENHAGEN)


def _lines(wanted: ColumnElement[bool]) -> Iterator[Line]:
    """In the order of the cohorts, a few hundred at a time."""
    costs = Seat.state.in_((*HAS_A_PLACE, SeatState.CANCELLED))
    seats = select(Seat.id).where(Seat.registration_id == Registration.id, costs)
    asked = (
        select(Registration)
        .where(wanted, or_(seats.exists(), Registration.invoiced_at.is_not(None)))
        .options(
            selectinload(Registration.seats),
            joinedload(Registration.municipality),
            joinedload(Registration.cohort).joinedload(Cohort.course),
            joinedload(Registration.cohort).selectinload(Cohort.meetings),
        )
        .order_by(Registration.cohort_id, Registration.id)
        .limit(IN_A_BATCH)
    )
    after: ColumnElement[bool] = ~false()
    while True:
        found = list(db.session.scalars(asked.where(after)))
        corrected = _corrected(found)
        for one in found:
            told = replace(line(one), is_corrected=one.id in corrected)
            if told.is_shown:
                yield told
        if len(found) < IN_A_BATCH:
            return
        last = found[-1]
        later = and_(Registration.cohort_id == last.cohort_id, Registration.id > last.id)
        after = or_(Registration.cohort_id > last.cohort_id, later)


def _corrected(found: Sequence[Registration]) -> set[int]:
    """Whose number, address or reference was corrected after they were on a list."""
    handed = {f"registration/{one.id}": one.id for one in found if one.invoiced_at is not None}
    fetched = {one.id: one.invoiced_at for one in found if one.invoiced_at is not None}
    if not handed:
        return set()
    last = (
        select(AuditEntry.subject, func.max(AuditEntry.at))
        .where(AuditEntry.subject.in_(handed), AuditEntry.action == "invoice.corrected")
        .group_by(AuditEntry.subject)
    )
    corrected = {handed[subject]: at for subject, at in db.session.execute(last)}
    return {number for number, at in corrected.items() if at > fetched[number]}
