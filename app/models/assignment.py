import enum
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app import clock, workdays
from app.models.base import Base, words

if TYPE_CHECKING:
    from app.models.cohort import Cohort

NINE = time(9, 0)
# days from the reminder to the day by which it is handed in
REMINDED = 7


class AssignedTo(enum.StrEnum):
    """Who fills it in: each participant, or the registration together."""

    SEAT = "seat"
    REGISTRATION = "registration"


class Assignment(Base):
    """Which worksheet goes with a course, and when.

    Days below zero count back from the first meeting, the others on from the last one.
    """

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("course_id", "worksheet", "send_days"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    worksheet: Mapped[str]
    send_days: Mapped[int]
    # None: it is never handed in
    due_days: Mapped[int | None]
    per: Mapped[AssignedTo] = mapped_column(words(AssignedTo), default=AssignedTo.SEAT)
    # handed in, read by the consultant, approved or returned
    must_approve: Mapped[bool] = mapped_column(default=False)
    # nobody gets it any more; what was written can still be fetched
    withdrawn_at: Mapped[datetime | None]

    @property
    def is_before(self) -> bool:
        """To be filled in before the course; the others go to who came."""
        return self.send_days < 0

    def ready_at(self, cohort: "Cohort", closed_weeks: Collection[str] = ()) -> datetime | None:
        """When it is sent: 9.00 in Copenhagen. None while the cohort has no date."""
        return nine_o_clock(cohort, self.send_days, closed_weeks)

    def due_by(self, cohort: "Cohort", closed_weeks: Collection[str] = ()) -> date | None:
        """A day that lasts to its end. None: it is never handed in."""
        return None if self.due_days is None else counted(cohort, self.due_days, closed_weeks)


def counted(cohort: "Cohort", days: int, closed_weeks: Collection[str] = ()) -> date | None:
    """So many days before the first meeting, or after the last one, as a working day.

    Where it is none, the one before it, or after it for what comes after the course.
    """
    if cohort.starts_at is None or cohort.ends_at is None:
        return None
    before = days < 0
    day = clock.today(cohort.starts_at if before else cohort.ends_at) + timedelta(days=days)
    if workdays.is_working_day(day, closed_weeks):
        return day
    return workdays.add_working_days(day, -1 if before else 1, closed_weeks)


def nine_o_clock(
    cohort: "Cohort", days: int, closed_weeks: Collection[str] = ()
) -> datetime | None:
    """The moment at which letters leave that are counted so from the course."""
    day = counted(cohort, days, closed_weeks)
    return workdays.at(day, NINE) if day else None


def reminded_at(due_by: date, closed_weeks: Collection[str] = ()) -> datetime:
    """When whoever has not handed it in is reminded: a week before, or the working day before."""
    day = due_by - timedelta(days=REMINDED)
    if not workdays.is_working_day(day, closed_weeks):
        day = workdays.add_working_days(day, -1, closed_weeks)
    return workdays.at(day, NINE)
