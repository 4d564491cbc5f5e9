"""Sends what is due. The one service that commits: a mail that has left cannot be rolled back.

Rows are claimed in batches under a lease, written without a transaction that others wait for, sent,
and marked while the rest of the batch is still leaving. After a crash they are taken again when the
lease ends, with the same Message-ID: at least once, and an extra copy only of what was in flight.
"""

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Select, Table, select, text, update

from app import clock
from app.extensions import db, reading
from app.mail import writing
from app.mail.outgoing import Outcome, Outgoing, Result, Unreachable
from app.mail.transport import Transport
from app.models import MailState, OutboxMail
from app.services import undelivered

log = logging.getLogger("holdstart.mail")

BATCH = 200
# how long a batch may take; the row stays ours for as long as one mail can take on top
LEASE = timedelta(minutes=5)
# after the first, second ... failed try; the last one again and again
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
# the server itself was away: sooner, so that all is delivered soon after it is back
LONGEST_WITHOUT_SERVER = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(days=4)
# what has left is marked about so often, in seconds: after a crash only this is sent twice
MARK_SOONEST, MARK_LATEST = 0.005, 0.05
# marking takes a tenth of the time at most, however slow the disk is
SHARE = 10
# plain rows: objects of the session would take longer to make than the mails
TABLE = cast(Table, OutboxMail.__table__)
CLAIMED = [
    TABLE.c[name]
    for name in (
        *("id", "key", "letter", "about_id", "cohort_id", "recipient", "language", "message_id"),
        *("attempts", "give_up_at", "due_at"),
    )
]


@dataclass(slots=True)
class Delivered:
    """What became of the mails that were due."""

    sent: int = 0
    stale: int = 0
    waiting: int = 0
    failed: int = 0
    # why the server could not be reached, if so
    unreachable: str = ""


def deliver(
    transport: Transport,
    *,
    lease: timedelta = LEASE,
    stop: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Send what is due, and say how many left, were dropped, wait, failed.

    Safe to run by several at a time. `stop` is asked before each mail. Raises WeAreRefused when
    the server does not let us send at all; the mails stay. Closes the transport's connections.
    """
    told = Delivered()
    try:
        _deliver(transport, lease, stop, told)
    finally:
        # a server closes what is idle, and the next mail would find out too late
        transport.close()
    return told


def _deliver(
    transport: Transport, lease: timedelta, stop: Callable[[], bool], told: Delivered
) -> None:
    first, desk = True, writing.Desk()
    while not stop():
        now = clock.now()
        batch = _claim(now, now + lease + transport.longest)
        if not batch:
            return
        if first and len(batch) == BATCH:
            _tell_planner()
        first = False
        if not _Batch(batch, desk, until=now + lease, stop=stop, told=told).send(transport):
            return


class _Batch:
    """Claimed rows on their way. What was not told about when it ends is given back."""

    def __init__(
        self,
        rows: list[Row[Any]],
        desk: writing.Desk,
        *,
        until: datetime,
        stop: Callable[[], bool],
        told: Delivered,
    ) -> None:
        self.rows = {row.id: row for row in rows}
        self.desk = desk
        self.until, self.stop, self.told = until, stop, told
        self.open = set(self.rows)

    def send(self, transport: Transport) -> bool:
        """Whether the server can be asked for more."""
        results: list[Result] = []
        mark_at = 0.0
        try:
            outgoing = self._written()
            with closing(transport.send(self._one_after_another(outgoing))) as told:
                for result in told:
                    results.append(result)
                    began = time.monotonic()
                    if began >= mark_at:
                        self._mark(results)
                        mark_at = _next_mark(began, time.monotonic())
        except Unreachable as trouble:
            self._mark(results)
            self.told.unreachable = str(trouble)
            self._wait_for_server(str(trouble))
            return False
        except BaseException:
            db.session.rollback()
            self._mark(results)
            self._give_back()
            raise
        self._mark(results)
        self._give_back()
        return True

    def _written(self) -> list[Outgoing]:
        with reading():
            found = self.desk.write(list(self.rows.values()), clock.now())
        for row_id, error in found.failed.items():
            trace = "".join(traceback.format_tb(error.__traceback__))
            log.error("mail %s could not be written: %s\n%s", row_id, type(error).__name__, trace)
            self._close(row_id, MailState.FAILED, error=writing.reason(error))
            self.told.failed += 1
        if found.stale:
            _update(found.stale, state=MailState.DROPPED, lease_until=None, error="")
            self.open -= set(found.stale)
            self.told.stale += len(found.stale)
        db.session.commit()
        return found.outgoing

    def _one_after_another(self, outgoing: list[Outgoing]) -> Iterator[Outgoing]:
        for mail in outgoing:
            if self.stop() or clock.now() >= self.until:
                return
            yield mail

    def _mark(self, results: list[Result]) -> None:
        """Write down what became of them, and forget them."""
        if not results:
            return
        sent = [result.mail.id for result in results if result.outcome is Outcome.SENT]
        if sent:
            _update(sent, state=MailState.SENT, sent_at=clock.now(), lease_until=None, error="")
            self.open -= set(sent)
            self.told.sent += len(sent)
        for result in results:
            if result.outcome is Outcome.REFUSED:
                self._close(result.mail.id, MailState.FAILED, error=result.reason)
                self.told.failed += 1
            elif result.outcome is Outcome.LATER:
                self._postpone(result.mail.id, result.reason)
        db.session.commit()
        results.clear()

    def _wait_for_server(self, reason: str) -> None:
        for row_id in sorted(self.open):
            self._postpone(row_id, reason, at_most=LONGEST_WITHOUT_SERVER)
        db.session.commit()

    def _postpone(self, row_id: int, reason: str, at_most: timedelta = PAUSES[-1]) -> None:
        """Try again after a while, or give up after some days."""
        row, now = self.rows[row_id], clock.now()
        give_up_at = row.give_up_at or now + GIVE_UP_AFTER
        if now >= give_up_at:
            self._close(row_id, MailState.FAILED, error=reason)
            self.told.failed += 1
            return
        pause = min(PAUSES[min(row.attempts, len(PAUSES)) - 1], at_most)
        due = {"due_at": now + pause, "give_up_at": give_up_at}
        self._close(row_id, MailState.QUEUED, error=reason, **due)
        self.told.waiting += 1

    def _give_back(self) -> None:
        """What nobody tried is due as before."""
        if self.open:
            _update(
                self.open,
                state=MailState.QUEUED,
                lease_until=None,
                attempts=TABLE.c.attempts - 1,
            )
            self.told.waiting += len(self.open)
            self.open.clear()
        db.session.commit()

    def _close(self, row_id: int, state: MailState, **columns: Any) -> None:
        if state is MailState.FAILED:
            row = self.rows[row_id]
            undelivered.note(row.letter, row.about_id, row.recipient)
        _update([row_id], state=state, lease_until=None, **columns)
        self.open.discard(row_id)


def _next_mark(began: float, ended: float) -> float:
    return ended + min(max((ended - began) * SHARE, MARK_SOONEST), MARK_LATEST)


def _claim(now: datetime, lease_until: datetime) -> list[Row[Any]]:
    """Take what somebody took and never gave back, or else what is due."""
    for candidates in (_abandoned(now), _due(now)):
        with reading():
            if db.session.scalar(candidates.limit(1)) is None:
                continue
        taken = candidates.limit(BATCH).with_for_update(skip_locked=True)
        claim = (
            update(TABLE)
            .where(TABLE.c.id.in_(db.session.scalars(taken).all()))
            .values(state=MailState.SENDING, lease_until=lease_until, attempts=TABLE.c.attempts + 1)
            .returning(*CLAIMED)
        )
        rows: list[Any] = [*db.session.execute(claim)]
        db.session.commit()
        if rows:
            return sorted(rows, key=lambda row: (row.due_at, row.id))
    return []


def _due(now: datetime) -> Select[int]:
    waits = (OutboxMail.state == MailState.QUEUED) & (OutboxMail.due_at <= now)
    return select(OutboxMail.id).where(waits).order_by(OutboxMail.due_at, OutboxMail.id)


def _abandoned(now: datetime) -> Select[int]:
    left = (OutboxMail.state == MailState.SENDING) & (OutboxMail.lease_until < now)
    return select(OutboxMail.id).where(left).order_by(OutboxMail.due_at, OutboxMail.id)


def _update(ids: Any, **columns: Any) -> None:
    db.session.execute(update(TABLE).where(TABLE.c.id.in_(ids)).values(**columns))


def _tell_planner() -> None:
    """After many rows at once PostgreSQL plans claims for a table that was almost empty."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE outbox_mail"))
        db.session.commit()
