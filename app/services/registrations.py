"""Registering: one payer, a group of people, on one cohort."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import clock
from app.extensions import db
from app.language import Language
from app.models import (
    Bill,
    Cohort,
    CohortState,
    Hold,
    Registration,
    Seat,
    SeatState,
    Subscription,
)
from app.models.errors import CohortNotOpen, FormUsed, TooFewLeft, TooFewPeople, TooManyPeople
from app.models.registration import LIVE, TOGETHER_BY_DEFAULT
from app.services import audit, confirmations, waiting_list

# no letter or figure that is taken for another one
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
HAS_A_PLACE_ALREADY = "has_a_place"


class Choice(StrEnum):
    """What the contact wants when there are too few places for everyone."""

    # what there is now, the rest in line
    SPLIT = "split"
    # everybody stays together, in line
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
    # None: all together up to three people
    at_least: int | None = None
    accept_until: date | None = None
    choice: Choice | None = None
    # with Choice.SPLIT: which of the people (from 0) take the places there are
    first: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        """The same for the same content: a form sent twice is one registration."""
        content = asdict(self)
        for name in ("form_key", "choice", "first"):
            del content[name]
        written = json.dumps(content, default=str, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()


def get(registration_id: int) -> Registration:
    return db.session.get_one(Registration, registration_id)


def sent_before(order: Order) -> Registration | None:
    """The registration this form has made already. Raises FormUsed if it says something else."""
    found = db.session.scalar(select(Registration).where(Registration.form_key == order.form_key))
    if found is not None and found.form_digest != order.digest:
        raise FormUsed
    return found


def register(
    cohort: Cohort, order: Order, *, subscription: Subscription | None = None
) -> Registration:
    """Register the group: all at once, as the contact chose, or not at all (TooFewLeft).

    On an open cohort this is standing last in line and calling `fill`. Before it opens only
    the link of an active subscription lets one in, and uses the hold that goes with it.
    """
    waiting_list.fill(cohort)
    now = clock.now()
    again = sent_before(order)
    if again is not None:
        return again
    _require_number(cohort, len(order.people))
    early = cohort.is_told(now) and cohort.state is CohortState.ANNOUNCED
    if early and subscription is not None and subscription.is_active:
        ready = _held_for(cohort, subscription)
    elif cohort.is_open(now):
        ready = waiting_list.free_for_newcomer(cohort)
    else:
        raise CohortNotOpen

    registration = _new(cohort, order, subscription, now)
    wanted = _cancel_doubles(registration, now)
    whole = waiting_list.counts_whole(cohort)
    size = min(1, len(wanted)) if whole else len(wanted)
    if size <= ready:
        now_confirmed = wanted
    elif order.choice is Choice.SPLIT and not whole and ready and len(order.first) == ready:
        now_confirmed = [seat for n, seat in enumerate(registration.seats) if n in order.first]
        now_confirmed = [seat for seat in now_confirmed if seat in wanted]
        registration.at_least = 1
    elif order.choice is Choice.LINE or (early and not ready):
        now_confirmed = []
    else:
        raise TooFewLeft(0 if whole else ready)
    return _store(registration, now_confirmed, now, early=early)


def _store(
    registration: Registration, confirmed: list[Seat], now: datetime, *, early: bool
) -> Registration:
    db.session.add(registration)
    db.session.flush()
    if early and registration.subscription is not None:
        end_hold(registration.cohort, registration.subscription)
    audit.record("registration.made", f"registration/{registration.id}")
    if confirmed:
        confirmations.confirm(registration, confirmed, now)
    elif registration.waiting:
        letter = "in_line_before_opening" if early else "in_line"
        waiting_list.tell(registration, letter, f"in-line/{registration.id}")
    else:
        confirmations.tell_contact(registration, now)
    for seat in registration.waiting:
        if seat.email and seat.email != registration.contact_email:
            confirmations.tell_participant(seat, now, "participant_in_line")
    for seat in registration.in_state(SeatState.CANCELLED):
        confirmations.tell_participant(seat, now, "has_a_place_already")
    return registration


def _new(
    cohort: Cohort, order: Order, subscription: Subscription | None, now: datetime
) -> Registration:
    count = len(order.people)
    together = count if count <= TOGETHER_BY_DEFAULT or order.at_least is None else order.at_least
    values: dict[str, Any] = {
        name: getattr(order, name)
        for name in Order.__slots__
        if name not in {"people", "choice", "first", "at_least"}
    }
    early = subscription is not None and cohort.opens_at is not None and now < cohort.opens_at
    return Registration(
        **values,
        cohort=cohort,
        subscription=subscription,
        reference=_reference(),
        form_digest=order.digest,
        at_least=max(1, min(order.at_least or together, count)),
        queued_at=subscription.queued_at if early and subscription else now,
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


def _cancel_doubles(registration: Registration, now: datetime) -> list[Seat]:
    """One live seat per address: a second one costs nothing, and is told by mail only."""
    emails = [seat.email for seat in registration.seats if seat.email]
    taken = set(
        db.session.scalars(
            select(Seat.email)
            .join(Registration)
            .where(
                Registration.cohort_id == registration.cohort.id,
                Seat.state.in_(LIVE),
                Seat.email.in_(emails),
            )
        )
    )
    for seat in registration.seats:
        if seat.email in taken:
            seat.state = SeatState.CANCELLED
            seat.reason = HAS_A_PLACE_ALREADY
            seat.cancelled_at = now
    return registration.waiting


def _require_number(cohort: Cohort, people: int) -> None:
    if people < max(1, cohort.course.min_seats):
        raise TooFewPeople
    if people > cohort.course.max_seats:
        raise TooManyPeople


def copy_to(
    registration: Registration, cohort: Cohort, seats: list[Seat], now: datetime
) -> Registration:
    """A registration of the same payer on another cohort, with these people confirmed."""
    names = [
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
        "subscription_id",
    ]
    copied = Registration(
        **{name: getattr(registration, name) for name in names},
        cohort=cohort,
        reference=_reference(),
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
            )
            for seat in seats
        ],
    )
    db.session.add(copied)
    db.session.flush()
    return copied


def held(cohort: Cohort, subscription: Subscription) -> Hold | None:
    """What is kept for the subscription on this cohort."""
    return db.session.scalar(
        select(Hold).where(Hold.cohort_id == cohort.id, Hold.subscription_id == subscription.id)
    )


def _held_for(cohort: Cohort, subscription: Subscription) -> int:
    hold = held(cohort, subscription)
    return hold.seats if hold else 0


def end_hold(cohort: Cohort, subscription: Subscription) -> None:
    """Used, or refused: the seats go to nobody before the cohort opens."""
    hold = held(cohort, subscription)
    if hold is not None:
        db.session.delete(hold)


def _reference() -> str:
    return "HOLD-" + "".join(secrets.choice(ALPHABET) for _ in range(5))


def of_contact(email: str) -> list[Registration]:
    """The registrations an address is the contact of, newest first."""
    found = (
        select(Registration)
        .where(Registration.contact_email == email)
        .options(selectinload(Registration.seats), selectinload(Registration.cohort))
        .order_by(Registration.id.desc())
    )
    return list(db.session.scalars(found))
