"""What becomes of one place: named, given to somebody else, cancelled, taken again, moved."""

from datetime import datetime

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Cohort, Registration, Seat, SeatState, StaffMember
from app.models.errors import AddressHasSeat, CohortNotOpen, NoRoomToMove, SeatGone, UndoTooLate
from app.models.registration import LIVE
from app.services import audit, cohorts, confirmations, registrations, waiting_list
from app.services.registrations import Person

NAMELESS = "nameless"


def get(seat_id: int) -> Seat:
    return db.session.get_one(Seat, seat_id)


def cancel(
    seats: list[Seat], *, by: str, actor: StaffMember | None = None, reason: str = ""
) -> None:
    """Give up confirmed places of one registration; free at once. `by`: who did it, in a word."""
    registration = seats[0].registration
    cohorts.lock(registration.cohort)
    now = clock.now()
    given_up = []
    for seat in seats:
        db.session.refresh(seat)
        if seat.state is SeatState.CANCELLED:
            continue
        seat.cancel(now, reason or by)
        given_up.append(seat)
    if not given_up:
        return
    for seat in given_up:
        confirmations.tell_participant(seat, now, "place_cancelled")
    waiting_list.tell(
        registration,
        "places_cancelled",
        f"places-cancelled/{registration.id}/{confirmations.stamp(now)}",
    )
    confirmations.unsettle(registration, given_up, now)
    audit.record(
        "place.cancelled",
        f"registration/{registration.id}",
        actor=actor,
        by=by,
        seats=[seat.id for seat in given_up],
    )
    waiting_list.fill(registration.cohort)


def undo(seat: Seat) -> None:
    """Take a cancelled place again, within fifteen minutes and while it is free."""
    registration = seat.registration
    cohorts.lock(registration.cohort)
    db.session.refresh(seat)
    if seat.state is SeatState.CONFIRMED:
        return
    now = clock.now()
    seat.require_undoable(now)
    waiting_list.do_what_is_due(registration.cohort, now)
    if seat.reason == registrations.HAS_A_PLACE_ALREADY or _others_live(seat):
        raise UndoTooLate
    if waiting_list.free_for_newcomer(registration.cohort) < 1:
        raise UndoTooLate
    confirmations.confirm(registration, [seat], now)
    audit.record("place.taken_again", f"registration/{registration.id}", seats=[seat.id])


def give_to(seat: Seat, person: Person, *, language: Language, by: str) -> None:
    """Put another person on the place, or a first one on a nameless: it keeps state and place."""
    registration = seat.registration
    cohorts.lock(registration.cohort)
    db.session.refresh(seat)
    if seat.state not in (SeatState.CONFIRMED, SeatState.WAITING, SeatState.OFFERED):
        raise SeatGone
    if person.email != seat.email and _address_is_live(registration.cohort_id, person.email):
        raise AddressHasSeat
    now = clock.now()
    before = (seat.name, seat.email, seat.language)
    seat.name, seat.email, seat.title = person.name, person.email, person.title
    seat.workplace = person.workplace or seat.workplace
    seat.language = language
    # what the first person asked for is nobody else's
    seat.food = seat.needs = ""
    seat.link_version += 1
    audit.record("place.given", f"registration/{registration.id}", seats=[seat.id], by=by)
    if person.email == before[1]:
        return
    if seat.state is SeatState.CONFIRMED:
        confirmations.tell_participant(seat, now, "place_given" if before[1] else "place")
        confirmations.settle(registration, [seat], now)
    if before[1]:
        _tell_former(seat, before[1], before[2], now)
    if registration.contact_email not in {person.email, before[1]} and before[1]:
        waiting_list.tell(
            registration, "place_changed_hands", f"place-given/{seat.id}/{confirmations.stamp(now)}"
        )


def _tell_former(seat: Seat, email: str, language: Language, now: datetime) -> None:
    from app.services import outbox

    outbox.queue(
        "place_given_away",
        about=seat,
        key=f"place-given-away/{seat.id}/{confirmations.stamp(now)}",
        to=email,
        language=language,
        cohort=seat.registration.cohort,
    )


def move(seats: list[Seat], to: Cohort, *, by: str, actor: StaffMember | None = None) -> None:
    """Move confirmed places to another cohort of the course, whole: freed only when safe there."""
    registration = seats[0].registration
    first, second = sorted((registration.cohort, to), key=lambda cohort: cohort.id)
    cohorts.lock(first)
    cohorts.lock(second)
    now = clock.now()
    for seat in seats:
        db.session.refresh(seat)
        if seat.state is not SeatState.CONFIRMED:
            raise SeatGone
    if to.course_id != registration.cohort.course_id or not to.is_open(now):
        raise CohortNotOpen
    waiting_list.fill(to)
    size = 1 if waiting_list.counts_whole(to) else len(seats)
    if waiting_list.free_for_newcomer(to) < size:
        raise NoRoomToMove
    emails = [seat.email for seat in seats if seat.email]
    if any(_address_is_live(to.id, email) for email in emails):
        raise AddressHasSeat
    moved = registrations.copy_to(registration, to, seats, now)
    for seat in seats:
        seat.state = SeatState.MOVED
    db.session.flush()
    for seat in moved.seats:
        confirmations.tell_participant(seat, now, "place_moved")
    confirmations.tell_contact(moved, now)
    audit.record(
        "place.moved",
        f"registration/{registration.id}",
        actor=actor,
        by=by,
        to=f"registration/{moved.id}",
    )
    waiting_list.fill(registration.cohort)


def _address_is_live(cohort_id: int, email: str | None) -> bool:
    found = (
        select(Seat.id)
        .join(Registration)
        .where(Registration.cohort_id == cohort_id, Seat.email == email, Seat.state.in_(LIVE))
        .limit(1)
    )
    return bool(email) and db.session.scalar(found) is not None


def _others_live(seat: Seat) -> bool:
    return _address_is_live(seat.registration.cohort_id, seat.email)
