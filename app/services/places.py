"""What becomes of one place: cancelled, taken again, moved. Who has it: hand_overs.py."""

from datetime import date, datetime

from app import clock, workdays
from app.extensions import db
from app.language import Language
from app.models import Cohort, Registration, Seat, SeatState, StaffMember
from app.models.errors import (
    CohortNotOpen,
    NameNeeded,
    NoRoomToMove,
    SeatGone,
    UndoTooLate,
)
from app.services import (
    answers_passed_on,
    audit,
    confirmations,
    orders,
    provider,
    staff_notices,
    waiting_list,
    windows,
)
from app.services.locks import lock
from app.services.orders import HAS_A_PLACE_ALREADY, Person

NAMELESS = "nameless"
# working days in which a team that has become too small names another
DAYS_TO_REPLACE = 5


def get(seat_id: int) -> Seat:
    return db.session.get_one(Seat, seat_id)


def cancel(
    seats: list[Seat], *, by: str, actor: StaffMember | None = None, reason: str = ""
) -> None:
    """Give up confirmed places of one registration; free at once. `by`: who did it, in a word.

    Where the course has a minimum and fewer are left, the cancellation stands, and
    `registration.replace_by` says until when the contact is asked to name another. A place that
    is given up because we moved the day or the place gives its people the first place on the list.
    """
    registration = seats[0].registration
    lock(registration.cohort)
    cohort, now = registration.cohort, clock.now()
    waiting_list.do_what_is_due(cohort, now)
    given_up = [seat for seat in seats if seat.state is not SeatState.CANCELLED]
    if given_up and cohort.has_started(now):
        raise SeatGone
    for seat in given_up:
        # letters read this word; what staff wrote is for the history alone
        seat.cancel(now, NAMELESS if reason == NAMELESS else by)
    if not given_up:
        return
    for seat in given_up:
        confirmations.tell_participant(seat, now, "place_cancelled")
    ask_for_another(registration, now)
    waiting_list.tell(
        registration,
        "places_cancelled",
        f"places-cancelled/{registration.id}/{confirmations.stamp(now)}",
    )
    moved = cohort.moved_at is not None and registration.queued_at < cohort.moved_at
    confirmations.unsettle(registration, given_up, now, displaced=moved)
    audit.record(
        "place.cancelled",
        f"registration/{registration.id}",
        actor=actor,
        by=by,
        reason=reason,
        seats=[seat.id for seat in given_up],
    )
    waiting_list.fill(cohort)


def is_short(registration: Registration) -> bool:
    """Some are left, but fewer than the course asks for from one workplace."""
    left = len(registration.confirmed) + len(registration.waiting) + len(registration.offered)
    return 0 < left < registration.cohort.course.min_seats


def ask_for_another(registration: Registration, now: datetime) -> None:
    if not is_short(registration):
        registration.replace_by = None
    elif registration.replace_by is None:
        registration.replace_by = _replace_by(registration.cohort, now)
        key = f"team-too-small/{registration.id}/{confirmations.stamp(now)}"
        staff_notices.tell("team_too_small", registration, key)


def _replace_by(cohort: Cohort, now: datetime) -> date:
    closed_weeks = provider.get().closed_weeks
    day = workdays.add_working_days(clock.today(now), DAYS_TO_REPLACE, closed_weeks)
    if cohort.starts_at is None:
        return day
    last = workdays.add_working_days(clock.today(cohort.starts_at), -1, closed_weeks)
    return max(min(day, last), clock.today(now))


def name_another(
    registration: Registration, person: Person, *, language: Language, by: str
) -> Seat:
    """Put one more person on a registration that has become too small.

    Takes no new place where the cohort counts registrations; elsewhere there has to be room.
    """
    lock(registration.cohort)
    cohort, now = registration.cohort, clock.now()
    waiting_list.do_what_is_due(cohort, now)
    if not is_short(registration) or not registration.confirmed or cohort.has_started(now):
        raise SeatGone
    if not waiting_list.counts_whole(cohort) and not waiting_list.free_for_newcomer(cohort):
        raise NoRoomToMove
    seat = Seat(
        name=person.name or None,
        email=person.email or None,
        title=person.title,
        workplace=person.workplace or registration.workplace,
        language=language,
        state=SeatState.CONFIRMED,
    )
    double = bool(seat.email and orders.live_addresses(cohort, [seat.email]))
    if double:
        # as on the public form: only the mails tell
        seat.cancel(now, HAS_A_PLACE_ALREADY)
    registration.seats.append(seat)
    if double:
        db.session.flush()
        confirmations.tell_participant(seat, now, "has_a_place_already")
        confirmations.tell_contact(registration, now)
    else:
        confirmations.confirm(registration, [seat], now)
    ask_for_another(registration, now)
    audit.record("place.added", f"registration/{registration.id}", seats=[seat.id], by=by)
    return seat


def undo(seat: Seat) -> None:
    """Take a cancelled place again, within fifteen minutes and while it is free."""
    registration = seat.registration
    waiting_list.fill(registration.cohort)
    if seat.state is SeatState.CONFIRMED:
        return
    now = clock.now()
    seat.require_undoable(now)
    if seat.reason == HAS_A_PLACE_ALREADY or registration.cohort.has_started(now):
        raise UndoTooLate
    if _is_live(registration.cohort, seat.email) or not _still_free(registration, now):
        raise UndoTooLate
    confirmations.confirm(registration, [seat], now)
    ask_for_another(registration, now)
    audit.record("place.taken_again", f"registration/{registration.id}", seats=[seat.id])


def _still_free(registration: Registration, now: datetime) -> bool:
    """Nobody has it, nobody in line can use it. Before the opening nobody can get it."""
    cohort = registration.cohort
    if waiting_list.counts_whole(cohort) and registration.confirmed:
        return True
    places = waiting_list.places(cohort)
    return bool(places.free if cohort.gives_seats(now) else places.unclaimed)


def move(
    seats: list[Seat], to: Cohort, *, by: str, actor: StaffMember | None = None
) -> Registration:
    """Move confirmed places to another cohort of the course, whole: freed only when safe there."""
    registration = seats[0].registration
    lock(registration.cohort, to)
    now = clock.now()
    if any(seat.state is not SeatState.CONFIRMED for seat in seats):
        raise SeatGone
    if registration.cohort.has_started(now):
        raise SeatGone
    moved = take_to(registration, seats, to, by=by, actor=actor)
    for seat in seats:
        seat.state = SeatState.MOVED
    ask_for_another(registration, now)
    waiting_list.fill(registration.cohort)
    return moved


def take_to(
    registration: Registration,
    seats: list[Seat],
    to: Cohort,
    *,
    by: str,
    actor: StaffMember | None = None,
) -> Registration:
    """Give the people of these seats places on another cohort. Needs the locks of both."""
    now = clock.now()
    waiting_list.fill_locked(to, now)
    if to.course_id != registration.cohort.course_id or not to.is_open(now):
        raise CohortNotOpen
    free = waiting_list.free_for_newcomer(to)
    if free < (1 if waiting_list.counts_whole(to) else len(seats)):
        raise NoRoomToMove
    late = not windows.may_be_nameless(to, now, provider.get().closed_weeks)
    if late and any(seat.is_nameless for seat in seats):
        raise NameNeeded
    waiting_list.note_passes(waiting_list.in_order(to), now, free)
    moved = orders.copy(registration, to, seats, now)
    answers_passed_on.take_along(seats, moved)
    for seat in moved.seats:
        # who has a place there already keeps that one: only the mails tell
        letter = "place_moved" if seat in moved.confirmed else "has_a_place_already"
        confirmations.tell_participant(seat, now, letter)
    confirmations.tell_contact(moved, now)
    confirmations.settle(moved, moved.seats, now)
    audit.record(
        "place.moved",
        f"registration/{registration.id}",
        actor=actor,
        by=by,
        to=f"registration/{moved.id}",
    )
    audit.record(
        "registration.made",
        f"registration/{moved.id}",
        actor=actor,
        by=by,
        moved_from=f"registration/{registration.id}",
    )
    return moved


def _is_live(cohort: Cohort, email: str | None) -> bool:
    return bool(email and orders.live_addresses(cohort, [email]))
