import enum
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.language import Language
from app.models.base import Base, words
from app.models.cohort import Cohort


class SeatState(enum.StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    ABSENT = "absent"
    COMPLETED = "completed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    MOVED = "moved"
    ENDED = "ended"


# the person has the place, before the day and after it
HAS_A_PLACE = (SeatState.CONFIRMED, SeatState.ATTENDED, SeatState.ABSENT, SeatState.COMPLETED)


class Registration(Base):
    """One payer, one or more seats, on one cohort."""

    __tablename__ = "registration"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    reference: Mapped[str] = mapped_column(unique=True)
    contact_name: Mapped[str]
    contact_email: Mapped[str]
    workplace: Mapped[str] = mapped_column(default="")
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    language: Mapped[Language] = mapped_column(default=Language.DANISH)
    queued_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship()
    seats: Mapped[list["Seat"]] = relationship(back_populates="registration")


class Seat(Base):
    """One person's place, or place in line."""

    __tablename__ = "seat"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    name: Mapped[str | None]
    email: Mapped[str | None]
    state: Mapped[SeatState] = mapped_column(words(SeatState))

    registration: Mapped[Registration] = relationship(back_populates="seats")
