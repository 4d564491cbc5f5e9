"""What is to be told to whom. A mail is queued in the transaction of its cause, once."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CursorResult,
    Select,
    String,
    bindparam,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import sender
from app.models import Base, Cohort, MailState, OutboxMail, Subscription
from app.services.outbox_delivery import LEASE, Delivered, deliver

__all__ = [
    "LEASE",
    "AtMost",
    "Delivered",
    "counts",
    "deliver",
    "due",
    "forget",
    "oldest_due",
    "overview",
    "queue",
    "queue_for_all",
    "queue_rows",
    "redirect",
    "send_again",
    "take_back",
    "take_back_of",
]

UNSENT = (MailState.QUEUED, MailState.SENDING, MailState.FAILED)
A_PAGE = 50
# what a Message-ID may hold before its @, and keys are made of
NOT_IN_MESSAGE_ID = re.compile(r"[^A-Za-z0-9._/+-]")


@dataclass(frozen=True, slots=True)
class AtMost:
    """So many of these letters to one address since then, and no more."""

    number: int
    letters: tuple[str, ...]
    since: datetime


def queue(
    letter: str,
    *,
    about: Base,
    key: str,
    to: str,
    language: Language,
    cohort: Cohort | None = None,
    due: datetime | None = None,
    at_most: AtMost | None = None,
) -> bool:
    """Queue a letter, once: with a key that exists already nothing happens, and it says False.

    The same if there are too many; the statement that would queue it counts them, so that who is
    refused costs what others cost. Nothing is queued to who has been erased, and has no address.
    """
    if not to:
        return False
    db.session.flush()
    now = clock.now()
    values = {
        "key": key,
        "letter": letter,
        "about_id": about.id,
        "cohort_id": cohort.id if cohort else None,
        "recipient": to,
        "language": language,
        "message_id": f"<{NOT_IN_MESSAGE_ID.sub('-', key)}{sender.tail()}",
        "state": MailState.QUEUED,
        "queued_at": now,
        "due_at": due or now,
        "attempts": 0,
        "error": "",
    }
    counted = {"number": at_most.number, "since": at_most.since} if at_most else {}
    letters = at_most.letters if at_most else ()
    statement = _queueing(db.engine.dialect.name, tuple(values), letters)
    return _execute(statement, values | counted).rowcount == 1


@cache
def _queueing(dialect: str, columns: tuple[str, ...], letters: tuple[str, ...]) -> Any:
    """Made once: putting it together takes longer than carrying it out."""
    types = OutboxMail.__table__.c
    row = select(*(bindparam(name, type_=types[name].type) for name in columns))
    recent = select(func.count()).where(
        OutboxMail.recipient == bindparam("recipient", type_=types.recipient.type),
        OutboxMail.queued_at >= bindparam("since", type_=types.queued_at.type),
        OutboxMail.letter.in_(letters),
    )
    # SQLite takes ON CONFLICT for a part of the SELECT unless that has a WHERE
    condition = recent.scalar_subquery() < bindparam("number") if letters else true()
    return _insert(dialect).from_select(columns, row.where(condition)).on_conflict_do_nothing()


def queue_for_all(
    letter: str,
    *,
    subscriptions: Select[Subscription],
    key: str,
    cohort: Cohort | None = None,
    due: datetime | None = None,
) -> int:
    """Queue a letter to every one of the subscriptions, in one statement; says to how many.

    A subscription whose key exists is left out: nobody is told twice.
    """
    rows = subscriptions.with_only_columns(
        (literal(f"{key}/") + cast(Subscription.id, String)).label("key"),
        Subscription.id.label("about_id"),
        Subscription.email.label("recipient"),
        Subscription.language.label("language"),
        literal(cohort.id if cohort else None, OutboxMail.cohort_id.type).label("cohort_id"),
    )
    return queue_rows(letter, rows, due=due)


def queue_rows(letter: str, rows: Select[*tuple[Any, ...]], *, due: datetime | None = None) -> int:
    """Queue a letter for each row of a question, in one statement; says how many.

    The rows have cohort_id, key, about_id, recipient and language. One whose key exists is left
    out.
    """
    db.session.flush()
    now = clock.now()
    found = rows.subquery()
    columns: dict[str, Any] = {
        "key": found.c.key,
        "letter": literal(letter),
        "about_id": found.c.about_id,
        "cohort_id": found.c.cohort_id,
        "recipient": found.c.recipient,
        "language": found.c.language,
        "message_id": literal("<") + found.c.key + literal(sender.tail()),
        "state": literal(MailState.QUEUED, OutboxMail.state.type),
        "queued_at": literal(now, OutboxMail.queued_at.type),
        "due_at": literal(due or now, OutboxMail.due_at.type),
        "attempts": literal(0),
        "error": literal(""),
    }
    # SQLite takes ON CONFLICT for a part of the SELECT unless that has a WHERE
    told = select(*columns.values()).where(found.c.about_id > 0, found.c.recipient != "")
    stored = _execute(
        _insert(db.engine.dialect.name).from_select(list(columns), told).on_conflict_do_nothing()
    )
    return stored.rowcount


def forget(*, about: Base, letters: Collection[str]) -> None:
    """Delete what has not left, and take the address out of what has.

    The bare key stays: whoever was told is not told again.
    """
    rows = (OutboxMail.about_id == about.id) & OutboxMail.letter.in_(letters)
    _execute(delete(OutboxMail).where(rows, OutboxMail.state.in_(UNSENT)))
    _execute(update(OutboxMail).where(rows).values(recipient=""))


def redirect(*, about: Base, letters: Collection[str], former: str, to: str) -> None:
    """Send what has not left to another address: its links are those of the new reader."""
    rows = (OutboxMail.about_id == about.id) & OutboxMail.letter.in_(letters)
    unsent = (OutboxMail.recipient == former) & OutboxMail.state.in_(UNSENT)
    _execute(update(OutboxMail).where(rows, unsent).values(recipient=to))


def take_back(key_prefix: str) -> int:
    """Delete the mails whose keys begin so and that have not left."""
    begins = OutboxMail.key.startswith(key_prefix, autoescape=True)
    return _execute(delete(OutboxMail).where(begins, OutboxMail.state.in_(UNSENT))).rowcount


def take_back_of(cohort: Cohort, key_prefixes: Collection[str]) -> int:
    """The same for the mails of one cohort."""
    begins = or_(*(OutboxMail.key.startswith(one, autoescape=True) for one in key_prefixes))
    here = (OutboxMail.cohort_id == cohort.id) & OutboxMail.state.in_(UNSENT)
    return _execute(delete(OutboxMail).where(here, begins)).rowcount


def overview(state: MailState | None = None, after: int | None = None) -> list[OutboxMail]:
    """A page of mails, the newest first, after the one with that id."""
    asked = select(OutboxMail).order_by(OutboxMail.id.desc()).limit(A_PAGE)
    if state is not None:
        asked = asked.where(OutboxMail.state == state)
    if after is not None:
        asked = asked.where(OutboxMail.id < after)
    return list(db.session.scalars(asked))


def counts() -> dict[MailState, int]:
    """How many mails there are in each state."""
    asked = select(OutboxMail.state, func.count()).group_by(OutboxMail.state)
    found: dict[MailState, int] = dict(db.session.execute(asked).all())
    return {state: found.get(state, 0) for state in MailState}


def oldest_due(now: datetime) -> datetime | None:
    """Since when the mail waits that has waited longest, among those that should have left."""
    return db.session.scalar(
        select(func.min(OutboxMail.due_at)).where(
            OutboxMail.state.in_((MailState.QUEUED, MailState.SENDING)), OutboxMail.due_at <= now
        )
    )


def due(now: datetime) -> int:
    """How many mails should have left, and have not."""
    waiting = OutboxMail.state.in_((MailState.QUEUED, MailState.SENDING))
    asked = select(func.count()).where(waiting, OutboxMail.due_at <= now)
    return db.session.scalar(asked) or 0


def send_again(mail_id: int) -> bool:
    """Queue a mail anew that failed, was dropped or perhaps never arrived.

    One that has left gets a new Message-ID: with the old one it would be taken for a copy.
    """
    mail = db.session.get_one(OutboxMail, mail_id, with_for_update=True)
    if mail.state in (MailState.QUEUED, MailState.SENDING) or not mail.recipient:
        return False
    if mail.state is MailState.SENT:
        mail.message_id = f"<{NOT_IN_MESSAGE_ID.sub('-', mail.key)}{sender.tail()}"
    mail.state = MailState.QUEUED
    mail.due_at = clock.now()
    mail.attempts = 0
    mail.give_up_at = None
    mail.error = ""
    return True


def _insert(dialect: str) -> Any:
    """INSERT in the words of this database: both know ON CONFLICT DO NOTHING."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(OutboxMail.__table__)


def _execute(statement: Any, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    result: Any = db.session.execute(
        statement,
        values,
        execution_options={"synchronize_session": False, "preserve_rowcount": True},
    )
    return result
