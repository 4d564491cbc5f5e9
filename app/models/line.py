from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.subscription import Subscription


class Pass(Base):
    """A group was passed over: too few were free for it, and somebody behind got them."""

    __tablename__ = "pass"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    at: Mapped[datetime]
    free: Mapped[int]
    needed: Mapped[int]
    # why, when staff went out of order
    reason: Mapped[str] = mapped_column(default="")


class Hold(Base):
    """Seats kept for a subscription while a cohort is announced (reserveret plads)."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("seats > 0", name="has_seats"),
        Index(
            "uq_hold_cohort_id_subscription_id",
            "cohort_id",
            "subscription_id",
            unique=True,
        ),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    subscription_id: Mapped[int | None] = mapped_column(
        ForeignKey("subscription.id", ondelete="CASCADE")
    )
    seats: Mapped[int]
    until: Mapped[datetime]

    subscription: Mapped[Subscription | None] = relationship()
