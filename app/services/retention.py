"""What is forgotten some time after the last meeting of a cohort; the sweep asks, row by row."""

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update

from app.extensions import db
from app.models import Cohort, Registration, Seat

# from the end of the last meeting
FOOD_AND_NEEDS = timedelta(days=14)
PHONE_AND_NOTE = timedelta(days=30)


def seats_to_forget(now: datetime) -> Select[int]:
    """Seats, whatever became of them, with food or needs that nobody has a use for any more."""
    return (
        select(Seat.id)
        .join(Cohort, Cohort.id == Seat.cohort_id)
        .where(Cohort.ends_at <= now - FOOD_AND_NEEDS, or_(Seat.food != "", Seat.needs != ""))
        .order_by(Seat.id)
    )


def forget_food(seat_id: int, now: datetime) -> bool:
    """If it is still due: the date may have been moved a moment ago."""
    still = update(Seat).where(Seat.id == seat_id, Seat.id.in_(seats_to_forget(now).order_by(None)))
    forgotten = still.values(food="", needs="").returning(Seat.id)
    return db.session.scalar(forgotten) is not None


def registrations_to_forget(now: datetime) -> Select[int]:
    """Registrations with a phone number or a note of the contact."""
    return (
        select(Registration.id)
        .join(Registration.cohort)
        .where(
            Cohort.ends_at <= now - PHONE_AND_NOTE,
            or_(Registration.contact_phone != "", Registration.note != ""),
        )
        .order_by(Registration.id)
    )


def forget_phone(registration_id: int, now: datetime) -> bool:
    """If it is still due."""
    due = registrations_to_forget(now).order_by(None)
    still = update(Registration).where(Registration.id == registration_id, Registration.id.in_(due))
    forgotten = still.values(contact_phone="", note="").returning(Registration.id)
    return db.session.scalar(forgotten) is not None
