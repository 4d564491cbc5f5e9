"""What the pages of a registration say of the cohort it is for."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.exc import NoResultFound

from app import clock
from app.extensions import db
from app.models import Cohort, CohortState, CourseState, PricePer
from app.services import courses
from app.services.courses import Board

OTHERS_SHOWN = 5
# written once: to build a statement takes longer than to run it
FOUND = select(Cohort).where(
    Cohort.course_id == bindparam("course"),
    or_(
        Cohort.unlisted_code == bindparam("code"),
        (Cohort.code == bindparam("code")) & Cohort.unlisted_code.is_(None),
    ),
)


def get(slug: str, code: str) -> Cohort:
    """The cohort that is known outside. Raises NoResultFound.

    One that is not listed is found by its own code alone.
    """
    course = courses.get(slug)
    found = db.session.scalars(FOUND, {"course": course.id, "code": code}).one()
    now = clock.now()
    if course.is_external or not (found.is_told(now) or is_called_off(found, now)):
        raise NoResultFound
    return found


def is_called_off(cohort: Cohort, now: datetime) -> bool:
    """Cancelled after it was known."""
    return (
        cohort.state is CohortState.CALLED_OFF
        and cohort.tell_at is not None
        and cohort.tell_at <= now
    )


def board(cohort: Cohort, now: datetime) -> Board:
    """How its places stand, as everybody may see it."""
    places = courses.occupancy([cohort.id])[cohort.id]
    return Board(cohort, places, cohort.state_at(now, places))


def others(cohort: Cohort, now: datetime) -> list[Board]:
    """The other dates of the course that one can register for or wait for now."""
    coming = [
        other
        for other in cohort.course.cohorts
        if other.id != cohort.id and other.is_coming(now) and other.is_open(now)
    ]
    places = courses.occupancy([other.id for other in coming])
    found = [Board(c, places[c.id], c.state_at(now, places[c.id])) for c in coming]
    found.sort(key=lambda board: board.state is not CourseState.OPEN)
    return found[:OTHERS_SHOWN]


def code(cohort: Cohort) -> str:
    """What the address of its form ends with."""
    return cohort.unlisted_code or cohort.code


def total(cohort: Cohort, people: int) -> int:
    """In whole kroner, for so many people of one registration."""
    price = cohort.price_now or 0
    return price if cohort.price_per is PricePer.REGISTRATION else price * people
