"""What time alone brings about, on the list and with cohorts: done every minute by the worker."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update

from app.extensions import db
from app.models import (
    MailState,
    OutboxMail,
    RateLimit,
)
from app.services import (
    audit,
    audit_log,
    distribution,
    erased_bytes,
    line_sweep,
    list_sweep,
    retention,
    sign_ins,
    subscriptions,
    uploads,
)

log = logging.getLogger("holdstart")

# more than this of one kind wait for the next minute
AT_ONCE = 200
# so many in a transaction: nobody else waits long for the database
TOGETHER = 20
KEPT_AFTER_SENDING = timedelta(days=30)
# what the log counts
FORGOTTEN = (
    *("unconfirmed", "unanswered", "settled", "food", "phones", "names", "contacts", "invoices"),
    *("answers", "downloads", "files", "letters", "entries"),
)


@dataclass(slots=True)
class Swept:
    """How many of each."""

    unconfirmed: int = 0
    resumed: int = 0
    asked: int = 0
    unanswered: int = 0
    settled: int = 0
    opened: int = 0
    # cohorts whose line was looked after
    visited: int = 0
    nameless: int = 0
    reminded: int = 0
    # letters around a course, worksheets among them
    distributed: int = 0
    # seats that lost food and needs, and registrations that lost phone and note
    food: int = 0
    phones: int = 0
    # seats and registrations that lost their people, and then the numbers of the payer
    names: int = 0
    contacts: int = 0
    invoices: int = 0
    # what was written on worksheets, and who fetched them
    answers: int = 0
    downloads: int = 0
    # files that were handed in and are forgotten, and what lay on the disk for nobody
    files: int = 0
    orphans: int = 0
    # letters that lost their address: it stopped a day ago, or they left long ago
    letters: int = 0
    counters: int = 0
    # entries of the log that are over two years old, and sign-ins of a month ago
    entries: int = 0
    sign_ins: int = 0
    # these stay as they were, and are tried again the next time
    failed: int = 0


def sweep(now: datetime) -> Swept:
    """Do what is due. Safe to run by two at a time, and again after a crash.

    Commits after each kind of work, since only then the erased bytes can leave the log of SQLite.
    """
    swept = Swept()
    swept.unconfirmed = _each(list_sweep.unconfirmed(now), list_sweep.erase_unconfirmed, now, swept)
    swept.resumed = _each(list_sweep.pause_over(now), list_sweep.resume, now, swept)
    swept.unanswered = _each(list_sweep.unanswered(now), list_sweep.erase_unanswered, now, swept)
    swept.asked = _each(list_sweep.unasked(now), list_sweep.ask, now, swept)
    swept.settled = _each(list_sweep.settled(now), list_sweep.erase_settled, now, swept)
    lines = line_sweep.sweep(now)
    swept.opened, swept.visited = lines.opened, lines.visited
    swept.nameless, swept.reminded = lines.nameless, lines.reminded
    swept.failed += lines.failed
    letters = distribution.sweep(now)
    swept.distributed = letters.sent + letters.reminded
    swept.failed += letters.failed
    swept.food = _each(retention.seats_to_forget(now), retention.forget_food, now, swept)
    swept.phones = _each(retention.registrations_to_forget(now), retention.forget_phone, now, swept)
    swept.names = _each(retention.names_to_forget(now), retention.forget_name, now, swept)
    swept.contacts = _each(retention.contacts_to_forget(now), retention.forget_contact, now, swept)
    swept.invoices = _each(retention.invoices_to_forget(now), retention.forget_invoice, now, swept)
    swept.answers = _each(retention.answers_to_forget(now), retention.forget_answer, now, swept)
    swept.downloads = _each(
        retention.downloads_to_forget(now), retention.forget_download, now, swept
    )
    swept.files = _each(retention.files_to_forget(now), retention.forget_file, now, swept)
    swept.orphans = _sweep_files(now, swept)
    swept.letters = subscriptions.forget_addresses(now) + _forget_recipients(now)
    swept.counters = _forget_counters(now)
    swept.entries = audit_log.forget(now, at_most=AT_ONCE)
    swept.sign_ins = sign_ins.forget(now)
    _note(swept)
    db.session.commit()
    erased_bytes.empty_log()
    return swept


def due(now: datetime) -> dict[str, int]:
    """How many the next sweeps forget, class by class. Changes nothing."""
    waiting = {
        "unconfirmed": list_sweep.unconfirmed(now),
        "unanswered": list_sweep.unanswered(now),
        "settled": list_sweep.settled(now),
        "food": retention.seats_to_forget(now),
        "phones": retention.registrations_to_forget(now),
        "names": retention.names_to_forget(now),
        "contacts": retention.contacts_to_forget(now),
        "invoices": retention.invoices_to_forget(now),
        "answers": retention.answers_to_forget(now),
        "downloads": retention.downloads_to_forget(now),
        "files": retention.files_to_forget(now),
        "letters": _with_recipient(now),
    }
    counts = {
        name: db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery()))
        for name, rows in waiting.items()
    }
    return {name: number or 0 for name, number in counts.items()} | {
        "entries": audit_log.too_old(now)
    }


def _note(swept: Swept) -> None:
    """What was forgotten is in the log, as numbers: it can be shown that it happens."""
    counts = {name: number for name in FORGOTTEN if (number := getattr(swept, name))}
    if counts:
        audit.record("retention.forgotten", "retention", **counts)


def _each(
    due: Select[int], act: Callable[[int, datetime], bool], now: datetime, swept: Swept
) -> int:
    """Act on each by itself: one that fails spoils no other."""
    done = 0
    for number, row_id in enumerate(db.session.scalars(due.limit(AT_ONCE)).all(), start=1):
        if number % TOGETHER == 0:
            db.session.commit()
        try:
            with db.session.begin_nested():
                done += act(row_id, now)
        except Exception as error:
            # its text may hold values of rows
            kind = type(error).__name__
            log.error("sweep: %s failed on row %s: %s", act.__name__, row_id, kind)
            swept.failed += 1
    db.session.commit()
    return done


def _sweep_files(now: datetime, swept: Swept) -> int:
    """A disk that cannot be reached spoils nothing else."""
    try:
        return uploads.sweep(now)
    except OSError as error:
        log.error("sweep: the folder of uploads: %s", error.strerror)
        swept.failed += 1
        return 0


def _with_recipient(now: datetime) -> Select[int]:
    return select(OutboxMail.id).where(
        OutboxMail.state.in_((MailState.SENT, MailState.DROPPED)),
        OutboxMail.due_at <= now - KEPT_AFTER_SENDING,
        OutboxMail.recipient != "",
    )


def _forget_recipients(now: datetime) -> int:
    """Of letters that left long ago only the bare key stays: nobody is told twice."""
    old = _with_recipient(now).limit(AT_ONCE)
    told = update(OutboxMail).where(OutboxMail.id.in_(old)).values(recipient="")
    return len(db.session.scalars(told.returning(OutboxMail.id)).all())


def _forget_counters(now: datetime) -> int:
    over = delete(RateLimit).where(RateLimit.expires_at <= int(now.timestamp()))
    return len(db.session.scalars(over.returning(RateLimit.id)).all())
