"""What a contact asks for, and the rows that are made of it."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select

from app.extensions import db
from app.language import Language
from app.models import Bill, Cohort, Registration, Seat, SeatState, Subscription
from app.models.registration import LIVE

# no letter or figure that is taken for another one
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# written once: to build a statement takes longer than to run it
LIVE_ADDRESSES = select(Seat.email).where(
    Seat.cohort_id == bindparam("cohort"),
    Seat.state.in_(LIVE),
    Seat.email.in_(bindparam("emails", expanding=True)),
)
OF_REFERENCE = select(Registration.id).where(Registration.reference == bindparam("reference"))
# why a seat was cancelled at once: the address has one on this cohort
HAS_A_PLACE_ALREADY = "has_a_place"
# said anew for each registration; everything else is taken over when people move or are added
COPIED = (
    "contact_name",
    "contact_email",
    "contact_phone",
    "contact_title",
    "workplace",
    "municipality_id",
    "language",
    "note",
    "bill",
    "ean",
    "cvr",
    "bill_email",
    "person_ref",
    "order_ref",
)


class Choice(StrEnum):
    """What the contact wants when there are too few places for everyone."""

    # what there is now, the rest in line
    SPLIT = "split"
    # everybody in line
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Person:
    """A participant; without an address the place is named later."""

    name: str = ""
    email: str = ""
    title: str = ""
    workplace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a contact asks for, whole: every step of the form posts all of it."""

    form_key: str
    contact_name: str
    contact_email: str
    contact_phone: str = ""
    contact_title: str = ""
    workplace: str = ""
    municipality_id: int | None = None
    language: Language = Language.DANISH
    people: tuple[Person, ...] = field(default=())
    bill: Bill = Bill.NONE
    ean: str = ""
    cvr: str = ""
    bill_email: str = ""
    person_ref: str = ""
    order_ref: str = ""
    note: str = ""
    # k; None: all together. The form asks from four people on
    at_least: int | None = None
    accept_until: date | None = None
    choice: Choice | None = None
    # with Choice.SPLIT: which of the people (from 0) take the places there are
    first: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        """The same for the same content: a form sent twice is one registration.

        The choice among too few places is not content: it comes with the second press.
        """
        content = asdict(self)
        for name in ("form_key", "choice", "first"):
            del content[name]
        written = json.dumps(content, default=str, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()


def new(
    cohort: Cohort, order: Order, subscription: Subscription | None, now: datetime
) -> Registration:
    """A registration in line, not stored yet. The subscription lends its place in line."""
    count = len(order.people)
    values: dict[str, Any] = {name: getattr(order, name) for name in COPIED}
    return Registration(
        **values,
        cohort=cohort,
        reference=new_reference(),
        form_key=order.form_key or None,
        form_digest=order.digest,
        accept_until=order.accept_until,
        at_least=max(1, min(order.at_least or count, count)),
        queued_at=subscription.queued_at if subscription else now,
        made_at=now,
        displaced=bool(subscription and subscription.displaced),
        seats=[
            Seat(
                name=person.name or None,
                email=person.email or None,
                title=person.title,
                workplace=person.workplace or order.workplace,
                language=order.language,
                state=SeatState.WAITING,
            )
            for person in order.people
        ],
    )


def cancel_doubles(registration: Registration, now: datetime) -> list[Seat]:
    """One live seat per address: a second one costs nothing, and is told by mail only."""
    emails = [seat.email for seat in registration.seats if seat.email]
    with db.session.no_autoflush:
        taken = live_addresses(registration.cohort, emails)
    doubles = []
    for seat in registration.seats:
        if seat.email in taken:
            seat.state = SeatState.CANCELLED
            seat.reason = HAS_A_PLACE_ALREADY
            seat.cancelled_at = now
            doubles.append(seat)
        elif seat.email:
            taken.add(seat.email)
    return doubles


def live_addresses(cohort: Cohort, emails: list[str]) -> set[str]:
    """Which of the addresses have a place on the cohort, an offer, or stand in line."""
    if not emails:
        return set()
    found = db.session.scalars(LIVE_ADDRESSES, {"cohort": cohort.id, "emails": emails})
    return {email for email in found if email}


def copy(
    registration: Registration, cohort: Cohort, seats: list[Seat], now: datetime
) -> Registration:
    """Store a registration of the same payer on another cohort, with these people confirmed.

    But for those who have a place there already.
    """
    copied = Registration(
        **{name: getattr(registration, name) for name in COPIED},
        subscription_id=registration.subscription_id,
        moved_from_id=registration.id,
        cohort=cohort,
        reference=new_reference(),
        queued_at=now,
        seats=[
            Seat(
                name=seat.name,
                email=seat.email,
                title=seat.title,
                workplace=seat.workplace,
                language=seat.language,
                food=seat.food,
                needs=seat.needs,
                state=SeatState.CONFIRMED,
                confirmed_at=now,
            )
            for seat in seats
        ],
    )
    cancel_doubles(copied, now)
    db.session.add(copied)
    db.session.flush()
    return copied


def new_reference() -> str:
    """What people say on the phone."""
    while True:
        reference = "HOLD-" + "".join(secrets.choice(ALPHABET) for _ in range(5))
        with db.session.no_autoflush:
            if db.session.scalar(OF_REFERENCE, {"reference": reference}) is None:
                return reference
