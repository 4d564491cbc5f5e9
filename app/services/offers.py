"""Answers to an offer of places, and what staff may do about it."""

from datetime import datetime

from sqlalchemy import delete, select

from app import clock
from app.extensions import db
from app.models import (
    MailState,
    OutboxMail,
    Pass,
    Registration,
    Seat,
    SeatState,
    StaffMember,
)
from app.models.errors import NoOffer, NotInLine
from app.models.registration import GAVE_UP, GRACE
from app.services import audit, cohorts, confirmations, waiting_list


def accept(registration: Registration, *, who: list[int] | None = None, keep_rest: bool) -> None:
    """Yes to the offer. With fewer places than people: `who` (seat ids), and whether the rest waits.

    A yes up to half an hour late counts while the seats are still free. Pressing twice is
    harmless; raises NoOffer when there is nothing to accept any more.
    """
    cohorts.lock(registration.cohort)
    db.session.refresh(registration)
    now = clock.now()
    if registration.offered and registration.offer_until and now < registration.offer_until:
        count = len(registration.offered)
        everyone = registration.offered + registration.waiting
    else:
        everyone, count = _late(registration, now)
    chosen = [seat for seat in everyone if who and seat.id in who][:count]
    if len(chosen) != count:
        chosen = everyone[:count]
    rest = [seat for seat in everyone if seat not in chosen]
    for seat in rest:
        seat.state = SeatState.WAITING if keep_rest else SeatState.WITHDRAWN
    if rest:
        # who has once accepted a split takes the rest as it comes
        registration.at_least = 1
    confirmations.confirm(registration, chosen, now)
    registration.offer_until = None
    registration.gathering = False
    audit.record("offer.accepted", f"registration/{registration.id}", seats=count)
    waiting_list.fill(registration.cohort)


def _late(registration: Registration, now: datetime) -> tuple[list[Seat], int]:
    """The seats of an offer that lapsed less than half an hour ago, if they are still free."""
    waiting_list.do_what_is_due(registration.cohort, now)
    lapsed, until = registration.in_state(SeatState.LAPSED), registration.lapsed_at
    if not lapsed or until is None or now >= until + GRACE:
        raise NoOffer
    free = waiting_list.free_for_newcomer(registration.cohort)
    if free < registration.offered_seats:
        raise NoOffer
    return lapsed, registration.offered_seats


def decline(registration: Registration) -> None:
    """No thanks: the seats go on to the next, and the rest leaves the line with them."""
    cohorts.lock(registration.cohort)
    db.session.refresh(registration)
    if registration.in_state(SeatState.DECLINED) and not registration.offered:
        return
    registration.require_offer(clock.now())
    number = registration.offered_at
    registration.end_offer(SeatState.DECLINED)
    waiting_list.tell(
        registration,
        "offer_declined",
        f"offer-declined/{registration.id}/{confirmations.stamp(number or clock.now())}",
    )
    audit.record("offer.declined", f"registration/{registration.id}")
    waiting_list.fill(registration.cohort)


def stand_in_line_again(registration: Registration) -> None:
    """Last in line, from the moment of this press."""
    cohorts.lock(registration.cohort)
    db.session.refresh(registration)
    now = clock.now()
    if registration.waiting or registration.offered:
        return
    seats = registration.in_state(*GAVE_UP)
    if not seats or registration.cohort.has_started(now):
        raise NotInLine
    for seat in seats:
        seat.state = SeatState.WAITING
    registration.queued_at = now
    registration.displaced = False
    registration.lapsed_at = None
    db.session.flush()
    waiting_list.tell(
        registration, "in_line", f"in-line/{registration.id}/{confirmations.stamp(now)}"
    )
    audit.record("line.joined_again", f"registration/{registration.id}")
    waiting_list.fill(registration.cohort)


def withdraw(registration: Registration, seats: list[Seat] | None = None) -> None:
    """Leave the line, or give an offer back: the contact for all, a participant for one's own."""
    cohorts.lock(registration.cohort)
    db.session.refresh(registration)
    leaving = [
        seat
        for seat in (seats if seats is not None else registration.seats)
        if seat.state in (SeatState.WAITING, SeatState.OFFERED)
    ]
    if not leaving:
        return
    for seat in leaving:
        seat.state = SeatState.WITHDRAWN
    if not registration.offered:
        registration.offer_until = None
    waiting_list.tell(
        registration, "withdrawn", f"withdrawn/{registration.id}/{confirmations.stamp(clock.now())}"
    )
    audit.record("line.left", f"registration/{registration.id}", seats=len(leaving))
    waiting_list.fill(registration.cohort)


def take_back(registration: Registration, *, reason: str, actor: StaffMember | None) -> None:
    """Staff takes an offer back: it waits again in its place; told if the offer had left."""
    cohorts.lock(registration.cohort)
    db.session.refresh(registration)
    registration.require_offer(clock.now())
    made = registration.offered_at or clock.now()
    registration.take_back_offer()
    registration.at_least = max(1, registration.at_least)
    left = _offer_has_left(registration, made)
    if left:
        waiting_list.tell(
            registration,
            "offer_taken_back",
            f"offer-taken-back/{registration.id}/{confirmations.stamp(made)}",
        )
    audit.record("offer.taken_back", f"registration/{registration.id}", actor=actor, reason=reason)


def _offer_has_left(registration: Registration, made: datetime) -> bool:
    key = f"offer/{registration.id}/{int(made.timestamp())}"
    mail = db.session.scalar(select(OutboxMail).where(OutboxMail.key == key))
    if mail is not None and mail.state is MailState.QUEUED:
        db.session.execute(delete(OutboxMail).where(OutboxMail.id == mail.id))
        return False
    return mail is not None


def offer_by_hand(registration: Registration, *, reason: str, actor: StaffMember | None) -> None:
    """Staff goes out of order, with a reason that is kept; those passed over see it counted."""
    cohort = registration.cohort
    waiting_list.fill(cohort)
    db.session.refresh(registration)
    free = waiting_list.places(cohort).unclaimed
    gets = waiting_list.takes(cohort, registration, free) if registration.stands_in_line else 0
    if not gets:
        raise NotInLine
    now = clock.now()
    for other in waiting_list.in_order(cohort):
        if other is registration:
            break
        other.passes.append(Pass(at=now, free=free, needed=len(other.waiting), reason=reason))
    waiting_list.offer_by_hand(registration, gets, now)
    audit.record(
        "offer.out_of_order", f"registration/{registration.id}", actor=actor, reason=reason
    )
