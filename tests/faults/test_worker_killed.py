"""The worker is killed in the middle, again and again: nobody is left out.

Whoever gets a mail twice gets the same one, and it was in flight when the worker died.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from app import clock
from app.extensions import db
from app.models import MailState, OutboxMail, Subscription
from app.services import outbox
from tests import databases
from tests.factories import Make
from tests.smtp_sink import Sink

READERS = 300
# after so many mails the worker dies
KILLED_AFTER = (60, 170)
# claimed at once; what has left but is not marked is far less
IN_FLIGHT = 25


def worker(database: databases.Sites, sink: Sink) -> "subprocess.Popen[bytes]":
    environment = os.environ | databases.environment(database.url, database.folder)
    environment |= {"MAIL_PORT": str(sink.port), "MAIL_CONNECTIONS": "1"}
    flask = Path(sys.executable).with_name("flask")
    return subprocess.Popen([flask, "--app", "app", "work"], env=environment)


def wait_until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.005)


def states() -> Counter[MailState]:
    found = Counter({state: number for state, number in outbox.counts().items() if number})
    db.session.rollback()
    return found


def test_a_worker_that_is_killed_loses_nothing(
    app: Flask, make: Make, database: databases.Sites
) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    db.session.add_all(
        Subscription(
            course=cohort.course,
            email=f"reader{number}@odense.example",
            state="active",
            queued_at=clock.now(),
            renewed_at=clock.now(),
            wording="Yes.",
        )
        for number in range(READERS)
    )
    db.session.flush()
    outbox.queue_for_all(
        "cohort_open",
        subscriptions=db.select(Subscription),
        key=f"cohort-open/{cohort.id}",
        cohort=cohort,
    )
    db.session.commit()

    with Sink(delay=0.001) as sink:
        for enough in KILLED_AFTER:
            running = worker(database, sink)
            wait_until(lambda enough=enough: len(sink.taken) >= enough)  # type: ignore[misc]
            running.send_signal(signal.SIGKILL)
            running.wait()
            # as if the lease had ended
            db.session.execute(update(OutboxMail).values(lease_until=clock.now()))
            db.session.commit()
        running = worker(database, sink)
        wait_until(lambda: states() == {MailState.SENT: READERS})
        running.terminate()
        assert running.wait(10) == 0

    reached: dict[str, set[str]] = {}
    for one in sink.taken:
        [recipient] = one.recipients
        reached.setdefault(recipient, set()).add(str(one.message["Message-ID"]))
    assert len(reached) == READERS
    assert {len(ids) for ids in reached.values()} == {1}
    assert len(sink.taken) - READERS <= len(KILLED_AFTER) * IN_FLIGHT
