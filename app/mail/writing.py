"""From claimed rows of the outbox to what leaves: words that letters share are written once."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.language import Language
from app.mail import bounces, letters, message
from app.mail.message import Stencil, Undeliverable
from app.mail.outgoing import Misconfigured, Outgoing
from app.mail.sender import Sender, sender
from app.models import Base, Cohort


class Claimed(Protocol):
    """What a row of the outbox says: what to tell whom."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def letter(self) -> str: ...
    @property
    def about_id(self) -> int: ...
    @property
    def cohort_id(self) -> int | None: ...
    @property
    def recipient(self) -> str: ...
    @property
    def language(self) -> Language: ...
    @property
    def message_id(self) -> str: ...


@dataclass(slots=True)
class Found:
    outgoing: list[Outgoing] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    failed: dict[int, Exception] = field(default_factory=dict)


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


def _envelope(sender: Sender, mail_id: int) -> str:
    """Where the server reports to if the mail comes back: the address says which mail it was."""
    back = current_app.config["MAIL_BOUNCES"]
    if not back:
        return sender.address
    return bounces.envelope(back, mail_id, current_app.config["LINK_KEYS"])


class Desk:
    """Where a pass of the worker writes: words that do not change are kept from batch to batch."""

    def __init__(self) -> None:
        self.stencils: dict[Hashable, Stencil] = {}

    def write(self, rows: Sequence[Claimed], now: datetime) -> Found:
        """Write every letter. One that cannot be written fails alone."""
        found = Found()
        batch = _Batch(rows, now, self.stencils)
        for row in rows:
            try:
                mail = batch.write(row)
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


class _Batch:
    """What the letters of one batch share, read once."""

    def __init__(
        self, rows: Sequence[Claimed], now: datetime, stencils: dict[Hashable, Stencil]
    ) -> None:
        self.date = format_datetime(now)
        self.sender = the_sender()
        self.stencils = stencils
        self.known: dict[Hashable, Stencil] = {}
        self.cohorts: dict[int, Cohort] = {}
        self.about: dict[tuple[str, int], Base] = {}
        for letter in {row.letter for row in rows} & letters.LETTERS.keys():
            self._load(letter, [row.about_id for row in rows if row.letter == letter])

    def write(self, row: Claimed) -> Outgoing | None:
        recipient = message.mailbox(row.recipient)
        letter = letters.contents(
            row.letter, self._about(row), self._cohort(row.cohort_id), row.language, row
        )
        if isinstance(letter, letters.Stale):
            return None
        same = letter.same
        if same not in self.known:
            self.known[same] = self._stencil(letter)
        data = self.known[same].fill(
            to=recipient,
            date=self.date,
            message_id=row.message_id,
            private=letter.private,
            one_click=letter.one_click,
        )
        return Outgoing(row.id, _envelope(self.sender, row.id), recipient, data)

    def _stencil(self, letter: letters.Contents) -> Stencil:
        """By what stands in it: rows may have changed since the batch before."""
        values = letter.shared()
        stoppable = letter.one_click is not None
        shared = (letter.file, letter.language, values, [*letter.private], letter.calendars)
        words = repr((*shared, self.sender))
        key = (words, stoppable)
        if key not in self.stencils:
            self.stencils[key] = message.stencil(
                letters.written(letter, values),
                sender=self.sender,
                language=letter.language,
                stoppable=stoppable,
                calendars=letter.calendars,
            )
        return self.stencils[key]

    def _load(self, letter: str, ids: list[int]) -> None:
        """All rows of a kind at once; if one is broken, each is read when it is its turn."""
        model = letters.LETTERS[letter].about
        try:
            rows = db.session.scalars(select(model).where(model.id.in_(ids))).all()
        except (LookupError, ValueError, TypeError):
            return
        self.about |= {(letter, row.id): row for row in rows}

    def _about(self, row: Claimed) -> Base | None:
        known = self.about.get((row.letter, row.about_id))
        return known or db.session.get(letters.LETTERS[row.letter].about, row.about_id)

    def _cohort(self, cohort_id: int | None) -> Cohort | None:
        if cohort_id is None:
            return None
        if cohort_id not in self.cohorts:
            found: Any = db.session.get(Cohort, cohort_id)
            self.cohorts[cohort_id] = found
        return self.cohorts[cohort_id]
