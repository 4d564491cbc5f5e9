"""From claimed rows of the outbox to what leaves: words that letters share are written once."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.mail import letters, message
from app.mail.message import Stencil, Undeliverable
from app.mail.outgoing import Misconfigured, Outgoing
from app.mail.sender import Sender, sender
from app.models import Base, Cohort, OutboxMail


@dataclass(slots=True)
class Found:
    outgoing: list[Outgoing] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    failed: dict[int, Exception] = field(default_factory=dict)


def write(rows: Sequence[OutboxMail], now: datetime) -> Found:
    """Write every letter. One that cannot be written fails alone."""
    found = Found()
    desk = _Desk(rows, now)
    for row in rows:
        try:
            mail = desk.write(row)
        except SQLAlchemyError:
            raise
        except Exception as error:
            found.failed[row.id] = error
            continue
        if mail is None:
            found.stale.append(row.id)
        else:
            found.outgoing.append(mail)
    return found


def reason(error: Exception) -> str:
    """Why a letter could not be written, for the secretary; holds no address."""
    if isinstance(error, Undeliverable):
        return "This is not an address that mail servers take."
    return f"The letter could not be written ({type(error).__name__})."


def the_sender() -> Sender:
    """Who writes; Misconfigured while nobody has said."""
    found = sender()
    try:
        message.mailbox(found.address)
    except Undeliverable:
        raise Misconfigured("Set MAIL_FROM, or the mail address of the provider.") from None
    return found


class _Desk:
    """What the letters of one batch share."""

    def __init__(self, rows: Sequence[OutboxMail], now: datetime) -> None:
        self.now = now
        self.sender = the_sender()
        self.stencils: dict[Hashable, Stencil] = {}
        self.about: dict[tuple[str, int], Base] = {}
        for letter in {row.letter for row in rows} & letters.LETTERS.keys():
            self._load(letter, [row.about_id for row in rows if row.letter == letter])
        self.cohorts: dict[int, Cohort] = {}

    def write(self, row: OutboxMail) -> Outgoing | None:
        recipient = message.mailbox(row.recipient)
        letter = letters.contents(
            row.letter, self._about(row), self._cohort(row.cohort_id), row.language
        )
        if isinstance(letter, letters.Stale):
            return None
        stencil = self.stencils.get(letter.same)
        if stencil is None:
            stencil = self.stencils[letter.same] = message.stencil(
                letters.written(letter),
                sender=self.sender,
                language=letter.language,
                at=self.now,
                stoppable=letter.one_click is not None,
            )
        data = stencil.fill(
            to=recipient,
            message_id=row.message_id,
            private=letter.private,
            one_click=letter.one_click,
        )
        return Outgoing(row.id, self.sender.address, recipient, data)

    def _load(self, letter: str, ids: list[int]) -> None:
        """All rows of a kind at once; if one is broken, each is read when it is its turn."""
        model = letters.LETTERS[letter].about
        try:
            rows = db.session.scalars(select(model).where(model.id.in_(ids))).all()
        except (LookupError, ValueError, TypeError):
            return
        self.about |= {(letter, row.id): row for row in rows}

    def _about(self, row: OutboxMail) -> Base | None:
        known = self.about.get((row.letter, row.about_id))
        return known or db.session.get(letters.LETTERS[row.letter].about, row.about_id)

    def _cohort(self, cohort_id: int | None) -> Cohort | None:
        if cohort_id is None:
            return None
        if cohort_id not in self.cohorts:
            found: Any = db.session.get(Cohort, cohort_id)
            self.cohorts[cohort_id] = found
        return self.cohorts[cohort_id]
