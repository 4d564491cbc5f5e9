"""Who fetched which version of a worksheet, and what those were told who have an old one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.language import Language
from app.models.base import Base, Bilingual, bilingual


class Download(Base):
    """A file of a worksheet, fetched by a button on a page behind a private link."""

    __tablename__ = "download"
    __table_args__ = (
        CheckConstraint("(seat_id IS NULL) <> (registration_id IS NULL)", name="has_one_owner"),
        Index("ix_download_worksheet_version", "worksheet", "version"),
    )

    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    worksheet: Mapped[str]
    version: Mapped[int]
    format: Mapped[str]
    language: Mapped[Language]
    at: Mapped[datetime]


class WorksheetChange(Base):
    """What a new version changes, in two sentences of a secretary: told to who has an old one."""

    __tablename__ = "worksheet_change"
    __table_args__ = (
        Index("uq_worksheet_change_worksheet_version", "worksheet", "version", unique=True),
    )

    worksheet: Mapped[str]
    # the new one
    version: Mapped[int]
    note: Mapped[Bilingual] = bilingual("note")
    told_at: Mapped[datetime]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
