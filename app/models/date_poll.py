from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock, workdays
from app.models.base import Base
from app.models.cohort import TIME_TO_STOP, Cohort
from app.models.course import Course
from app.models.errors import (
    AnswerByOutOfRange,
    AnswersOver,
    DateProposedTwice,
    ProposalInThePast,
    TooLateToStop,
)
from app.models.subscription import Subscription


class DatePoll(Base):
    """Those on the list of a course are asked which of two or three dates they could come on."""

    __tablename__ = "date_poll"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    # when the letters leave: ten minutes after the press, and until then it can be stopped
    asked_at: Mapped[datetime]
    # a day: it lasts until midnight in Copenhagen
    answer_by: Mapped[date]
    # so many seats are needed for a date to be worth while
    minimum: Mapped[int | None]
    place: Mapped[str] = mapped_column(default="")
    # ended before its time, by hand
    closed_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship()
    dates: Mapped[list["ProposedDate"]] = relationship(
        back_populates="poll", order_by="ProposedDate.starts_at", cascade="all, delete-orphan"
    )

    def is_stoppable(self, now: datetime) -> bool:
        """Asked less than ten minutes ago: nothing has left yet."""
        return now < self.asked_at

    def is_over(self, now: datetime) -> bool:
        """Ended, or past its last day, or people have been told that it became one of the dates."""
        ended = self.closed_at is not None and self.closed_at <= now
        told = any(proposed.is_told(now) for proposed in self.dates)
        return ended or told or workdays.end_of_day(self.answer_by) <= now

    def takes_answers(self, now: datetime) -> bool:
        return not self.is_stoppable(now) and not self.is_over(now)

    def require_askable(self, now: datetime) -> None:
        """Refuse dates that have begun, and a last day that leaves nobody time to answer.

        Both when the letters leave: that may be the day after the press.
        """
        starts, leaves = [proposed.starts_at for proposed in self.dates], now + TIME_TO_STOP
        if min(starts) <= leaves:
            raise ProposalInThePast
        if len(set(starts)) < len(starts):
            raise DateProposedTwice
        if not clock.today(leaves) <= self.answer_by <= clock.today(min(starts)):
            raise AnswerByOutOfRange

    def require_answers(self, now: datetime) -> None:
        """Refuse an answer that comes too late, or before anybody was asked."""
        if not self.takes_answers(now):
            raise AnswersOver

    def require_stoppable(self, now: datetime) -> None:
        """Refuse to take back what has left."""
        if not self.is_stoppable(now):
            raise TooLateToStop

    def end(self, at: datetime) -> None:
        """No more answers from then on. Harmless when it is over."""
        if not self.is_over(at):
            self.closed_at = at


class ProposedDate(Base):
    """One of the dates that were asked about."""

    __tablename__ = "proposed_date"

    poll_id: Mapped[int] = mapped_column(ForeignKey("date_poll.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    poll: Mapped[DatePoll] = relationship(back_populates="dates")
    # what came of it
    cohorts: Mapped[list[Cohort]] = relationship(order_by=Cohort.id, viewonly=True)

    def is_told(self, now: datetime) -> bool:
        """There is a cohort on it, and the ten minutes to stop its opening are over."""
        return any(one.tell_at is not None and one.tell_at <= now for one in self.cohorts)

    def is_day_of(self, moment: datetime | None) -> bool:
        """What begins then is on the day that was asked about."""
        return moment is not None and clock.today(moment) == clock.today(self.starts_at)


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

    proposed: Mapped[ProposedDate] = relationship()
    subscription: Mapped[Subscription] = relationship()
