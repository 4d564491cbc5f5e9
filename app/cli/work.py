"""flask work: what goes on by itself: the sweep each minute, and mails as soon as they are due."""

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.cli.mail import sentence
from app.extensions import db
from app.mail.outgoing import Misconfigured, WeAreRefused
from app.mail.transport import SmtpTransport
from app.services import outbox, sweep

log = logging.getLogger("holdstart.work")

SWEEP_EVERY = 60.0
LOOK_EVERY = 1.0
# the mail server, or the database, is away
PAUSE_WITHOUT_SERVER = 60.0
PAUSE_WITHOUT_DATABASE = 5.0


@click.command()
@with_appcontext
def work() -> None:
    """Sweep and deliver until stopped. Two of them do not disturb each other."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    try:
        transport = SmtpTransport.from_config(current_app.config)
    except Misconfigured as wrong:
        raise click.ClickException(str(wrong)) from wrong
    with stopped_by_signals() as stop:
        Worker(transport, stop).run()


class Worker:
    """The loop. Time is the monotonic clock: setting the clock back delays nothing."""

    def __init__(self, transport: SmtpTransport, stop: threading.Event) -> None:
        self.transport, self.stop = transport, stop
        self.sweep_at = self.deliver_at = time.monotonic()

    def run(self) -> None:
        while not self.stop.is_set():
            self.stop.wait(self.turn())

    def turn(self) -> float:
        """Do what is due, and say how long there is nothing to do."""
        try:
            if time.monotonic() >= self.sweep_at:
                self.sweep_at = time.monotonic() + SWEEP_EVERY
                sweep.sweep(clock.now())
                db.session.commit()
            if time.monotonic() >= self.deliver_at:
                self.deliver()
        except SQLAlchemyError as gone:
            # its text may hold values of rows
            log.error("the database: %s", type(gone).__name__)
            db.session.remove()
            db.engine.dispose()
            return PAUSE_WITHOUT_DATABASE
        return LOOK_EVERY

    def deliver(self) -> None:
        try:
            told = outbox.deliver(self.transport, stop=self.stop.is_set)
        except (WeAreRefused, Misconfigured) as trouble:
            log.critical("no mail leaves until this is set right: %s", trouble)
            raise click.ClickException(f"No mail leaves: {trouble}") from trouble
        finally:
            db.session.remove()
        if told.unreachable:
            log.error("the mail server cannot be reached: %s", told.unreachable)
            self.deliver_at = time.monotonic() + PAUSE_WITHOUT_SERVER
        if told != outbox.Delivered():
            log.info(sentence(told))


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set; the mail in hand is finished."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
