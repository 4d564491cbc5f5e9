from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.course import Course
from app.models.subscription import Subscription


class DatePoll(Base):
    """Those on the list of a course are asked which of two or three dates they could come on."""

    __tablename__ = "date_poll"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    asked_at: Mapped[datetime]
    # a day: it lasts until midnight in Copenhagen
    answer_by: Mapped[date]
    # so many seats are needed for a date to be worth while
    minimum: Mapped[int | None]
    place: Mapped[str] = mapped_column(default="")
    # ended before its time, by hand or because a cohort came of it
    closed_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship()
    dates: Mapped[list["ProposedDate"]] = relationship(
        back_populates="poll", order_by="ProposedDate.starts_at", cascade="all, delete-orphan"
    )


class ProposedDate(Base):
    """One of the dates that were asked about."""

    __tablename__ = "proposed_date"

    poll_id: Mapped[int] = mapped_column(ForeignKey("date_poll.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    poll: Mapped[DatePoll] = relationship(back_populates="dates")


class DateAnswer(Base):
    """What somebody on the list said to one date. The newest press counts."""

    __tablename__ = "date_answer"
    __table_args__ = (UniqueConstraint("proposed_date_id", "subscription_id"),)

    proposed_date_id: Mapped[int] = mapped_column(ForeignKey("proposed_date.id"))
    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("subscription.id", ondelete="CASCADE"), index=True
    )
    can_come: Mapped[bool]
    answered_at: Mapped[datetime]

    subscription: Mapped[Subscription] = relationship()
