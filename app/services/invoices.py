"""What registrations are to be invoiced for: a list for accounting. The site makes no invoice.

A place that somebody has, or was absent from, costs its price. What cancelling after the last free
day costs is said by the terms, which are a text: such a registration is on the list, and the
secretary writes the fee. Whoever stood on the cohort twice has one place, and pays for one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.extensions import db
from app.models import (
    AuditEntry,
    Bill,
    Cohort,
    CohortState,
    PricePer,
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
from app.services import audit, private_pages
from app.services.locks import lock
from app.services.orders import HAS_A_PLACE_ALREADY

IN_A_BATCH = 500
# in whole kroner; a fee is no more than what a course costs
HIGHEST_FEE = 1_000_000
# where an invoice goes
WHERE = ("bill", "ean", "cvr", "bill_email", "person_ref", "order_ref")


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of one registration."""

    amount: int
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One registration: one payer, one invoice."""

    registration: Registration
    places: int
    # ids of the seats that were cancelled after the last free day
    late_seats: tuple[int, ...] = ()
    # where it goes was corrected after it was on a list
    is_corrected: bool = False

    @property
    def cohort(self) -> Cohort:
        return self.registration.cohort

    @property
    def per_registration(self) -> bool:
        return self.cohort.price_per is PricePer.REGISTRATION

    @property
    def quantity(self) -> int:
        return min(self.places, 1) if self.per_registration else self.places

    @property
    def price(self) -> int:
        return self.cohort.price_now or 0

    @property
    def late(self) -> int:
        return len(self.late_seats)

    @property
    def decided_fee(self) -> int | None:
        """For these seats: what was decided for others, or for fewer, says nothing of them."""
        one = self.registration
        return one.late_fee if self.late and one.late_fee_for == list(self.late_seats) else None

    @property
    def fee(self) -> int:
        return self.decided_fee or 0

    @property
    def amount(self) -> int:
        return self.quantity * self.price + self.fee

    @property
    def is_undecided(self) -> bool:
        """Nobody has said yet what the late cancelling costs."""
        return bool(self.late) and self.decided_fee is None

    @property
    def lacks_number(self) -> bool:
        """There is something to pay, and no EAN or CVR number to send it to."""
        one = self.registration
        return not {Bill.EAN: one.ean, Bill.CVR: one.cvr}.get(one.bill, "")

    @property
    def told(self) -> Told:
        """What accounting is told when it is in a file."""
        one = self.registration
        return Told(self.amount, tuple(getattr(one, name) for name in WHERE))

    @property
    def has_other_amount(self) -> bool:
        """It was on a list before, with another amount."""
        one = self.registration
        return one.invoiced_at is not None and one.invoiced_amount != self.amount

    @property
    def has_changed(self) -> bool:
        """What accounting was told of it is not so any more."""
        return self.has_other_amount or self.is_corrected

    @property
    def is_shown(self) -> bool:
        return bool(self.quantity * self.price or self.late or self.has_other_amount)


@dataclass(slots=True)
class Sum:
    """Of several lines."""

    lines: int = 0
    places: int = 0
    amount: int = 0
    undecided: int = 0
    without_number: int = 0
    changed: int = 0
    # never on a list
    new: int = 0

    def add(self, line: Line) -> None:
        self.lines += 1
        self.places += line.places
        self.amount += line.amount
        self.undecided += line.is_undecided
        self.without_number += line.lacks_number
        self.changed += line.has_changed
        self.new += line.registration.invoiced_at is None


def line(registration: Registration) -> Line:
    """What there is to pay; nothing when the cohort is free or was called off."""
    cohort = registration.cohort
    if not cohort.price_now or cohort.state is CohortState.CALLED_OFF:
        return Line(registration, 0)
    places = len(registration.in_state(*HAS_A_PLACE))
    late = sorted(seat.id for seat in registration.seats if _is_late(seat, cohort))
    if places and cohort.price_per is PricePer.REGISTRATION:
        # it is paid for whole, however many come
        late = []
    return Line(registration, places, tuple(late))


def _is_late(seat: Seat, cohort: Cohort) -> bool:
    return (
        seat.state is SeatState.CANCELLED
        and seat.reason != HAS_A_PLACE_ALREADY
        and seat.cancelled_at is not None
        and not private_pages.is_free_to_cancel(cohort, seat.cancelled_at)
    )


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
