"""What follows when a person gets a place, or gives it up: letters, and the notify list."""

from datetime import datetime

from sqlalchemy import delete, or_, select

from app.extensions import db
from app.models import (
    Cohort,
    Course,
    Hold,
    Registration,
    Seat,
    SeatState,
    Subscription,
    SubscriptionState,
)
from app.models.registration import HAS_A_PLACE
from app.services import outbox

ON_THE_LIST = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)


def confirm(registration: Registration, seats: list[Seat], now: datetime) -> None:
    """Give these seats to the registration, and tell the contact and each participant.

    Needs the lock of the cohort, and room.
    """
    for seat in seats:
        seat.state = SeatState.CONFIRMED
        seat.cancelled_at = None
        seat.reason = ""
    if not registration.offered:
        registration.offer_until = None
    db.session.flush()
    tell_contact(registration, now)
    for seat in seats:
        tell_participant(seat, now)
    settle(registration, seats, now)


def tell_contact(registration: Registration, now: datetime) -> None:
    """The receipt, anew after each change of what the registration has."""
    outbox.queue(
        "receipt",
        about=registration,
        key=f"receipt/{registration.id}/{stamp(now)}",
        to=registration.contact_email,
        language=registration.language,
        cohort=registration.cohort,
    )


def tell_participant(seat: Seat, now: datetime, letter: str = "place") -> None:
    """To the participant, unless the seat has no name yet."""
    if seat.email:
        outbox.queue(
            letter,
            about=seat,
            key=f"{letter}/{seat.id}/{stamp(now)}",
            to=seat.email,
            language=seat.language,
            cohort=seat.registration.cohort,
        )


def stamp(now: datetime) -> int:
    """Tells two events about one row apart."""
    return int(now.timestamp() * 1000)


def settle(registration: Registration, seats: list[Seat], now: datetime) -> None:
    """Who has a place is not written to about dates: the link's, the contact's, the participants'.

    Their holds on other cohorts of the course end.
    """
    subscriptions = _concerned(registration, seats, ON_THE_LIST)
    for subscription in subscriptions:
        subscription.state = SubscriptionState.SETTLED
        subscription.renewed_at = now
        subscription.paused_until = None
        subscription.asked_at = None
        subscription.displaced = False
    ids = [subscription.id for subscription in subscriptions]
    db.session.execute(delete(Hold).where(Hold.subscription_id.in_(ids)))


def unsettle(registration: Registration, seats: list[Seat], now: datetime) -> None:
    """The last such place was given up before the start: back on the list, in the same place."""
    if registration.cohort.has_started(now):
        return
    db.session.flush()
    course_id = registration.cohort.course_id
    for subscription in _concerned(registration, seats, (SubscriptionState.SETTLED,)):
        if not has_a_place(course_id, subscription, now):
            subscription.state = SubscriptionState.ACTIVE


def has_a_place(course_id: int, subscription: Subscription, now: datetime) -> bool:
    """Whether the link, or the address as contact or participant, has a coming place."""
    found = (
        select(Seat.id)
        .join(Registration)
        .join(Cohort)
        .where(
            Cohort.course_id == course_id,
            Cohort.starts_at > now,
            Seat.state.in_(HAS_A_PLACE),
            or_(
                Registration.subscription_id == subscription.id,
                Registration.contact_email == subscription.email,
                Seat.email == subscription.email,
            ),
        )
        .limit(1)
    )
    return db.session.scalar(found) is not None


def _concerned(
    registration: Registration, seats: list[Seat], states: tuple[SubscriptionState, ...]
) -> list[Subscription]:
    emails = {seat.email for seat in seats if seat.email} | {registration.contact_email}
    found = (
        select(Subscription)
        .join(Course)
        .where(
            Course.id == registration.cohort.course_id,
            Subscription.state.in_(states),
            or_(
                Subscription.id == registration.subscription_id,
                Subscription.email.in_(emails),
            ),
        )
        .order_by(Subscription.id)
    )
    return list(db.session.scalars(found))
