import enum
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, words


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
