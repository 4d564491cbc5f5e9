"""What the pages behind the links of a registration show. Asks the clock; only reads."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.models import Cohort, CohortState, Registration, Seat, SeatState
from app.models.registration import GRACE, HAS_A_PLACE, TIME_TO_UNDO
from app.services import occupancy, waiting_list
from app.services.orders import HAS_A_PLACE_ALREADY
from app.tokens import Link

OF_CONTACTS = {"receipt", "registration", "offer", "queue_again", "choice", "team_worksheet"}
OF_PARTICIPANTS = {"seat", "undo", "worksheet"}
IN_HAND = (SeatState.OFFERED, SeatState.WAITING)


def registration(link: Link) -> Registration:
    """Whose link it is; NoResultFound if a newer one has replaced it."""
    found = select(Registration).where(
        Registration.id == link.subject, Registration.link_version == link.version
    )
    if link.purpose not in OF_CONTACTS:
        raise NoResultFound
    return db.session.scalars(
        found.options(selectinload(Registration.seats), selectinload(Registration.passes))
    ).one()


def seat(link: Link) -> Seat:
    """Whose link it is; NoResultFound if a newer one has replaced it."""
    if link.purpose not in OF_PARTICIPANTS:
        raise NoResultFound
    found = select(Seat).where(Seat.id == link.subject, Seat.link_version == link.version)
    return db.session.scalars(found).one()


def seat_of(registration: Registration, seat_id: int) -> Seat:
    """One of its own places. Somebody else's is not there."""
    found = [seat for seat in registration.seats if seat.id == seat_id]
    if not found:
        raise NoResultFound
    return found[0]


def state(seat: Seat, now: datetime) -> SeatState:
    """How it stands, whatever is stored: what is due counts as done."""
    registration, cohort = seat.registration, seat.registration.cohort
    until = registration.offer_until
    if seat.state in IN_HAND and until is not None and until <= now:
        return SeatState.WAITING if registration.unreachable else SeatState.LAPSED
    if seat.state in IN_HAND and cohort.has_started(now):
        return SeatState.ENDED
    if seat.state is SeatState.ATTENDED and cohort.closed_at is None:
        # ticked on a day; the course may have others, and nothing is said for good
        return SeatState.CONFIRMED
    return seat.state


def may_accept(registration: Registration, now: datetime) -> bool:
    """There is an offer; also half an hour after it ended, when it may still be in time."""
    if registration.has_offer(now):
        return True
    until = registration.offer_until if registration.offered else registration.lapsed_at
    late = {state(one, now) for one in registration.seats} & {SeatState.LAPSED}
    return bool(late) and until is not None and until <= now < until + GRACE


def offered_places(registration: Registration) -> int:
    return len(registration.offered) or registration.offered_seats


def may_queue_again(registration: Registration, now: datetime) -> bool:
    states = {state(one, now) for one in registration.seats}
    return (
        bool(states & {SeatState.DECLINED, SeatState.LAPSED})
        and not states & {SeatState.WAITING, SeatState.OFFERED}
        and registration.cohort.gives_seats(now)
    )


def may_change(seat: Seat, now: datetime) -> bool:
    """The place can be named, or given to somebody else."""
    live = state(seat, now) in (*IN_HAND, SeatState.CONFIRMED)
    ticked = seat.state is SeatState.ATTENDED
    return (
        live
        and not ticked
        and not seat.registration.cohort.is_over(now)
        and not _is_called_off(seat)
    )


def may_cancel(seat: Seat, now: datetime) -> bool:
    cohort = seat.registration.cohort
    return (
        seat.state is SeatState.CONFIRMED
        and not cohort.has_started(now)
        and not _is_called_off(seat)
    )


def may_undo(seat: Seat, now: datetime) -> bool:
    """Within the fifteen minutes; whether the place is still free is seen at the press."""
    return (
        seat.state is SeatState.CANCELLED
        and seat.reason != HAS_A_PLACE_ALREADY
        and seat.cancelled_at is not None
        and now < seat.cancelled_at + TIME_TO_UNDO
        and not seat.registration.cohort.has_started(now)
        and not _is_called_off(seat)
    )


def undo_until(seat: Seat) -> datetime | None:
    return seat.cancelled_at + TIME_TO_UNDO if seat.cancelled_at else None


def _is_called_off(seat: Seat) -> bool:
    return seat.registration.cohort.state is CohortState.CALLED_OFF


def position(registration: Registration) -> int | None:
    """Number 1 is the next; None when it does not stand in line."""
    cohort = registration.cohort
    ids = [one.registration_id for one in occupancy.line(cohort.id, whole=False)]
    return ids.index(registration.id) + 1 if registration.id in ids else None


def has_place(registration: Registration) -> bool:
    return bool(registration.in_state(*HAS_A_PLACE))


def with_room(registration: Registration, people: int, now: datetime) -> list[Cohort]:
    """The other coming cohorts of the course that so many people could move to."""
    coming = [
        cohort
        for cohort in registration.cohort.course.cohorts
        if cohort.id != registration.cohort_id and cohort.is_coming(now) and cohort.is_open(now)
    ]
    places = occupancy.of([cohort.id for cohort in coming], now)

    def fits(cohort: Cohort) -> bool:
        return places[cohort.id].free >= (1 if waiting_list.counts_whole(cohort) else people)

    found = [cohort for cohort in coming if fits(cohort)]
    return sorted(found, key=lambda cohort: (cohort.starts_at or now, cohort.id))
