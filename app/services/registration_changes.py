"""What a contact and a participant correct or wish, beside the places themselves."""

from dataclasses import asdict, dataclass
from datetime import date

from app.extensions import db
from app.language import Language
from app.models import Bill, Registration, Seat, StaffMember
from app.models.errors import NotInLine
from app.services import audit, waiting_list
from app.services.locks import lock, lock_own


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """Where it goes; one of a number and an address."""

    bill: Bill
    ean: str = ""
    cvr: str = ""
    bill_email: str = ""
    person_ref: str = ""
    order_ref: str = ""


def is_billed(registration: Registration) -> bool:
    """There is something to say about where an invoice goes."""
    return registration.bill is not Bill.NONE or bool(registration.cohort.price_now)


def correct_invoice(
    registration: Registration, invoice: Invoice, *, actor: StaffMember | None = None
) -> None:
    """The contact does it, or whoever of staff is named; nobody is mailed."""
    # after a list that is being marked, so that it stands as corrected there
    db.session.refresh(registration, with_for_update=True)
    values = asdict(invoice)
    changed = [name for name, value in values.items() if getattr(registration, name) != value]
    for name in changed:
        setattr(registration, name, values[name])
    if changed:
        audit.record(
            "invoice.corrected",
            f"registration/{registration.id}",
            actor=actor,
            by="staff" if actor else "contact",
            fields=changed,
        )


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
    lock_own(seat)
    seat.food, seat.needs = food, needs


def set_language(seat: Seat, language: Language) -> None:
    seat.language = language
