"""What the secretary sees of one cohort: who comes, who waits and why, which mails failed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import clock
from app.extensions import db
from app.models import (
    AuditEntry,
    Bill,
    Cohort,
    Hold,
    MailState,
    Occupancy,
    OutboxMail,
    Registration,
    Seat,
    SeatState,
    StaffMember,
)
from app.models.registration import HAS_A_PLACE
from app.services import occupancy, private_pages, waiting_list
from app.services.notices import OPENING_LETTERS
from app.services.staff_notices import MANY_PASSES

COMES = (SeatState.OFFERED, *HAS_A_PLACE)
# the newest that failed are shown; all of them stand on the page of the mails
MOST_FAILED = 50


@dataclass(frozen=True, slots=True)
class InLine:
    """One registration in line, as ORDER has it."""

    registration: Registration
    # it can use what is free now
    fits: bool
    # it has been passed over so often that seats may be gathered for it
    often_passed: bool
    # who would rightly wonder if this one was offered a place now
    skipped: list[Registration] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Desk:
    """One cohort, at one moment."""

    places: Occupancy
    states: dict[int, SeatState]
    seats: list[Seat]
    line: list[InLine]
    # so near the start nobody is offered a place by itself: the secretary rings those who fit
    to_ring: list[Registration]
    held: list[Hold]
    failed: list[OutboxMail]

    @property
    def without_ean(self) -> list[Registration]:
        return [one for one in self._registrations() if one.bill is Bill.LATER]

    @property
    def nameless(self) -> int:
        return sum(seat.is_nameless for seat in self.seats)

    @property
    def unreached(self) -> set[str]:
        """Addresses that a mail may not have come to."""
        waiting = (one.registration for one in self.line)
        registrations = [*self._registrations(), *waiting]
        known = {one.contact_email for one in registrations} | {one.email for one in self.seats}
        lost = {one.contact_email for one in registrations if one.unreachable}
        return lost | ({mail.recipient for mail in self.failed if mail.recipient} & known)

    def _registrations(self) -> Iterable[Registration]:
        return {seat.registration_id: seat.registration for seat in self.seats}.values()


def of(cohort: Cohort) -> Desk:
    """Read everything that the page shows; what is due counts as done."""
    now = clock.now()
    places = occupancy.of([cohort.id], now)[cohort.id]
    seats = _seats(cohort)
    states = {seat.id: private_pages.state(seat, now) for seat in seats}
    return Desk(
        places=places,
        states=states,
        seats=[seat for seat in seats if states[seat.id] in COMES],
        line=line(cohort),
        to_ring=waiting_list.call_list(cohort, now),
        held=_held(cohort, now),
        failed=_failed(cohort),
    )


def _seats(cohort: Cohort) -> list[Seat]:
    found = (
        select(Seat)
        .join(Seat.registration)
        .where(Seat.cohort_id == cohort.id, Seat.state.in_(COMES))
        .options(selectinload(Seat.registration).selectinload(Registration.municipality))
        .order_by(Registration.id, Seat.id)
    )
    return list(db.session.scalars(found))


def line(cohort: Cohort) -> list[InLine]:
    """Those in line, in ORDER, and what an offer to each would mean."""
    now = clock.now()
    free = waiting_list.places(cohort).unclaimed if cohort.gives_seats(now) else 0
    found: list[InLine] = []
    wronged: list[Registration] = []
    if cohort.has_started(now):
        return found
    for registration in waiting_list.in_order(cohort):
        fits = waiting_list.takes(registration, free) > 0
        often = len(registration.passes) >= MANY_PASSES
        found.append(InLine(registration, fits, often, list(wronged) if fits else []))
        if (fits or registration.gathering) and not registration.unreachable:
            wronged.append(registration)
    return found


def skipped(registration: Registration) -> list[Registration]:
    """Who stands ahead, could use the places that are free now, and would be passed over."""
    found = [one for one in line(registration.cohort) if one.registration is registration]
    return found[0].skipped if found else []


def may_say_yes(registration: Registration) -> bool:
    """Near the start, and what is free now is enough for them: the press after the call counts."""
    near = bool(waiting_list.call_list(registration.cohort, clock.now()))
    return near and bool(would_get(registration))


def would_get(registration: Registration) -> list[Seat]:
    """The people of the registration that what is free now would be enough for."""
    cohort = registration.cohort
    if not registration.stands_in_line or not cohort.gives_seats(clock.now()):
        return []
    gets = waiting_list.takes(registration, waiting_list.places(cohort).unclaimed)
    return (
        registration.waiting
        if gets and waiting_list.counts_whole(cohort)
        else (registration.waiting[:gets])
    )


def _held(cohort: Cohort, now: datetime) -> list[Hold]:
    """What is kept for those on the list while the cohort is announced, in the order given."""
    found = select(Hold).where(Hold.cohort_id == cohort.id, Hold.until > now).order_by(Hold.id)
    return list(db.session.scalars(found.options(selectinload(Hold.subscription))))


def _failed(cohort: Cohort) -> list[OutboxMail]:
    """Beside the letters of the opening, which are counted."""
    found = (
        select(OutboxMail)
        .where(
            OutboxMail.cohort_id == cohort.id,
            OutboxMail.state == MailState.FAILED,
            OutboxMail.letter.not_in(OPENING_LETTERS),
        )
        .order_by(OutboxMail.id.desc())
        .limit(MOST_FAILED)
    )
    return list(db.session.scalars(found))


def history(registration: Registration) -> list[tuple[AuditEntry, StaffMember | None]]:
    """What has happened to the registration, the newest first, and who of the staff did it."""
    asked = (
        select(AuditEntry, StaffMember)
        .outerjoin(StaffMember, StaffMember.id == AuditEntry.actor_id)
        .where(AuditEntry.subject == f"registration/{registration.id}", AuditEntry.action != "read")
        .order_by(AuditEntry.id.desc())
    )
    return [(entry, member) for entry, member in db.session.execute(asked)]
