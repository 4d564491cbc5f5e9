"""Cohorts that have been, for the tests of what comes after the day."""

from datetime import timedelta
from typing import Any

from app import clock
from app.extensions import db
from app.models import Assignment, Cohort, Course, Meeting, Registration, Seat
from app.services import attendance
from tests.factories import Make
from tests.places import group

HOUR = timedelta(hours=1)


def course_with(make: Make, *worksheets: dict[str, Any], **columns: Any) -> Course:
    """A course that these worksheets go with."""
    return make.course(
        assignments=[Assignment(**{"send_days": 0} | told) for told in worksheets], **columns
    )


def today(make: Make, course: Course | None = None, **columns: Any) -> Cohort:
    """A day that began an hour ago."""
    now = clock.now()
    meeting = Meeting(starts_at=now - HOUR, ends_at=now + 5 * HOUR)
    return make.cohort(course, state="open", in_days=0, meetings=[meeting], **columns)


def yesterday(make: Make, course: Course | None = None, **columns: Any) -> Cohort:
    return make.cohort(course, state="open", in_days=-1, **columns)


def closed(
    make: Make, people: int = 2, *, absent: int = 0, course: Course | None = None, **columns: Any
) -> Registration:
    """A group of which all came but the last so many; the day is closed."""
    cohort = yesterday(make, course, **columns)
    found = group(make, cohort, people)
    came = [seat.id for seat in found.seats[: people - absent]]
    attendance.close(cohort, came)
    db.session.commit()
    return found


def again(seat: Seat) -> Seat:
    """As it is stored."""
    db.session.flush()
    db.session.expire_all()
    return db.session.get_one(Seat, seat.id)
