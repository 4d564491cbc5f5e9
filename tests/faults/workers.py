"""What the tests that kill a worker share: a real one, and a look at the outbox."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import update

from app import clock
from app.extensions import db
from app.models import MailState, OutboxMail
from app.services import outbox
from tests import databases
from tests.smtp_sink import Sink

# claimed at once; what has left but is not marked is far less
IN_FLIGHT = 25


def worker(database: databases.Sites, sink: Sink) -> "subprocess.Popen[bytes]":
    environment = os.environ | databases.environment(database.url, database.folder)
    environment |= {"MAIL_PORT": str(sink.port), "MAIL_CONNECTIONS": "1"}
    flask = Path(sys.executable).with_name("flask")
    return subprocess.Popen([flask, "--app", "app", "work"], env=environment)


def wait_until(is_so: Callable[[], bool], seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.005)


def states() -> Counter[MailState]:
    found = Counter({state: number for state, number in outbox.counts().items() if number})
    db.session.rollback()
    return found


def end_leases() -> None:
    """As if the worker that has died had died long ago."""
    db.session.execute(update(OutboxMail).values(lease_until=clock.now()))
    db.session.commit()


def reached(sink: Sink) -> dict[str, set[str]]:
    """The Message-IDs that each address has got."""
    found: dict[str, set[str]] = {}
    for one in sink.taken:
        [recipient] = one.recipients
        found.setdefault(recipient, set()).add(str(one.message["Message-ID"]))
    return found
