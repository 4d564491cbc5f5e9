"""What a contact and a participant correct or wish, beside the places themselves."""

from dataclasses import asdict, dataclass
from datetime import date

from app import clock
from app.language import Language
from app.models import Bill, Registration, Seat, SeatState
from app.models.errors import AddressHasSeat, NotInLine, SeatGone
from app.services import audit, confirmations, orders, places, waiting_list
from app.services.locks import lock
from app.services.orders import Person

LIVE = (SeatState.WAITING, SeatState.OFFERED, SeatState.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """Where it goes; one of a number and an address."""

    bill: Bill
    ean: str = ""
    cvr: str = ""
    bill_email: str = ""
    person_ref: str = ""
    order_ref: str = ""


def correct_invoice(registration: Registration, invoice: Invoice) -> None:
    values = asdict(invoice)
    changed = [name for name, value in values.items() if getattr(registration, name) != value]
    for name in changed:
        setattr(registration, name, values[name])
    if changed:
        audit.record("invoice.corrected", f"registration/{registration.id}", fields=changed)


def put_person(seat: Seat, person: Person, *, language: Language, by: str) -> None:
    """Who comes: the same person, with the details corrected, or somebody else.

    The same name at another address is a slip of the finger put right, not a hand-over.
    """
    same_name = (seat.name or "").casefold() == person.name.casefold()
    if seat.email and person.email != seat.email and same_name:
        _correct_address(seat, person, by=by)
    else:
        language = seat.language if person.email == seat.email else language
        places.give_to(seat, person, language=language, by=by)


def _correct_address(seat: Seat, person: Person, *, by: str) -> None:
    """A new link for the right reader. What the wrong one may have written is forgotten."""
    lock(seat.registration.cohort)
    registration = seat.registration
    if seat.state not in LIVE:
        raise SeatGone
    if orders.live_addresses(registration.cohort, [person.email]):
        raise AddressHasSeat
    seat.email, seat.name, seat.title = person.email, person.name, person.title
    seat.food = seat.needs = ""
    seat.link_version += 1
    now = clock.now()
    if seat.state is SeatState.CONFIRMED:
        confirmations.tell_participant(seat, now)
        confirmations.settle(registration, [seat], now)
    elif person.email != registration.contact_email:
        confirmations.tell_participant(seat, now, "participant_in_line")
    audit.record("place.corrected", f"registration/{registration.id}", seats=[seat.id], by=by)


def accept_unasked(registration: Registration, until: date | None) -> None:
    """Take what comes free up to that day without asking; None: ask."""
    lock(registration.cohort)
    if not registration.waiting and not registration.offered:
        raise NotInLine
    registration.accept_until = until
    audit.record("line.wish", f"registration/{registration.id}")
    waiting_list.fill(registration.cohort)


def stay_together(registration: Registration, at_least: int | None) -> None:
    """Never split below so many of those in line; None: not at all."""
    lock(registration.cohort)
    people = len(registration.waiting)
    if not people:
        raise NotInLine
    registration.at_least = max(1, min(at_least or people, people))
    audit.record("line.wish", f"registration/{registration.id}")
    waiting_list.fill(registration.cohort)


def set_wishes(seat: Seat, *, food: str, needs: str) -> None:
    """What the participant alone says, and only staff read."""
    seat.food, seat.needs = food, needs


def set_language(seat: Seat, language: Language) -> None:
    seat.language = language


def replace_link(registration: Registration) -> None:
    """The link so far opens nothing any more; a new one goes to the contact."""
    registration.link_version += 1
    now = clock.now()
    letter = "receipt" if registration.confirmed or not registration.waiting else "in_line"
    waiting_list.tell(
        registration, letter, f"new-link/{registration.id}/{confirmations.stamp(now)}"
    )
    audit.record("link.replaced", f"registration/{registration.id}")
