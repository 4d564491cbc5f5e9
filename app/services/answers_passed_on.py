"""What becomes of worksheets when somebody else gets the place, or the place another day."""

from sqlalchemy import delete, select, update

from app.extensions import db
from app.models import Answer, Download, Registration, Seat
from app.models.registration import HAS_A_PLACE


def of_seat(seat: Seat) -> list[Answer]:
    return list(db.session.scalars(select(Answer).where(Answer.seat_id == seat.id)))


def pass_on(seat: Seat) -> None:
    """They go along with the place. Who they were shared with or shown to is not passed on."""
    for answer in of_seat(seat):
        answer.is_shared = False
        answer.link_version += 1
        answer.shown_at = None
        answer.done_at = None


def erase(seat: Seat) -> None:
    """What the first person wrote and fetched is nobody else's."""
    db.session.execute(delete(Answer).where(Answer.seat_id == seat.id))
    db.session.execute(delete(Download).where(Download.seat_id == seat.id))


def take_along(seats: list[Seat], to: Registration) -> None:
    """To the places the same people now have, in the same order; links for colleagues live on.

    What the registration fills in together goes along when nobody of it stays.
    """
    registration = seats[0].registration
    for before, after in zip(seats, to.seats, strict=True):
        if after.state in HAS_A_PLACE:
            _move({"seat_id": before.id}, {"seat_id": after.id})
    if not {seat.id for seat in registration.in_state(*HAS_A_PLACE)} - {seat.id for seat in seats}:
        _move({"registration_id": registration.id}, {"registration_id": to.id})


def _move(before: dict[str, int], after: dict[str, int]) -> None:
    for model in (Answer, Download):
        db.session.execute(update(model).filter_by(**before).values(**after))
