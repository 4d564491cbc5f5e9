"""Answers to an offer of places: yes, no thanks, leaving the line and joining it again."""

from datetime import datetime

from app import clock
from app.models import Registration, Seat, SeatState, StaffMember
from app.models.errors import NameNeeded, NoOffer, NotInLine
from app.models.registration import GAVE_UP, GRACE
from app.services import (
    audit,
    confirmations,
    hand_overs,
    orders,
    outbox,
    provider,
    waiting_list,
    windows,
)
from app.services.by_hand import gather, offer_by_hand, stop_gathering, take_back
from app.services.locks import lock
from app.services.orders import Person

__all__ = [
    "accept",
    "decline",
    "gather",
    "offer_by_hand",
    "stand_in_line_again",
    "stop_gathering",
    "take_back",
    "withdraw",
]


def accept(
    registration: Registration,
    *,
    who: list[int] | None = None,
    keep_rest: bool,
    names: dict[int, Person] | None = None,
    actor: StaffMember | None = None,
) -> None:
    """Yes to the offer. Fewer places than people: `who` (seat ids), and whether the rest waits.

    `names` (by seat id): who takes places that have no name yet. So near the start that nameless
    ones go back, each place needs one; raises NameNeeded, and the offer still stands.

    A yes up to half an hour late counts while the seats are still free. Pressing twice is
    harmless; raises NoOffer when there is nothing to accept any more.
    """
    now = _begin(registration)
    waiting_list.do_what_is_due(registration.cohort, now)
    if registration.offered:
        everyone, count = registration.offered + registration.waiting, len(registration.offered)
    elif _was_accepted(registration):
        return
    else:
        everyone, count = _late(registration)
    chosen = [seat for seat in everyone if who and seat.id in who][:count]
    if len(chosen) != count:
        chosen = everyone[:count]
    rest = [seat for seat in everyone if seat not in chosen]
    for seat in chosen:
        seat.state = SeatState.OFFERED
    named = everyone if keep_rest else chosen
    hand_overs.put_names(named, names or {}, language=registration.language, by="contact")
    # who turns out to have a place already gets no second one
    chosen = [seat for seat in chosen if seat.state is SeatState.OFFERED]
    if any(seat.is_nameless for seat in chosen) and not _may_be_nameless(registration, now):
        raise NameNeeded
    rest = [seat for seat in rest if seat.state is not SeatState.CANCELLED]
    for seat in rest:
        seat.state = SeatState.WAITING if keep_rest else SeatState.WITHDRAWN
    if rest:
        # who has once accepted a split takes the rest as it comes
        registration.at_least = 1
    for seat in chosen:
        seat.state = SeatState.CONFIRMED
    registration.offer_until = registration.lapsed_at = None
    confirmations.confirm(registration, chosen, now)
    audit.record("offer.accepted", f"registration/{registration.id}", actor=actor, seats=count)
    waiting_list.fill(registration.cohort)


def _may_be_nameless(registration: Registration, now: datetime) -> bool:
    return windows.may_be_nameless(registration.cohort, now, provider.get().closed_weeks)


def _begin(registration: Registration) -> datetime:
    """Take the lock; everything is read anew. Says what time it is."""
    lock(registration.cohort)
    return clock.now()


def _was_accepted(registration: Registration) -> bool:
    """Somebody pressed yes before: the answer has been taken."""
    return (
        registration.offered_at is not None
        and bool(registration.confirmed)
        and not registration.in_state(*GAVE_UP)
    )


def _late(registration: Registration) -> tuple[list[Seat], int]:
    """The seats of an offer that lapsed less than half an hour ago, if they are still free.

    Free is what nobody else in line can use: who comes after the deadline stands behind them.
    """
    cohort, until = registration.cohort, registration.lapsed_at
    now = clock.now()
    if until is None or now >= until + GRACE or not cohort.gives_seats(now):
        raise NoOffer
    lapsed = _without_another_place(registration, registration.in_state(SeatState.LAPSED))
    count = min(registration.offered_seats, len(lapsed))
    needed = min(1, count) if waiting_list.counts_whole(cohort) else count
    if not count or waiting_list.free_for_newcomer(cohort) < needed:
        raise NoOffer
    outbox.take_back(f"offer-lapsed/{waiting_list.offer_number(registration)}")
    return lapsed, count


def _without_another_place(registration: Registration, seats: list[Seat]) -> list[Seat]:
    """Who has got a place on the cohort meanwhile does not come back with a second one."""
    emails = [seat.email for seat in seats if seat.email]
    taken = orders.live_addresses(registration.cohort, emails)
    return [seat for seat in seats if seat.email not in taken]


def decline(registration: Registration) -> None:
    """No thanks: the seats go on to the next, and the rest leaves the line with them."""
    now = _begin(registration)
    if registration.in_state(SeatState.DECLINED) and not registration.offered:
        return
    registration.require_offer(now)
    registration.end_offer(SeatState.DECLINED)
    waiting_list.tell(
        registration,
        "offer_declined",
        f"offer-declined/{waiting_list.offer_number(registration)}",
    )
    audit.record("offer.declined", f"registration/{registration.id}")
    waiting_list.fill(registration.cohort)


def stand_in_line_again(registration: Registration) -> None:
    """Last in line, from the moment of this press. Pressing twice is harmless."""
    now = _begin(registration)
    waiting_list.do_what_is_due(registration.cohort, now)
    if registration.waiting or registration.offered:
        return
    seats = _without_another_place(registration, registration.in_state(*GAVE_UP))
    if not seats or not registration.cohort.gives_seats(now):
        raise NotInLine
    for seat in seats:
        seat.state = SeatState.WAITING
    registration.queued_at = now
    registration.displaced = False
    registration.lapsed_at = None
    waiting_list.tell(
        registration, "in_line", f"in-line/{registration.id}/{confirmations.stamp(now)}"
    )
    audit.record("line.joined_again", f"registration/{registration.id}")
    waiting_list.fill(registration.cohort)


def withdraw(registration: Registration, seats: list[Seat] | None = None) -> None:
    """Leave the line, or give an offer back: the contact for all, a participant for one's own."""
    now = _begin(registration)
    waiting_list.do_what_is_due(registration.cohort, now)
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
    if not registration.offered and not registration.waiting:
        registration.gathering = False
    waiting_list.tell(
        registration, "withdrawn", f"withdrawn/{registration.id}/{confirmations.stamp(now)}"
    )
    audit.record("line.left", f"registration/{registration.id}", seats=len(leaving))
    waiting_list.fill(registration.cohort)
