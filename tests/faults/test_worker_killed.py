"""The worker is killed in the middle, again and again: nobody is left out.

Whoever gets a mail twice gets the same one, and it was in flight when the worker died.
"""

import signal

from flask import Flask

from app import clock
from app.extensions import db
from app.models import MailState, Subscription
from app.services import outbox
from tests import databases
from tests.factories import Make
from tests.faults.workers import IN_FLIGHT, end_leases, reached, states, wait_until, worker
from tests.smtp_sink import Sink

READERS = 300
# after so many mails the worker dies
KILLED_AFTER = (60, 170)


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
            end_leases()
        running = worker(database, sink)
        wait_until(lambda: states() == {MailState.SENT: READERS})
        running.terminate()
        assert running.wait(10) == 0

    assert len(reached(sink)) == READERS
    assert {len(ids) for ids in reached(sink).values()} == {1}
    assert len(sink.taken) - READERS <= len(KILLED_AFTER) * IN_FLIGHT
