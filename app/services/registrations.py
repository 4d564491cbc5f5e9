"""Registering: one payer, a group of people, on one cohort."""

from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import selectinload

from app import clock
from app.extensions import db
from app.models import (
    Cohort,
    CohortState,
    ContentVersion,
    OpeningRule,
    Registration,
    Seat,
    SeatState,
    StaffMember,
    Subscription,
)
from app.models.errors import (
    CohortNotOpen,
    FormUsed,
    NameNeeded,
    TooFewLeft,
    TooFewPeople,
    TooManyPeople,
)
from app.services import audit, confirmations, holds, orders, provider, waiting_list, windows
from app.services.holds import end as end_hold
from app.services.holds import find as held
from app.services.orders import HAS_A_PLACE_ALREADY, Choice, Order, Person

__all__ = [
    "HAS_A_PLACE_ALREADY",
    "Choice",
    "Order",
    "Person",
    "end_hold",
    "held",
    "of_contact",
    "register",
]

OF_FORM = select(Registration).where(Registration.form_key == bindparam("form_key"))
VERSION_AND_SENT = select(
    ContentVersion.number, exists().where(Registration.form_key == bindparam("form_key"))
)


def get(registration_id: int) -> Registration:
    return db.session.get_one(Registration, registration_id)


def sent_before(cohort: Cohort, order: Order) -> Registration | None:
    """The registration this form has made already. Raises FormUsed if it says something else."""
    if not order.form_key:
        return None
    found = db.session.scalar(OF_FORM, {"form_key": order.form_key})
    if found is not None and (found.form_digest != order.digest or found.cohort_id != cohort.id):
        raise FormUsed
    return found


def version_and_sent(code: str, form_key: str) -> tuple[int, bool]:
    """The content version, and whether the form has made a registration by then: of one moment."""
    version, sent = db.session.execute(VERSION_AND_SENT, {"form_key": f"{code}/{form_key}"}).one()
    return version, sent


def register(
    cohort: Cohort,
    order: Order,
    *,
    subscription: Subscription | None = None,
    actor: StaffMember | None = None,
    added: bool = False,
) -> Registration:
    """Register the group: all at once, as the contact chose, or not at all (TooFewLeft).

    On an open cohort this is standing last in line and calling `fill`. Before a list-first cohort
    opens, only the link of an active subscription lets one in, and uses the hold that goes with
    it; with no hold the group stands in line without being asked. Sent again with the same
    form_key it returns what was made. Who has a place already gets no second one, but what the
    answer says must not depend on it: count the people of the order, not the seats.
    `added`: more people for a registration there is; the minimum of the course is met by that.
    """
    waiting_list.fill(cohort)
    now = clock.now()
    again = sent_before(cohort, order)
    if again is not None:
        return again
    _require_people(cohort, order, now, added=added)
    early = is_early(cohort, subscription, now)
    if early and subscription is not None:
        free = holds.seats_for(cohort, subscription)
    elif cohort.is_open(now):
        free = waiting_list.free_for_newcomer(cohort)
    else:
        raise CohortNotOpen
    confirmed = _choose(cohort, order, free, must_ask=not early or free > 0)

    registration = orders.new(cohort, order, subscription if early else None, now)
    registration.subscription = subscription
    if len(confirmed) < len(order.people) and confirmed:
        registration.at_least = 1
    elif not confirmed and registration.at_least <= free:
        # all in line, although a split would do now: they wait for places for everyone
        registration.at_least = len(order.people)
    doubles = orders.cancel_doubles(registration, now)
    seats = [seat for n, seat in enumerate(registration.seats) if n in confirmed]
    db.session.add(registration)
    if subscription is not None:
        if early:
            holds.end(cohort, subscription)
        if subscription.is_active:
            subscription.renew(now)
    _give(registration, [seat for seat in seats if seat not in doubles], now, early=early)
    audit.record("registration.made", f"registration/{registration.id}", actor=actor)
    if not early:
        if seats:
            _note_passes(registration, free, now)
        if doubles:
            # the second seat went to the next at once
            waiting_list.fill(cohort)
    return registration


def is_early(cohort: Cohort, subscription: Subscription | None, now: datetime) -> bool:
    """By the link of an active subscription, before everyone may register."""
    return (
        subscription is not None
        and subscription.is_active
        and subscription.course_id == cohort.course_id
        and cohort.rule is OpeningRule.LIST_FIRST
        and cohort.state is CohortState.ANNOUNCED
        and cohort.is_told(now)
        and not cohort.has_started(now)
    )


def _require_people(cohort: Cohort, order: Order, now: datetime, *, added: bool) -> None:
    people = len(order.people)
    if people < (1 if added else max(1, cohort.course.min_seats)):
        raise TooFewPeople
    if people > cohort.course.max_seats:
        raise TooManyPeople
    if not all(person.email for person in order.people) and not may_be_nameless(cohort, now):
        raise NameNeeded


def may_be_nameless(cohort: Cohort, now: datetime) -> bool:
    """Places can be named later while there is time before nameless ones go back."""
    return windows.may_be_nameless(cohort, now, provider.get().closed_weeks)


def _choose(cohort: Cohort, order: Order, free: int, *, must_ask: bool) -> set[int]:
    """Which of the people get a place now (from 0). The press of a choice is the consent.

    Who comes first is the contact's word; if there are more places than that by now, the next of
    the group have them too. Fewer than that, or no word at all: asks (again).
    """
    everyone = set(range(len(order.people)))
    whole = waiting_list.counts_whole(cohort)
    if (1 if whole else len(everyone)) <= free:
        return everyone
    first = [n for n in dict.fromkeys(order.first) if n in everyone]
    if order.choice is Choice.SPLIT and not whole and 0 < len(first) <= free:
        rest = [n for n in sorted(everyone) if n not in first]
        return set((first + rest)[:free])
    if order.choice is Choice.LINE or not must_ask:
        return set()
    raise TooFewLeft(0 if whole else free)


def _give(registration: Registration, seats: list[Seat], now: datetime, *, early: bool) -> None:
    """Places to these, the others stand in line; each is told."""
    if seats:
        confirmations.confirm(registration, seats, now)
    elif registration.waiting:
        db.session.flush()
        letter = "in_line_before_opening" if early else "in_line"
        waiting_list.tell(registration, letter, f"in-line/{registration.id}")
    else:
        db.session.flush()
        confirmations.tell_contact(registration, now)
    for seat in registration.waiting:
        if seat.email != registration.contact_email:
            confirmations.tell_participant(seat, now, "participant_in_line")
    for seat in registration.in_state(SeatState.CANCELLED):
        confirmations.tell_participant(seat, now, "has_a_place_already")


def _note_passes(registration: Registration, free: int, now: datetime) -> None:
    """Groups in line that needed more than there was have been passed over by a newcomer."""
    line = waiting_list.in_order(registration.cohort)
    ahead = [one for one in line if one is not registration]
    waiting_list.note_passes(ahead, now, free)


def of_contact(email: str) -> list[Registration]:
    """The registrations an address is the contact of, newest first."""
    found = (
        select(Registration)
        .where(Registration.contact_email == email)
        .options(selectinload(Registration.seats), selectinload(Registration.cohort))
        .order_by(Registration.id.desc())
    )
    return list(db.session.scalars(found))
