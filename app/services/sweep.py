"""What time alone brings about, on the list and with cohorts: done every minute by the worker."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, exists, func, or_, select, update

from app.extensions import db
from app.models import (
    Cohort,
    MailState,
    OutboxMail,
    Provider,
    RateLimit,
)
from app.services import (
    audit,
    audit_log,
    distribution,
    erased_bytes,
    line_sweep,
    list_sweep,
    provider,
    retention,
    sign_ins,
    subscriptions,
    uploads,
)
from app.services.retention import Limits

log = logging.getLogger("holdstart")

# more than this of one kind wait for the next minute
AT_ONCE = 200
# so many in a transaction: nobody else waits long for the database
TOGETHER = 5
# SQLite lets whoever waits look again after up to a tenth of a second: it has to find a gap, so
# the sweep stands aside so many times as long as it has kept the others out
STAND_ASIDE = 2
# what the log counts
FORGOTTEN = (
    *("unconfirmed", "unanswered", "settled", "food", "phones", "names", "contacts", "invoices"),
    *("notes", "dates", "answers", "downloads", "files", "letters", "entries"),
)


@dataclass(slots=True)
class Swept:
    """How many of each."""

    unconfirmed: int = 0
    resumed: int = 0
    asked: int = 0
    unanswered: int = 0
    settled: int = 0
    # what was said to dates a year ago
    dates: int = 0
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
    # cohorts that lost the note of the colleagues
    notes: int = 0
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
    # letters that lost their address: it stopped a day ago, or they left or failed long ago
    letters: int = 0
    counters: int = 0
    # entries of the log that are too old, and sign-ins of a month ago
    entries: int = 0
    sign_ins: int = 0
    # these stay as they were, and are tried again the next time
    failed: int = 0


def sweep(now: datetime) -> Swept:
    """Do what is due. Safe to run by two at a time, and again after a crash.

    Commits after each kind of work, since only then the erased bytes can leave the log of SQLite.
    """
    swept, over = Swept(), retention.limits(provider.get(), now)
    swept.unconfirmed = _each(
        list_sweep.unconfirmed(over.unconfirmed),
        list_sweep.erase_unconfirmed,
        over.unconfirmed,
        swept,
    )
    swept.resumed = _each(list_sweep.pause_over(now), list_sweep.resume, now, swept)
    swept.unanswered = _each(list_sweep.unanswered(now), list_sweep.erase_unanswered, now, swept)
    swept.asked = _each(list_sweep.unasked(over.asked), list_sweep.ask, over.asked, swept)
    swept.settled = _each(list_sweep.settled(now), list_sweep.erase_settled, now, swept)
    swept.dates = _each(list_sweep.old_dates(now), list_sweep.forget_date, now, swept)
    lines = line_sweep.sweep(now)
    swept.opened, swept.visited = lines.opened, lines.visited
    swept.nameless, swept.reminded = lines.nameless, lines.reminded
    swept.failed += lines.failed
    letters = distribution.sweep(now)
    swept.distributed = letters.sent + letters.reminded
    swept.failed += letters.failed
    _forget(over, swept)
    swept.orphans = _sweep_files(now, swept)
    swept.letters = subscriptions.forget_addresses(now) + _forget_recipients(over)
    swept.counters = _forget_counters(now)
    swept.entries = audit_log.forget(over.log, at_most=AT_ONCE)
    swept.sign_ins = sign_ins.forget(now)
    _note(swept)
    db.session.commit()
    erased_bytes.empty_log()
    return swept


def _forget(over: Limits, swept: Swept) -> None:
    """What is over, and was kept long enough by the rules of the provider."""
    food, phone, names, files = over.food, over.phone, over.names, over.files
    swept.food = _each(retention.seats_to_forget(food), retention.forget_food, food, swept)
    swept.phones = _each(
        retention.registrations_to_forget(phone), retention.forget_phone, phone, swept
    )
    swept.notes = _each(
        retention.cohorts_to_forget(phone), retention.forget_desk_note, phone, swept
    )
    swept.names = _each(retention.names_to_forget(names), retention.forget_name, names, swept)
    swept.contacts = _each(
        retention.contacts_to_forget(names), retention.forget_contact, names, swept
    )
    swept.invoices = _each(
        retention.invoices_to_forget(over.invoices), retention.forget_invoice, over.invoices, swept
    )
    swept.answers = _each(retention.answers_to_forget(names), retention.forget_answer, names, swept)
    swept.downloads = _each(
        retention.downloads_to_forget(names), retention.forget_download, names, swept
    )
    swept.files = _each(retention.files_to_forget(files), retention.forget_file, files, swept)


def would_forget(chosen: Mapping[str, int], now: datetime) -> int:
    """How many more the next sweeps would forget, if these were the provider's times."""
    kept = provider.get()
    before, after = retention.limits(kept, now), retention.limits(Provider(retention=chosen), now)
    if all(getattr(after, name) <= getattr(before, name) for name in Limits.__slots__):
        return 0
    few, many = _due(before, now), _due(after, now)
    return sum(max(0, many[name] - few[name]) for name in few)


def due(now: datetime) -> dict[str, int]:
    """How many the next sweeps forget, class by class. Changes nothing."""
    return _due(retention.limits(provider.get(), now), now)


def _due(over: Limits, now: datetime) -> dict[str, int]:
    waiting = {
        "unconfirmed": list_sweep.unconfirmed(over.unconfirmed),
        "unanswered": list_sweep.unanswered(now),
        "settled": list_sweep.settled(now),
        "dates": list_sweep.old_dates(now),
        "food": retention.seats_to_forget(over.food),
        "phones": retention.registrations_to_forget(over.phone),
        "notes": retention.cohorts_to_forget(over.phone),
        "names": retention.names_to_forget(over.names),
        "contacts": retention.contacts_to_forget(over.names),
        "invoices": retention.invoices_to_forget(over.invoices),
        "answers": retention.answers_to_forget(over.names),
        "downloads": retention.downloads_to_forget(over.names),
        "files": retention.files_to_forget(over.files),
        "letters": _with_recipient(over),
    }
    counts = {
        name: db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery()))
        for name, rows in waiting.items()
    }
    return {name: number or 0 for name, number in counts.items()} | {
        "entries": audit_log.too_old(over.log)
    }


def _note(swept: Swept) -> None:
    """What was forgotten is in the log, as numbers: it can be shown that it happens."""
    counts = {name: number for name in FORGOTTEN if (number := getattr(swept, name))}
    if counts:
        audit.record("retention.forgotten", "retention", **counts)


def _each(
    due: Select[int], act: Callable[[int, datetime], bool], moment: datetime, swept: Swept
) -> int:
    """Act on each by itself, with the moment it is due by: one that fails spoils no other."""
    done, began = 0, time.monotonic()
    for number, row_id in enumerate(db.session.scalars(due.limit(AT_ONCE)).all(), start=1):
        if number % TOGETHER == 0:
            db.session.commit()
            _stand_aside(time.monotonic() - began)
            began = time.monotonic()
        try:
            with db.session.begin_nested():
                done += act(row_id, moment)
        except Exception as error:
            # its text may hold values of rows
            kind = type(error).__name__
            log.error("sweep: %s failed on row %s: %s", act.__name__, row_id, kind)
            swept.failed += 1
    db.session.commit()
    return done


def _stand_aside(seconds: float) -> None:
    if db.engine.dialect.name == "sqlite":
        time.sleep(seconds * STAND_ASIDE)


def _sweep_files(now: datetime, swept: Swept) -> int:
    """A disk that cannot be reached spoils nothing else."""
    try:
        return uploads.sweep(now)
    except OSError as error:
        log.error("sweep: the folder of uploads: %s", error.strerror)
        swept.failed += 1
        return 0


def _with_recipient(over: Limits) -> Select[int]:
    """What failed can be sent again until names go: of its course, or else so long after it."""
    gone = exists().where(Cohort.id == OutboxMail.cohort_id, Cohort.ends_at <= over.names)
    left = OutboxMail.state.in_((MailState.SENT, MailState.DROPPED))
    failed = OutboxMail.state == MailState.FAILED
    return select(OutboxMail.id).where(
        OutboxMail.recipient != "",
        or_(
            left & (OutboxMail.due_at <= over.letters),
            failed & or_(OutboxMail.due_at <= over.names, gone),
        ),
    )


def _forget_recipients(over: Limits) -> int:
    """Of letters that left long ago only the bare key stays: nobody is told twice."""
    old = _with_recipient(over).limit(AT_ONCE)
    # a mail server may have quoted the address in what it answered
    told = update(OutboxMail).where(OutboxMail.id.in_(old)).values(recipient="", error="")
    return len(db.session.scalars(told.returning(OutboxMail.id)).all())


def _forget_counters(now: datetime) -> int:
    over = delete(RateLimit).where(RateLimit.expires_at <= int(now.timestamp()))
    return len(db.session.scalars(over.returning(RateLimit.id)).all())
