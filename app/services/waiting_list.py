"""The line of a cohort. `fill` is the only place that gives seats to those who stand in it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import selectinload

from app import clock
from app.extensions import content_changed, db
from app.models import (
    Cohort,
    CohortState,
    CountsAs,
    Hold,
    Occupancy,
    Pass,
    Registration,
    Seat,
    SeatState,
)
from app.services import (
    audit,
    confirmations,
    occupancy,
    outbox,
    provider,
    staff_notices,
    windows,
)
from app.services.locks import lock
from app.services.occupancy import Standing
from app.services.windows import claim_days

# written once: to build a statement takes longer than to run it
WITH_OFFER_ENDED = (
    select(Registration)
    .where(
        Registration.cohort_id == bindparam("cohort"),
        Registration.offer_until <= bindparam("now", type_=Registration.offer_until.type),
    )
    .options(selectinload(Registration.seats))
    .order_by(Registration.id)
)
IN_ORDER = (
    select(Registration)
    .where(
        Registration.cohort_id == bindparam("cohort"),
        Registration.id.in_(select(Seat.registration_id).where(Seat.state == SeatState.WAITING)),
    )
    .options(selectinload(Registration.seats), selectinload(Registration.passes))
    .order_by(Registration.displaced.desc(), Registration.queued_at, Registration.id)
)


@dataclass(slots=True)
class Filled:
    """What a round gave: registrations that were offered seats, and that were confirmed."""

    offered: list[Registration] = field(default_factory=list)
    confirmed: list[Registration] = field(default_factory=list)


def fill(cohort: Cohort) -> Filled:
    """Give free seats to those in line, in order, in the transaction of whatever freed them.

    Calling it again changes nothing. Mail leaves afterwards, from the outbox.
    """
    lock(cohort)
    return fill_locked(cohort, clock.now())


def fill_locked(cohort: Cohort, now: datetime) -> Filled:
    """The same for an act that holds the lock already, of two cohorts perhaps."""
    opened = do_what_is_due(cohort, now)
    filled = _walk(cohort, now)
    if opened is not None:
        filled.confirmed[:0] = opened.confirmed
    return filled


def do_what_is_due(cohort: Cohort, now: datetime) -> Filled | None:
    """What is due counts as done: end offers and holds, open, end the line at the start.

    Needs the lock. If the cohort opened just now: what those in line got, without being asked
    again, since they have said yes.
    """
    for registration in _with_offer_ended(cohort, now):
        _end_offer(registration)
    opened = None
    if cohort.state is CohortState.ANNOUNCED and cohort.opens_at and cohort.opens_at <= now:
        db.session.execute(delete(Hold).where(Hold.cohort_id == cohort.id))
        cohort.state = CohortState.OPEN
        content_changed()
        audit.record("cohort.registration_opened", f"cohort/{cohort.id}")
        opened = _walk(cohort, now, said_yes=True)
    if cohort.has_started(now):
        for registration in in_order(cohort):
            for seat in registration.waiting:
                seat.state = SeatState.ENDED
            audit.record("line.ended", f"registration/{registration.id}")
            tell(registration, "line_ended", f"line-ended/{registration.id}")
    db.session.flush()
    return opened


def _with_offer_ended(cohort: Cohort, now: datetime) -> list[Registration]:
    found = db.session.scalars(WITH_OFFER_ENDED, {"cohort": cohort.id, "now": now})
    return [registration for registration in found if registration.offered]


def _end_offer(registration: Registration) -> None:
    """Whoever could not be reached keeps the place in line; the others have let it lapse."""
    if registration.unreachable:
        registration.take_back_offer()
        audit.record("offer.undelivered", f"registration/{registration.id}")
        return
    registration.end_offer(SeatState.LAPSED)
    audit.record("offer.lapsed", f"registration/{registration.id}")
    tell(registration, "offer_lapsed", f"offer-lapsed/{offer_number(registration)}")


def _walk(cohort: Cohort, now: datetime, *, said_yes: bool = False) -> Filled:
    """Walk ORDER over what is free. Needs the lock, and that nothing is due."""
    filled = Filled()
    free = places(cohort).unclaimed if cohort.gives_seats(now) else 0
    line = occupancy.line(cohort.id, whole=counts_whole(cohort)) if free > 0 else []
    if not line:
        return filled
    closed_weeks = provider.get().closed_weeks
    days = claim_days(cohort, now, closed_weeks)
    names_needed = not windows.may_be_nameless(cohort, now, closed_weeks)
    passed: list[tuple[Standing, int]] = []
    for standing in line:
        if free <= 0:
            break
        if standing.unreachable:
            continue
        gets = standing.takes(free)
        if not gets:
            if standing.gathering:
                break
            passed.append((standing, free))
            continue
        free -= gets
        unasked = said_yes or _wants_it_unasked(standing, now)
        if unasked and names_needed and _has_nameless(standing.registration_id):
            # the next sweep would take such places back: the yes to an offer asks for the names
            unasked = False
        if days is None and not unasked:
            # so near the start they stay with the first in line who fit: the secretary rings
            continue
        registration = db.session.get_one(Registration, standing.registration_id)
        _note_passes(passed, now)
        passed.clear()
        count = len(registration.waiting) if counts_whole(cohort) else gets
        if unasked or days is None:
            _confirm(registration, count, now)
            filled.confirmed.append(registration)
        else:
            _offer(registration, count, days, now)
            filled.offered.append(registration)
    db.session.flush()
    return filled


def _wants_it_unasked(standing: Standing, now: datetime) -> bool:
    return standing.accept_until is not None and clock.today(now) <= standing.accept_until


def _has_nameless(registration_id: int) -> bool:
    registration = db.session.get_one(Registration, registration_id)
    return any(seat.is_nameless for seat in registration.waiting)


def _confirm(registration: Registration, count: int, now: datetime) -> None:
    """The rest stays in line, and takes what comes: the group has accepted a split."""
    seats = registration.waiting[:count]
    if count < len(registration.waiting):
        registration.at_least = 1
    registration.gathering = False
    confirmations.confirm(registration, seats, now, from_line=True)
    audit.record("line.confirmed", f"registration/{registration.id}", seats=count)


def counts_whole(cohort: Cohort) -> bool:
    """The cohort counts registrations: a group is one, and is never split."""
    return cohort.counts_as is CountsAs.REGISTRATIONS


def takes(registration: Registration, free: int) -> int:
    """How many of so many free places it would take from the line, in what the cohort counts."""
    wanted = len(registration.waiting)
    if counts_whole(registration.cohort):
        wanted = min(1, wanted)
    at_least = min(registration.at_least, wanted)
    return min(wanted, free) if wanted and free >= at_least else 0


def in_order(cohort: Cohort) -> list[Registration]:
    """Those in line without an offer to answer, in ORDER: displaced, queued_at, id."""
    found = db.session.scalars(IN_ORDER, {"cohort": cohort.id})
    return [registration for registration in found if not registration.offered]


def call_list(cohort: Cohort, now: datetime) -> list[Registration]:
    """Too near the start for offers: whom the secretary rings, the first in line who fit."""
    if not cohort.gives_seats(now) or claim_days(cohort, now, provider.get().closed_weeks):
        return []
    free = places(cohort).unclaimed
    called = []
    for standing in occupancy.line(cohort.id, whole=counts_whole(cohort)):
        gets = standing.takes(free)
        if free <= 0 or (standing.gathering and not gets):
            break
        if gets:
            called.append(db.session.get_one(Registration, standing.registration_id))
            free -= gets
    return called


def places(cohort: Cohort) -> Occupancy:
    """How the places stand now, in what the cohort counts."""
    db.session.flush()
    return occupancy.of([cohort.id], clock.now())[cohort.id]


def free_for_newcomer(cohort: Cohort) -> int:
    """What somebody new can have at once: free places that nobody in line can use."""
    return places(cohort).free


def left_by_line(cohort: Cohort, free: int) -> int:
    """What those in line would leave of so many free places."""
    return occupancy.leaves(occupancy.line(cohort.id, whole=counts_whole(cohort)), free)


def note_passes(ahead: list[Registration], now: datetime, free: int) -> None:
    """Somebody behind got seats: it counts for each group of these that needed more than that."""
    passed = [one for one in ahead if not one.unreachable and not takes(one, free)]
    for registration in passed:
        needed = min(registration.at_least, len(registration.waiting))
        registration.passes.append(Pass(at=now, free=free, needed=needed, reason=""))
    staff_notices.of_passes([registration.id for registration in passed])


def _note_passes(passed: list[tuple[Standing, int]], now: datetime) -> None:
    db.session.add_all(
        Pass(registration_id=one.registration_id, at=now, free=free, needed=one.at_least, reason="")
        for one, free in passed
    )
    staff_notices.of_passes([one.registration_id for one, _free in passed])


def _offer(registration: Registration, count: int, days: int, now: datetime) -> None:
    """Set the deadline once; one reminder, unless the window is short."""
    closed_weeks = provider.get().closed_weeks
    until = windows.deadline(registration.cohort, now, days, closed_weeks)
    registration.offer(count, until, now)
    audit.record("offer.made", f"registration/{registration.id}", seats=count)
    number = offer_number(registration)
    tell(registration, "offer", f"offer/{number}")
    if days >= windows.WITH_REMINDER:
        due = windows.reminder(until, closed_weeks)
        tell(registration, "offer_reminder", f"offer-reminder/{number}", due=due)


def offer_by_hand(registration: Registration, count: int, now: datetime) -> None:
    """The offer of staff: stands a working day even near the start, but not longer than to it."""
    closed_weeks = provider.get().closed_weeks
    _offer(registration, count, claim_days(registration.cohort, now, closed_weeks) or 1, now)


def offer_number(registration: Registration) -> str:
    """Which offer to the registration: the moment it was made tells them apart."""
    made = registration.offered_at
    return f"{registration.id}/{confirmations.stamp(made) if made else 0}"


def tell(registration: Registration, letter: str, key: str, *, due: datetime | None = None) -> None:
    """Queue a letter to the contact."""
    outbox.queue(
        letter,
        about=registration,
        key=key,
        to=registration.contact_email,
        language=registration.language,
        cohort=registration.cohort,
        due=due,
    )
