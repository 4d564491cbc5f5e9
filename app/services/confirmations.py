"""What follows when a person gets a place, or gives it up: letters, and the notify list."""

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select

from app.extensions import content_changed, db
from app.models import (
    Cohort,
    Hold,
    Registration,
    Seat,
    SeatState,
    Subscription,
    SubscriptionState,
)
from app.models.registration import HAS_A_PLACE
from app.services import notices, outbox
from app.services.subscriptions import ON_THE_LIST

# written once: to build a statement takes longer than to run it. The key stays: whoever opens a
# cohort may hold places for them meanwhile, and holds the course for which this may wait
CONCERNED = (
    select(Subscription)
    .where(
        Subscription.course_id == bindparam("course"),
        Subscription.state.in_(bindparam("states", expanding=True)),
        or_(
            Subscription.id == bindparam("subscription"),
            Subscription.email.in_(bindparam("emails", expanding=True)),
        ),
    )
    .order_by(Subscription.id)
    .with_for_update(of=Subscription, key_share=True)
    .execution_options(populate_existing=True)
)


def confirm(
    registration: Registration, seats: list[Seat], now: datetime, *, from_line: bool = False
) -> None:
    """Give these seats to the registration, and tell the contact and each participant.

    Needs the lock of the cohort, and room. `from_line`: they had said yes in advance.
    """
    for seat in seats:
        seat.state = SeatState.CONFIRMED
        seat.confirmed_at = seat.confirmed_at or now
        seat.reason = ""
        if seat.cancelled_at is not None:
            seat.cancelled_at = None
    if registration.offer_until is not None and not registration.offered:
        registration.offer_until = None
    db.session.flush()
    tell_contact(registration, now, "receipt_from_line" if from_line else "receipt")
    for seat in seats:
        tell_participant(seat, now)
    settle(registration, seats, now)


def tell_contact(registration: Registration, now: datetime, letter: str = "receipt") -> None:
    """The receipt, anew after each change of what the registration has."""
    outbox.queue(
        letter,
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

    Their holds on other cohorts of the course end; the seats go to nobody before those open.
    """
    ids = []
    for subscription in _concerned(registration, seats, ON_THE_LIST):
        subscription.state = SubscriptionState.SETTLED
        subscription.renewed_at = now
        subscription.paused_until = None
        subscription.asked_at = None
        subscription.displaced = False
        ids.append(subscription.id)
    if ids:
        db.session.execute(delete(Hold).where(Hold.subscription_id.in_(ids)))
        content_changed()


def unsettle(
    registration: Registration, seats: list[Seat], now: datetime, *, displaced: bool = False
) -> None:
    """The last such place was given up before the start: back on the list, in the same place.

    They are told of the other dates that were announced meanwhile. Displaced: by us.
    """
    states = (SubscriptionState.SETTLED, *(ON_THE_LIST if displaced else ()))
    _back_on_the_list(
        registration, _concerned(registration, seats, states), now, displaced=displaced
    )


def displace(registration: Registration, seats: list[Seat], now: datetime) -> None:
    """We called the cohort off: whoever is on the list stands first on it, and hears of the next.

    Not who still has a place on another cohort of the course.
    """
    if registration.cohort.has_started(now):
        return
    states = (SubscriptionState.SETTLED, *ON_THE_LIST)
    for subscription in _concerned(registration, seats, states):
        if has_a_place(registration.cohort.course_id, subscription, now):
            continue
        subscription.displaced = True
        if subscription.state is not SubscriptionState.ACTIVE:
            subscription.state = SubscriptionState.ACTIVE
            subscription.paused_until = None
            notices.tell_late(subscription, now, but=registration.cohort)


def put_first(
    registration: Registration, seats: int, now: datetime, *, wording: str
) -> Subscription:
    """The contact asked to stand first on the list, with the moment of the registration."""
    course_id, email = registration.cohort.course_id, registration.contact_email
    found = db.session.scalar(
        select(Subscription)
        .where(Subscription.course_id == course_id, Subscription.email == email)
        .with_for_update(key_share=True)
    )
    if found is None:
        found = Subscription(
            course_id=course_id,
            email=email,
            language=registration.language,
            queued_at=registration.queued_at,
            seats_wanted=max(1, seats),
            municipality_id=registration.municipality_id,
            wording=wording,
            page=f"registration/{registration.id}",
        )
        db.session.add(found)
    waited = found.is_active
    found.confirm(now)
    found.resume()
    found.renew(now)
    found.state = SubscriptionState.ACTIVE
    found.displaced = True
    found.queued_at = min(found.queued_at, registration.queued_at)
    db.session.flush()
    if not waited:
        notices.tell_late(found, now, but=registration.cohort)
    return found


def unsettle_address(registration: Registration, email: str, now: datetime) -> None:
    """The same for one who has given the place to somebody else."""
    settled = select(Subscription).where(
        Subscription.course_id == registration.cohort.course_id,
        Subscription.email == email,
        Subscription.state == SubscriptionState.SETTLED,
    )
    _back_on_the_list(
        registration, list(db.session.scalars(settled.with_for_update(key_share=True))), now
    )


def _back_on_the_list(
    registration: Registration,
    found: list[Subscription],
    now: datetime,
    *,
    displaced: bool = False,
) -> None:
    cohort = registration.cohort
    if cohort.has_started(now):
        return
    db.session.flush()
    for subscription in found:
        if has_a_place(cohort.course_id, subscription, now):
            continue
        subscription.displaced = subscription.displaced or displaced
        if subscription.state is SubscriptionState.SETTLED:
            subscription.state = SubscriptionState.ACTIVE
            notices.tell_late(subscription, now, but=cohort)


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
    db.session.flush()
    emails = {seat.email for seat in seats if seat.email} | {registration.contact_email}
    values = {
        "course": registration.cohort.course_id,
        "states": states,
        "subscription": registration.subscription_id,
        "emails": list(emails),
    }
    return list(db.session.scalars(CONCERNED, values))
