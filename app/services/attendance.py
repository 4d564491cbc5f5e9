"""Who came: ticked on the day as often as one likes, said for good when the cohort is closed."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import clock, formats
from app.extensions import db
from app.models import Cohort, Registration, Seat, SeatState, StaffMember
from app.models.certificate import LEVELS, Needs, needs
from app.models.errors import DayNotClosed, DidNotTakePart
from app.models.registration import HAS_A_PLACE
from app.services import audit, certificates
from app.services.certificates import TOOK_PART
from app.services.locks import lock

# ticked, or not yet
OPEN = (SeatState.CONFIRMED, SeatState.ATTENDED)


def of(cohort: Cohort) -> list[Seat]:
    """Everybody with a place, in alphabetical order; places without a name come last."""
    found = db.session.scalars(
        select(Seat)
        .where(Seat.cohort_id == cohort.id, Seat.state.in_(HAS_A_PLACE))
        .options(selectinload(Seat.registration).selectinload(Registration.municipality))
    )
    return sorted(
        found, key=lambda seat: (not seat.name, formats.alphabetical(seat.name or ""), seat.id)
    )


def seat_of(cohort: Cohort, seat_id: int) -> Seat:
    """One of its own places. Somebody else's is not there."""
    found = select(Seat).where(Seat.id == seat_id, Seat.cohort_id == cohort.id)
    return db.session.scalars(found).one()


def save(
    cohort: Cohort,
    came: Collection[int],
    *,
    before: Collection[int] | None = None,
    by: StaffMember | None = None,
) -> int:
    """Note the ticks, and say how many have come. It can be done again and again.

    `before`: what was ticked when the list was shown. Only what was changed since is changed, so
    that two people at two doors do not undo each other; without it `came` is all there is.
    """
    lock(cohort)
    cohort.require_attendance(clock.now())
    _tick(of(cohort), set(came), before)
    counted = sum(seat.state is SeatState.ATTENDED for seat in of(cohort))
    audit.record("attendance.saved", f"cohort/{cohort.id}", actor=by, came=counted)
    return counted


def close(
    cohort: Cohort, came: Collection[int] | None = None, by: StaffMember | None = None
) -> None:
    """Say for good who came, by the ticks unless told: the others were absent.

    Certificates are given where they are due. The letters of the day after go out by themselves
    (services/distribution.py).
    """
    lock(cohort)
    now = clock.now()
    cohort.require_closable(now)
    seats = of(cohort)
    if came is not None:
        _tick(seats, set(came))
    for seat in seats:
        if seat.state is SeatState.CONFIRMED:
            seat.state = SeatState.ABSENT
    cohort.closed_at = now
    certificates.give_to_all(seats, now)
    took_part = [seat for seat in seats if seat.state in TOOK_PART]
    audit.record(
        "cohort.closed",
        f"cohort/{cohort.id}",
        actor=by,
        came=len(took_part),
        absent=len(seats) - len(took_part),
    )
    for registration_id, there, absent in _by_registration(seats):
        audit.record(
            "place.attendance",
            f"registration/{registration_id}",
            actor=by,
            by="staff",
            came=there,
            absent=absent,
        )


def correct(seat: Seat, *, came: bool, by: StaffMember | None = None) -> None:
    """After the closing: this one was there after all, or was not. A wrong certificate ends."""
    lock(seat.registration.cohort)
    _require_closed(seat)
    if seat.state not in HAS_A_PLACE or came == (seat.state in TOOK_PART):
        return
    if came:
        seat.state = SeatState.ATTENDED
        certificates.give_to_all([seat], clock.now())
    else:
        seat.state = SeatState.ABSENT
        certificates.withdraw(seat)
    _note(seat, "place.attendance_corrected", by, came=came)


def pass_visit(seat: Seat, level: int, *, by: StaffMember | None = None) -> None:
    """The quality visit has approved the framework at this level."""
    lock(seat.registration.cohort)
    _require_closed(seat)
    if seat.state not in TOOK_PART or level not in LEVELS:
        raise DidNotTakePart
    if certificates.complete(seat, clock.now(), level):
        _note(seat, "place.completed", by, level=level)


def take_back_visit(seat: Seat, *, by: StaffMember | None = None) -> None:
    """Pressed by mistake: took part, and has no certificate."""
    lock(seat.registration.cohort)
    _require_closed(seat)
    if seat.state is not SeatState.COMPLETED or needs(seat.registration.cohort.course) is not (
        Needs.VISIT
    ):
        return
    seat.state = SeatState.ATTENDED
    certificates.withdraw(seat)
    _note(seat, "place.completion_taken_back", by)


def _require_closed(seat: Seat) -> None:
    if seat.registration.cohort.closed_at is None:
        raise DayNotClosed


def _tick(seats: Iterable[Seat], came: set[int], before: Collection[int] | None = None) -> None:
    for seat in seats:
        if seat.state not in OPEN:
            continue
        ticked = seat.id in came
        if before is None or ticked != (seat.id in before):
            seat.state = SeatState.ATTENDED if ticked else SeatState.CONFIRMED


def _note(seat: Seat, action: str, by: StaffMember | None, **detail: object) -> None:
    subject = f"registration/{seat.registration_id}"
    audit.record(action, subject, actor=by, by="staff", seats=[seat.id], **detail)


def _by_registration(seats: Iterable[Seat]) -> list[tuple[int, list[int], list[int]]]:
    found: dict[int, tuple[list[int], list[int]]] = {}
    for seat in seats:
        there, absent = found.setdefault(seat.registration_id, ([], []))
        (there if seat.state in TOOK_PART else absent).append(seat.id)
    return [(number, there, absent) for number, (there, absent) in found.items()]
