"""What staff may do about the line: offer by hand, take back, gather. Never without a trace."""

from sqlalchemy import delete, select

from app import clock
from app.extensions import db
from app.models import MailState, OutboxMail, Pass, Registration, StaffMember
from app.models.errors import NameNeeded, NotInLine, TooFewLeft
from app.services import (
    audit,
    confirmations,
    contacts,
    hand_overs,
    provider,
    staff_notices,
    waiting_list,
    windows,
)
from app.services.locks import lock
from app.services.orders import Person


def offer_by_hand(registration: Registration, *, reason: str, actor: StaffMember | None) -> None:
    """Offer what is free out of order, with a reason that is kept.

    It counts as a pass, with the reason, for each group ahead. For the first in line (the call
    list) nobody is passed over. Raises TooFewLeft when the group cannot use what is free.
    """
    cohort = registration.cohort
    waiting_list.fill(cohort)
    if not registration.stands_in_line or not cohort.gives_seats(clock.now()):
        raise NotInLine
    _offer_out_of_order(registration, reason, actor)


def _offer_out_of_order(registration: Registration, reason: str, actor: StaffMember | None) -> None:
    now = clock.now()
    count, ahead = _pass_over(registration, reason)
    audit.record(
        "offer.out_of_order" if ahead else "offer.by_hand",
        f"registration/{registration.id}",
        actor=actor,
        reason=reason,
        passed=ahead,
    )
    waiting_list.offer_by_hand(registration, count, now)


def _pass_over(registration: Registration, reason: str) -> tuple[int, list[int]]:
    """How many of its people can have a place now, and which registrations ahead that passes."""
    cohort, now = registration.cohort, clock.now()
    free = waiting_list.places(cohort).unclaimed
    gets = waiting_list.takes(registration, free)
    if not gets:
        raise TooFewLeft(free)
    ahead = []
    for other in waiting_list.in_order(cohort):
        if other is registration:
            break
        ahead.append(other)
    for other in ahead:
        needed = min(other.at_least, len(other.waiting))
        other.passes.append(Pass(at=now, free=free, needed=needed, reason=reason))
    staff_notices.of_passes([other.id for other in ahead])
    count = len(registration.waiting) if waiting_list.counts_whole(cohort) else gets
    return count, [other.id for other in ahead]


def said_yes(
    registration: Registration,
    *,
    reason: str,
    names: dict[int, Person],
    actor: StaffMember | None,
) -> None:
    """Too near the start for offers: they were rung and said yes, so the places are theirs.

    Which of a group, if there is room for some only: the first of them. `names` (by seat id): who
    takes places that have no name yet. Raises NameNeeded where one is still missing.
    """
    cohort = registration.cohort
    waiting_list.fill(cohort)
    now = clock.now()
    closed_weeks = provider.get().closed_weeks
    near = windows.claim_days(cohort, now, closed_weeks) is None
    if not registration.stands_in_line or not cohort.gives_seats(now) or not near:
        raise NotInLine
    count, ahead = _pass_over(registration, reason)
    seats = registration.waiting[:count]
    hand_overs.put_names(seats, names, language=registration.language, by="staff")
    seats = [seat for seat in seats if seat in registration.waiting]
    if any(seat.is_nameless for seat in seats):
        raise NameNeeded
    if registration.waiting[len(seats) :]:
        registration.at_least = 1
    registration.gathering = False
    confirmations.confirm(registration, seats, now)
    audit.record(
        "line.said_yes",
        f"registration/{registration.id}",
        actor=actor,
        reason=reason,
        passed=ahead,
    )
    waiting_list.fill(cohort)


def take_back(
    registration: Registration,
    *,
    reason: str,
    actor: StaffMember | None,
    instead: Registration | None = None,
) -> None:
    """Take an offer back: it waits again in its place; told if the offer had left.

    `instead` gets the seats, out of order and with the same reason. Without it they go to the next
    in line who can use them, since to offer them to the same group in the same breath would undo
    the act; whoever waits ahead and is passed over by that reads the reason. Only if nobody else
    can use them is the same group offered them again: a free seat that somebody in line can use is
    theirs. Near the start nobody is offered anything: the call list shows who is to be rung.
    """
    lock(registration.cohort)
    registration.require_offer(clock.now())
    number = waiting_list.offer_number(registration)
    registration.take_back_offer()
    registration.taken_back_reason = reason
    if not _is_unsent(f"offer/{number}"):
        waiting_list.tell(registration, "offer_taken_back", f"offer-taken-back/{number}")
    audit.record("offer.taken_back", f"registration/{registration.id}", actor=actor, reason=reason)
    if instead is None:
        instead = _next_after(registration)
    if instead is not None:
        if not instead.stands_in_line or instead.cohort_id != registration.cohort_id:
            raise NotInLine
        _offer_out_of_order(instead, reason, actor)
    waiting_list.fill(registration.cohort)


def _next_after(registration: Registration) -> Registration | None:
    """The first in line who fits, if it is the group itself: the one after it who fits.

    None where `fill` finds the right one, or keeps the seats.
    """
    cohort, now = registration.cohort, clock.now()
    closed_weeks = provider.get().closed_weeks
    if not cohort.gives_seats(now) or windows.claim_days(cohort, now, closed_weeks) is None:
        return None
    free, seen = waiting_list.places(cohort).unclaimed, False
    for other in waiting_list.in_order(cohort):
        if other is registration:
            seen = True
        elif not other.unreachable:
            if waiting_list.takes(other, free):
                return other if seen else None
            if other.gathering:
                return None
    return None


def _is_unsent(key: str) -> bool:
    """Whether the letter of the offer still lay in the outbox; then it is taken out."""
    unsent = select(OutboxMail.id).where(
        OutboxMail.key == key, OutboxMail.state == MailState.QUEUED
    )
    found = db.session.scalar(unsent.with_for_update(skip_locked=True))
    if found is not None:
        db.session.execute(delete(OutboxMail).where(OutboxMail.id == found))
    return found is not None


def gather(registration: Registration, *, actor: StaffMember | None) -> None:
    """Keep what comes free for a group that was passed over too often, until it suffices."""
    lock(registration.cohort)
    if not registration.stands_in_line:
        raise NotInLine
    if not registration.gathering:
        registration.gathering = True
        audit.record("line.gathering", f"registration/{registration.id}", actor=actor)
    waiting_list.fill(registration.cohort)


def stop_gathering(registration: Registration, *, actor: StaffMember | None) -> None:
    """What was kept goes on to the next."""
    lock(registration.cohort)
    if registration.gathering:
        registration.gathering = False
        audit.record("line.gathering_stopped", f"registration/{registration.id}", actor=actor)
    waiting_list.fill(registration.cohort)


def reached(
    registration: Registration, email: str, *, name: str = "", actor: StaffMember | None = None
) -> None:
    """The contact's address is corrected: offers come again, and links sent to the old one die.

    The old one is not told: it was wrong, and may be a stranger's. With another name, somebody else
    is the contact now.
    """
    lock(registration.cohort)
    if name:
        registration.contact_name = name
    if registration.contact_email != email:
        contacts.move_to(registration, email)
    registration.unreachable = False
    audit.record("contact.reached", f"registration/{registration.id}", actor=actor)
    waiting_list.fill(registration.cohort)
