"""People of a cohort and of a list, to be fetched as a file: no food, no needs, no notes.

What is read is let go of as it is written: ten thousand rows take no more memory than ten.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from app import clock
from app.extensions import db
from app.models import Cohort, Course, Municipality, Registration, Seat, SeatState, Subscription
from app.models.registration import HAS_A_PLACE
from app.services import occupancy
from app.services.subscriptions import ON_THE_LIST

IN_A_BATCH = 500
Rows = Iterator[Row[Any]]


def participants(cohort: Cohort) -> Rows:
    """Everybody with a place, registration by registration."""
    return _streamed(
        select(
            Registration.reference,
            Seat.name,
            Seat.email,
            Seat.title,
            func.coalesce(func.nullif(Seat.workplace, ""), Registration.workplace).label("work"),
            Municipality.name.label("municipality"),
            Seat.state,
            Seat.language,
            Registration.contact_name,
            Registration.contact_email,
            Registration.contact_phone,
        )
        .join(Registration, Registration.id == Seat.registration_id)
        .outerjoin(Municipality, Municipality.id == Registration.municipality_id)
        .where(*_with_a_place(cohort))
        .order_by(Registration.id, Seat.id)
    )


def count_participants(cohort: Cohort) -> int:
    return _count(select(Seat.id).where(*_with_a_place(cohort)))


def waiting(cohort: Cohort) -> Iterator[tuple[int, Any]]:
    """Those in line, with their number, in the order in which places go to them."""
    line = _line(cohort)
    for first in range(0, len(line), IN_A_BATCH):
        numbers = line[first : first + IN_A_BATCH]
        asked = (
            select(
                Registration.id,
                Registration.reference,
                Registration.contact_name,
                Registration.contact_email,
                Registration.contact_phone,
                Registration.workplace,
                Municipality.name.label("municipality"),
                func.count(Seat.id).label("places"),
                Registration.at_least,
                Registration.queued_at,
                Registration.language,
            )
            .join(Seat, (Seat.registration_id == Registration.id) & _waits())
            .outerjoin(Municipality, Municipality.id == Registration.municipality_id)
            .where(Registration.id.in_(numbers))
            .group_by(Registration.id, Municipality.id)
        )
        found = {one.id: one for one in db.session.execute(asked)}
        for place, number in enumerate(numbers, start=first + 1):
            if number in found:
                yield place, found[number]


def count_waiting(cohort: Cohort) -> int:
    return len(_line(cohort))


def subscriptions(course: Course) -> Rows:
    """Who is on the list of the course, in the order in which they are told."""
    return _streamed(
        select(
            Subscription.email,
            Subscription.language,
            Subscription.state,
            Subscription.seats_wanted,
            Municipality.name.label("municipality"),
            Subscription.months,
            Subscription.at_ours,
            Subscription.queued_at,
            Subscription.paused_until,
        )
        .outerjoin(Municipality, Municipality.id == Subscription.municipality_id)
        .where(*_listed(course))
        .order_by(Subscription.displaced.desc(), Subscription.queued_at, Subscription.id)
    )


def count_subscriptions(course: Course) -> int:
    return _count(select(Subscription.id).where(*_listed(course)))


def _with_a_place(cohort: Cohort) -> tuple[ColumnElement[bool], ...]:
    return Seat.cohort_id == cohort.id, Seat.state.in_(HAS_A_PLACE)


def _listed(course: Course) -> tuple[ColumnElement[bool], ...]:
    return Subscription.course_id == course.id, Subscription.state.in_(ON_THE_LIST)


def _waits() -> ColumnElement[bool]:
    return Seat.state == SeatState.WAITING


def _line(cohort: Cohort) -> list[int]:
    """When the first day has begun there is no line any more."""
    if cohort.has_started(clock.now()):
        return []
    return [one.registration_id for one in occupancy.line(cohort.id, whole=False)]


def _streamed(asked: Select[*tuple[Any, ...]]) -> Rows:
    return iter(db.session.execute(asked.execution_options(yield_per=IN_A_BATCH)))


def _count(asked: Select[int]) -> int:
    return db.session.scalars(select(func.count()).select_from(asked.subquery())).one()
