import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, words


class MeetingKind(enum.StrEnum):
    TEACHING = "teaching"
    FOLLOW_UP = "follow_up"
    VISIT = "visit"
    TALK = "talk"


class Meeting(Base):
    """One date of a cohort (mødegang)."""

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    kind: Mapped[MeetingKind] = mapped_column(words(MeetingKind), default=MeetingKind.TEACHING)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
