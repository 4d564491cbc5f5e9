import enum
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.language import Language
from app.models.base import Base, words


class MailState(enum.StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    # no longer true when it was to be sent
    DROPPED = "dropped"


class OutboxMail(Base):
    """What to tell whom. The text is written when the mail is sent."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        # claiming asks for what is due, in the order in which it fell due
        Index("ix_outbox_mail_state_due_at_id", "state", "due_at", "id"),
        Index("ix_outbox_mail_recipient_queued_at", "recipient", "queued_at"),
        Index("ix_outbox_mail_letter_about_id", "letter", "about_id"),
    )

    # one mail per event and recipient: cohort-open/<cohort>/<subscription>
    key: Mapped[str] = mapped_column(unique=True)
    # which letter (mail/letters.py), and the row it is about; its table is the letter's
    letter: Mapped[str]
    about_id: Mapped[int]
    cohort_id: Mapped[int | None] = mapped_column(index=True)
    recipient: Mapped[str]
    language: Mapped[Language]
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[MailState] = mapped_column(words(MailState), default=MailState.QUEUED)
    queued_at: Mapped[datetime]
    # not sent before; moved ahead after a failed try
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    # set when a try has failed for the first time
    give_up_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    # why it failed or waits, in the words of the mail server, without addresses
    error: Mapped[str] = mapped_column(default="")
