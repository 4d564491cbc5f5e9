"""The line of a cohort. `fill` is the only place that gives seats to those who stand in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import selectinload

from app import clock, workdays
from app.extensions import db
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
from app.models.registration import HAS_A_PLACE
from app.services import cohorts, confirmations, outbox, provider

BATCH = 200
# a group that was passed over so often is shown to the secretary, who may gather for it
MANY_PASSES = 3
# working days to the start, and the working days to answer; nearer, the secretary rings
WINDOWS = ((15, 3), (5, 2), (1, 1))
REMIND_AT = time(9)


@dataclass(slots=True)
class Filled:
    """What a round gave: registrations that were offered seats, and that were confirmed."""

    offered: list[Registration] = field(default_factory=list)
    confirmed: list[Registration] = field(default_factory=list)


def claim_days(cohort: Cohort, now: datetime, closed_weeks: list[str]) -> int | None:
    """How many working days an offer made now would stand; None: too near, ring instead."""
    if cohort.starts_at is None:
        return None
    left = workdays.working_days_between(
        clock.today(now), clock.today(cohort.starts_at), closed_weeks
    )
    return next((days for more_than, days in WINDOWS if left > more_than), None)


def fill(cohort: Cohort, *, newcomer: Registration | None = None) -> Filled:
    """Give free seats to those in line, in order, in the transaction of whatever freed them.

    The newcomer stands at the form: what reaches it is confirmed at once instead of offered.
    Calling it again changes nothing. Mail leaves afterwards, from the outbox.
    """
    cohorts.lock(cohort)
    now = clock.now()
    opened_now = do_what_is_due(cohort, now)
    filled = Filled()
    if not cohort.gives_seats(now):
        return filled
    closed_weeks = provider.get().closed_weeks
    days = claim_days(cohort, now, closed_weeks)
    free = places(cohort).unclaimed
    passed: list[Registration] = []
    for registration in in_order(cohort):
        if free <= 0:
            break
        gets = takes(cohort, registration, free)
        if not gets:
            passed.append(registration)
            if registration.gathering:
                break
            continue
        confirm = (
            opened_now
            or registration is newcomer
            or (
                registration.accept_until is not None
                and clock.today(now) <= registration.accept_until
            )
        )
        if not confirm and (registration.unreachable or days is None):
            if days is None and not registration.unreachable:
                # they stay with the first in line who fit: the secretary rings
                break
            continue
        _note_passes(passed, now, free)
        free -= gets
        seats = registration.waiting if counts_whole(cohort) else registration.waiting[:gets]
        if confirm:
            confirmations.confirm(registration, seats, now)
            filled.confirmed.append(registration)
        else:
            assert days is not None
            _offer(registration, len(seats), workdays.deadline(now, days, closed_weeks), now)
            filled.offered.append(registration)
    db.session.flush()
    return filled


def do_what_is_due(cohort: Cohort, now: datetime) -> bool:
    """What is due counts as done: end offers and holds, open, end the line at the start.

    Needs the lock. Says whether the cohort opened just now.
    """
    for registration in _with_offer_ended(cohort, now):
        if registration.unreachable:
            registration.take_back_offer()
            continue
        registration.end_offer(SeatState.LAPSED)
        tell(registration, "offer_lapsed", f"offer-lapsed/{_offer_number(registration)}")
    opened_now = (
        cohort.state is CohortState.ANNOUNCED
        and cohort.opens_at is not None
        and cohort.opens_at <= now
    )
    if opened_now:
        db.session.execute(delete(Hold).where(Hold.cohort_id == cohort.id))
        cohort.state = CohortState.OPEN
    else:
        ended = (Hold.cohort_id == cohort.id) & (Hold.until <= now)
        db.session.execute(delete(Hold).where(ended))
    if cohort.has_started(now):
        for registration in list(in_order(cohort)):
            for seat in registration.waiting:
                seat.state = SeatState.ENDED
            tell(registration, "line_ended", f"line-ended/{registration.id}")
    db.session.flush()
    return opened_now


def _with_offer_ended(cohort: Cohort, now: datetime) -> list[Registration]:
    found = (
        select(Registration)
        .where(Registration.cohort_id == cohort.id, Registration.offer_until <= now)
        .options(selectinload(Registration.seats))
        .order_by(Registration.id)
    )
    return [registration for registration in db.session.scalars(found) if registration.offered]


def counts_whole(cohort: Cohort) -> bool:
    """The cohort counts registrations: a group is one, and is never split."""
    return cohort.counts_as is CountsAs.REGISTRATIONS


def takes(cohort: Cohort, registration: Registration, free: int) -> int:
    """How many of so many free places the registration would take, in what the cohort counts."""
    if counts_whole(cohort):
        return 1 if free >= 1 else 0
    return registration.takes_now(free)


def in_order(cohort: Cohort) -> Iterator[Registration]:
    """Those in line without an offer to answer, in ORDER: displaced, queued_at, id."""
    waits = select(Seat.registration_id).where(Seat.state == SeatState.WAITING)
    answers = select(Seat.registration_id).where(Seat.state == SeatState.OFFERED)
    ids = db.session.scalars(
        select(Registration.id)
        .where(
            Registration.cohort_id == cohort.id,
            Registration.id.in_(waits),
            Registration.id.not_in(answers),
        )
        .order_by(Registration.displaced.desc(), Registration.queued_at, Registration.id)
    ).all()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        found = db.session.scalars(
            select(Registration)
            .where(Registration.id.in_(batch))
            .options(selectinload(Registration.seats))
        )
        by_id = {registration.id: registration for registration in found}
        yield from (by_id[number] for number in batch)


def places(cohort: Cohort) -> Occupancy:
    """How the places stand now, in what the cohort counts."""
    whole = counts_whole(cohort)
    counted = func.count(Seat.registration_id.distinct()) if whole else func.count(Seat.id)
    group = case((Seat.state.in_(HAS_A_PLACE), SeatState.CONFIRMED), else_=Seat.state)
    found: dict[str, int] = {
        str(state): number
        for state, number in db.session.execute(
            select(group, counted)
            .join(Registration)
            .where(Registration.cohort_id == cohort.id)
            .group_by(group)
        )
    }
    held = select(func.count(Hold.id) if whole else func.coalesce(func.sum(Hold.seats), 0))
    return Occupancy(
        capacity=cohort.capacity,
        confirmed=found.get(SeatState.CONFIRMED, 0),
        offered=found.get(SeatState.OFFERED, 0),
        held=db.session.scalar(held.where(Hold.cohort_id == cohort.id)) or 0,
        waiting=found.get(SeatState.WAITING, 0),
    )


def free_for_newcomer(cohort: Cohort) -> int:
    """What somebody new can have at once: free seats that nobody in line can use."""
    left = places(cohort).unclaimed
    if left <= 0:
        return 0
    for registration in in_order(cohort):
        if registration.gathering or takes(cohort, registration, left):
            return 0
    return left


def _note_passes(passed: list[Registration], now: datetime, free: int) -> None:
    """A pass counts when somebody behind gets seats."""
    for registration in passed:
        needed = min(registration.at_least, len(registration.waiting))
        registration.passes.append(Pass(at=now, free=free, needed=needed))
    passed.clear()


def _offer(registration: Registration, count: int, until: datetime, now: datetime) -> None:
    registration.offer(count, until, now)
    db.session.flush()
    number = _offer_number(registration)
    tell(registration, "offer", f"offer/{number}")
    remind_at = reminder(until)
    if remind_at > now + timedelta(hours=1):
        tell(registration, "offer_reminder", f"offer-reminder/{number}", due=remind_at)


def offer_by_hand(registration: Registration, count: int, now: datetime) -> None:
    """The offer of staff out of order: stands a working day even near the start."""
    closed_weeks = provider.get().closed_weeks
    days = claim_days(registration.cohort, now, closed_weeks) or 1
    _offer(registration, count, workdays.deadline(now, days, closed_weeks), now)


def reminder(until: datetime) -> datetime:
    """9.00 on the working day before the deadline."""
    day = workdays.add_working_days(clock.today(until), -1, provider.get().closed_weeks)
    return workdays.at(day, REMIND_AT)


def _offer_number(registration: Registration) -> str:
    """Which offer to the registration: the moment it was made tells them apart."""
    made = registration.offered_at
    return f"{registration.id}/{int(made.timestamp()) if made else 0}"


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
