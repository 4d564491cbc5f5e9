"""What one registration is to be invoiced for, and sums of it."""

from dataclasses import dataclass

from app.models import Bill, Cohort, CohortState, PricePer, Registration, Seat, SeatState
from app.models.registration import HAS_A_PLACE
from app.services.orders import HAS_A_PLACE_ALREADY

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
    def number(self) -> str:
        """EAN or CVR number; nothing when it is to come."""
        one = self.registration
        return {Bill.EAN: one.ean, Bill.CVR: one.cvr}.get(one.bill, "")

    @property
    def lacks_number(self) -> bool:
        """There is something to pay, or to pay back, and no number to send it to."""
        asks = self.amount or self.is_undecided or self.has_other_amount
        return bool(asks) and not self.number

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
        and not cohort.is_free_to_cancel(seat.cancelled_at)
    )
