"""What time alone brings about, on the list and with cohorts: done every minute by the worker."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update

from app import clock
from app.extensions import db
from app.models import (
    Cohort,
    MailState,
    OutboxMail,
    RateLimit,
    Registration,
    Seat,
    Subscription,
    SubscriptionState,
)
from app.models.registration import HAS_A_PLACE
from app.models.subscription import ANSWER_WITHIN, ASK_AFTER, UNCONFIRMED
from app.services import (
    audit_log,
    distribution,
    line_sweep,
    outbox,
    retention,
    sign_ins,
    subscriptions,
    uploads,
)
from app.services.subscriptions import ON_THE_LIST

log = logging.getLogger("holdstart")

# more than this of one kind wait for the next minute: nobody else waits long for the database
AT_ONCE = 200
AFTER_THE_COURSE = timedelta(days=30)
KEPT_AFTER_SENDING = timedelta(days=30)
# how long emptying the log of SQLite may wait for readers, in milliseconds
PATIENCE = 500


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
    swept.unconfirmed = _each(_unconfirmed(now), _erase_unconfirmed, now, swept)
    swept.resumed = _each(_pause_over(now), _resume, now, swept)
    swept.unanswered = _each(_unanswered(now), _erase_unanswered, now, swept)
    swept.asked = _each(_unasked(now), _ask, now, swept)
    swept.settled = _each(_settled(now), _erase_settled, now, swept)
    lines = line_sweep.sweep(now)
    swept.opened, swept.visited = lines.opened, lines.visited
    swept.nameless, swept.reminded = lines.nameless, lines.reminded
    swept.failed += lines.failed
    letters = distribution.sweep(now)
    swept.distributed = letters.sent + letters.reminded
    swept.failed += letters.failed
    swept.food = _each(retention.seats_to_forget(now), retention.forget_food, now, swept)
    swept.phones = _each(retention.registrations_to_forget(now), retention.forget_phone, now, swept)
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
    db.session.commit()
    _empty_log()
    return swept


def _each(
    due: Select[int], act: Callable[[int, datetime], bool], now: datetime, swept: Swept
) -> int:
    """Act on each by itself: one that fails spoils no other."""
    done = 0
    for row_id in db.session.scalars(due.limit(AT_ONCE)).all():
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


def _unconfirmed(now: datetime) -> Select[int]:
    return (
        select(Subscription.id)
        .where(
            Subscription.state == SubscriptionState.NEW,
            Subscription.queued_at <= now - UNCONFIRMED,
        )
        .order_by(Subscription.queued_at)
    )


def _erase_unconfirmed(subscription_id: int, now: datetime) -> bool:
    """Whoever confirms at this moment stays: the state is looked at again."""
    return bool(
        subscriptions.erase(
            Subscription.id == subscription_id, Subscription.state == SubscriptionState.NEW
        )
    )


def _pause_over(now: datetime) -> Select[int]:
    return select(Subscription.id).where(
        Subscription.state == SubscriptionState.PAUSED,
        Subscription.paused_until <= clock.today(now),
    )


def _resume(subscription_id: int, now: datetime) -> bool:
    subscription = _find(Subscription, subscription_id)
    return subscription is not None and subscriptions.end_pause(subscription, now)


def _unasked(now: datetime) -> Select[int]:
    return (
        select(Subscription.id)
        .where(
            Subscription.state.in_(ON_THE_LIST),
            Subscription.renewed_at <= now - ASK_AFTER,
            Subscription.asked_at.is_(None),
        )
        .order_by(Subscription.renewed_at)
    )


def _ask(subscription_id: int, now: datetime) -> bool:
    subscription = _find(Subscription, subscription_id, lock=True)
    if subscription is None or not subscription.is_to_be_asked(now):
        return False
    subscription.asked_at = now
    return outbox.queue(
        "still_interested",
        about=subscription,
        key=f"still-interested/{subscription.id}/{clock.today(now)}",
        to=subscription.email,
        language=subscription.language,
    )


def _unanswered(now: datetime) -> Select[int]:
    return select(Subscription.id).where(
        Subscription.state.in_(ON_THE_LIST), Subscription.asked_at <= now - ANSWER_WITHIN
    )


def _erase_unanswered(subscription_id: int, now: datetime) -> bool:
    subscription = _find(Subscription, subscription_id, lock=True)
    if subscription is None or not subscription.is_unanswered(now):
        return False
    return bool(subscriptions.erase(Subscription.id == subscription_id))


def _settled(now: datetime) -> Select[int]:
    """Whose last seat on a cohort of the course was long enough ago."""
    seats = (
        select(Seat.id)
        .join(Seat.registration)
        .join(Registration.cohort)
        .where(
            Cohort.course_id == Subscription.course_id,
            Seat.state.in_(HAS_A_PLACE),
            or_(
                Seat.email == Subscription.email,
                Registration.subscription_id == Subscription.id,
                _is_contact(),
            ),
        )
    )
    over: ColumnElement[bool] = Cohort.ends_at <= now - AFTER_THE_COURSE
    return select(Subscription.id).where(
        and_(Subscription.state == SubscriptionState.SETTLED),
        seats.where(over).exists(),
        ~seats.where(or_(Cohort.ends_at.is_(None), ~over)).exists(),
    )


def _is_contact() -> ColumnElement[bool]:
    return Registration.contact_email == Subscription.email


def _erase_settled(subscription_id: int, now: datetime) -> bool:
    return bool(
        subscriptions.erase(
            Subscription.id == subscription_id, Subscription.state == SubscriptionState.SETTLED
        )
    )


def _find(model: Any, row_id: int, *, lock: bool = False) -> Any:
    """The row as it is now; None if it has gone, or somebody else is at work on it."""
    row = select(model).where(model.id == row_id).execution_options(populate_existing=True)
    if lock:
        row = row.with_for_update(skip_locked=True, of=model)
    return db.session.scalar(row)


def _forget_recipients(now: datetime) -> int:
    """Of letters that left long ago only the bare key stays: nobody is told twice."""
    old = (
        select(OutboxMail.id)
        .where(
            OutboxMail.state.in_((MailState.SENT, MailState.DROPPED)),
            OutboxMail.due_at <= now - KEPT_AFTER_SENDING,
            OutboxMail.recipient != "",
        )
        .limit(AT_ONCE)
    )
    told = update(OutboxMail).where(OutboxMail.id.in_(old)).values(recipient="")
    return len(db.session.scalars(told.returning(OutboxMail.id)).all())


def _forget_counters(now: datetime) -> int:
    over = delete(RateLimit).where(RateLimit.expires_at <= int(now.timestamp()))
    return len(db.session.scalars(over.returning(RateLimit.id)).all())


def _empty_log() -> None:
    """Leave nothing of what was erased in SQLite's write-ahead log; a busy one waits a minute."""
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA busy_timeout=30000")
    finally:
        connection.close()
