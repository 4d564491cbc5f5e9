import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.language import Language
from app.models.base import Base, words
from app.models.errors import AnswerDecided, HandedInAnew, NothingHandedIn
from app.models.registration import Registration, Seat


class AnswerState(enum.StrEnum):
    DRAFT = "draft"
    # handed in: the consultant reads it, and answers
    SENT = "sent"
    APPROVED = "approved"
    RETURNED = "returned"


class Answer(Base):
    """A worksheet as a participant fills it in, or a registration together.

    One for each worksheet of a course: a worksheet that is sent twice, at one month and at four,
    is the same one, so what was written the first time still stands there.
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("(seat_id IS NULL) <> (registration_id IS NULL)", name="has_one_owner"),
        Index("uq_answer_seat_id_worksheet", "seat_id", "worksheet", unique=True),
        Index("uq_answer_registration_id_worksheet", "registration_id", "worksheet", unique=True),
    )

    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    # the kind, and the version it was begun with: a newer one leaves it as it is
    worksheet: Mapped[str]
    version: Mapped[int]
    state: Mapped[AnswerState] = mapped_column(words(AnswerState), default=AnswerState.DRAFT)
    begun_at: Mapped[datetime]
    # by whoever filled it in: "this is done", whether or not anything is handed in
    done_at: Mapped[datetime | None]
    # the link for colleagues: open or not; each new one kills the last
    is_shared: Mapped[bool] = mapped_column(default=False)
    link_version: Mapped[int] = mapped_column(default=1)
    # "show it to the consultant" was pressed
    shown_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    # then the page was not handed in, also when the file has been forgotten
    sent_as_file: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    # what the consultant says when it is returned or approved
    comment: Mapped[str] = mapped_column(default="")
    # a day: the grant can be used from then on
    grant_from: Mapped[date | None]
    # a day that lasts to its end; None: what the assignment says
    due_by: Mapped[date | None]

    seat: Mapped[Seat | None] = relationship()
    registration: Mapped[Registration | None] = relationship()
    sections: Mapped[list["AnswerSection"]] = relationship(
        back_populates="answer", cascade="all, delete-orphan"
    )
    files: Mapped[list["HandedFile"]] = relationship(
        back_populates="answer", cascade="all, delete-orphan", order_by="HandedFile.id"
    )

    @property
    def owner(self) -> Registration:
        """The registration it belongs to, directly or through a seat of it."""
        found = self.seat.registration if self.seat else self.registration
        assert found is not None  # noqa: S101 (the database has said so)
        return found

    @property
    def is_handed_in(self) -> bool:
        """With the consultant, or approved by one: nothing is written on it now."""
        return self.state in (AnswerState.SENT, AnswerState.APPROVED)

    @property
    def newest_file(self) -> "HandedFile | None":
        """What was handed in last, if that was a file and not the page."""
        return self.files[-1] if self.sent_as_file and self.files else None

    def hand_in(self, now: datetime, *, as_file: bool) -> None:
        """Give it to the consultant. While there is no answer, a file can still be replaced."""
        if self.state is AnswerState.APPROVED:
            raise AnswerDecided
        self.state = AnswerState.SENT
        self.sent_at, self.sent_as_file = now, as_file

    def decide(
        self, state: AnswerState, now: datetime, *, by_id: int | None, seen_at: datetime | None
    ) -> bool:
        """Approve or send back what was handed in at that moment. Pressing twice is harmless."""
        if self.state is state:
            return False
        if self.state is not AnswerState.SENT:
            raise NothingHandedIn
        if seen_at is not None and seen_at != self.sent_at:
            raise HandedInAnew
        self.state, self.decided_at, self.decided_by_id = state, now, by_id
        return True

    @property
    def language(self) -> Language:
        """Of the letters about it."""
        return self.seat.language if self.seat else self.owner.language

    @property
    def texts(self) -> dict[str, str]:
        """All that is written, by the id of the answer."""
        return {name: text for section in self.sections for name, text in section.texts.items()}


class AnswerSection(Base):
    """What stands in one section: saved by itself, so that two can write in two sections."""

    __tablename__ = "answer_section"
    __table_args__ = (
        Index("uq_answer_section_answer_id_section", "answer_id", "section", unique=True),
    )

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    section: Mapped[str]
    # {id of the answer: text}; ticks are "1", choices the id of the option; empty ones left out
    texts: Mapped[dict[str, Any]]
    # {id of the answer: the open page that wrote it last, a random key}
    writers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # raised by each save
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]

    answer: Mapped[Answer] = relationship(back_populates="sections")


class HandedFile(Base):
    """A filled worksheet handed back as a file. The bytes lie outside the web root."""

    __tablename__ = "handed_file"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), index=True)
    # as the sender called it, made harmless
    name: Mapped[str]
    # the ending: docx, xlsx, pdf
    format: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    # a random name in the folder of uploads
    stored_as: Mapped[str] = mapped_column(unique=True)
    # "participant", "contact" or "colleague"
    handed_by: Mapped[str]
    handed_at: Mapped[datetime]
    # whether a scanner for viruses has looked at it
    scanned: Mapped[bool] = mapped_column(default=False)
    # of a file of ours that was filled in: its version, and the answers read from it; 0: none
    version: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)

    answer: Mapped[Answer] = relationship(back_populates="files")
