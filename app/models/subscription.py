import enum
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.language import Language
from app.models.base import Base, words
from app.models.course import Course
from app.models.errors import PauseInThePast, SubscriptionNotActive
from app.models.municipality import Municipality

# to answer whether to stay
ANSWER_WITHIN = timedelta(days=30)
LONGEST_PAUSE = timedelta(days=366)


class SubscriptionState(enum.StrEnum):
    NEW = "new"
    ACTIVE = "active"
    PAUSED = "paused"
    SETTLED = "settled"


class Subscription(Base):
    """ "Tell me when there is a date": one address, one course; survives its cohorts."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("course_id", "email"),
        # the order in which the list is walked
        Index("ix_subscription_order", "course_id", "state", "displaced", "queued_at", "id"),
        Index("ix_subscription_state_queued_at", "state", "queued_at"),
        # the id of somebody who left is never given to another: letters carry it in their links
        {"sqlite_autoincrement": True},
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    # trimmed, in lower case, its domain in punycode
    email: Mapped[str] = mapped_column(index=True)
    language: Mapped[Language]
    state: Mapped[SubscriptionState] = mapped_column(words(SubscriptionState))
    seats_wanted: Mapped[int] = mapped_column(default=1)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    note: Mapped[str] = mapped_column(default="")
    # "we would like the day at our place"
    at_ours: Mapped[bool] = mapped_column(default=False)
    # 1 to 12, sorted; none: any month
    months: Mapped[list[int]] = mapped_column(default=list)
    # the moment the form was accepted: confirming, editing or pausing never changes it
    queued_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    # the last yes: confirmed, kept, registered
    renewed_at: Mapped[datetime | None] = mapped_column(index=True)
    # when the yearly question was put; None: not since the last yes
    asked_at: Mapped[datetime | None] = mapped_column(index=True)
    paused_until: Mapped[date | None]
    # lost a place because we called off or moved a cohort: first in line until settled
    displaced: Mapped[bool] = mapped_column(default=False)
    # the sentences that were agreed to, as they stood, and the page they stood on
    wording: Mapped[str]
    page: Mapped[str] = mapped_column(default="")
    # a notice came back for good: no more of them until somebody presses a link of ours
    unreachable: Mapped[bool] = mapped_column(default=False)
    link_version: Mapped[int] = mapped_column(default=1)

    course: Mapped[Course] = relationship()
    municipality: Mapped[Municipality | None] = relationship()

    def __init__(self, **columns: object) -> None:
        super().__init__(
            **(
                {
                    "state": SubscriptionState.NEW,
                    "language": Language.DANISH,
                    "seats_wanted": 1,
                    "months": [],
                    "displaced": False,
                    "unreachable": False,
                    "link_version": 1,
                    "wording": "",
                }
                | columns
            )
        )

    @property
    def is_confirmed(self) -> bool:
        return self.state is not SubscriptionState.NEW

    @property
    def is_active(self) -> bool:
        return self.state is SubscriptionState.ACTIVE

    @property
    def answer_by(self) -> date | None:
        """The last day for answering the yearly question, if it has been put."""
        return clock.today(self.asked_at + ANSWER_WITHIN) if self.asked_at else None

    def is_to_be_asked(self, said_by: datetime) -> bool:
        """On the list, and so long without a yes that it is time for the yearly question."""
        return (
            self.state in (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)
            and self.asked_at is None
            and self.renewed_at is not None
            and self.renewed_at <= said_by
        )

    def is_unanswered(self, now: datetime) -> bool:
        """Asked whether to stay, and the last day for a yes is over."""
        return self.answer_by is not None and self.answer_by < clock.today(now)

    def is_pause_over(self, now: datetime) -> bool:
        return (
            self.state is SubscriptionState.PAUSED
            and self.paused_until is not None
            and self.paused_until <= clock.today(now)
        )

    def confirm(self, now: datetime) -> bool:
        """Say yes. Pressing twice is harmless; returns whether this press was the first."""
        if self.is_confirmed:
            return False
        self.state = SubscriptionState.ACTIVE
        self.confirmed_at = now
        self.renewed_at = now
        self.unreachable = False
        return True

    def renew(self, now: datetime) -> None:
        """Stay on the list for another year, with the same place in line."""
        if not self.is_confirmed:
            raise SubscriptionNotActive
        self.renewed_at = now
        self.asked_at = None
        self.unreachable = False

    def pause(self, until: date, now: datetime) -> None:
        """Write nothing until that day. The place in line stays."""
        if self.state not in (SubscriptionState.ACTIVE, SubscriptionState.PAUSED):
            raise SubscriptionNotActive
        today = clock.today(now)
        if not today < until <= today + LONGEST_PAUSE:
            raise PauseInThePast
        self.state = SubscriptionState.PAUSED
        self.paused_until = until

    def resume(self) -> None:
        """End the pause. Harmless when there is none."""
        if self.state is SubscriptionState.PAUSED:
            self.state = SubscriptionState.ACTIVE
        self.paused_until = None

    def ask_again(self, now: datetime) -> None:
        """Settled, and wants to hear about further dates too: last in line, from now."""
        if self.state is SubscriptionState.SETTLED:
            self.state = SubscriptionState.ACTIVE
            self.queued_at = now
            self.renewed_at = now
            self.displaced = False
