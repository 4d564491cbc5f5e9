"""Two workers send worksheets at once, and are killed in the middle: everybody gets it, once.

Whoever gets it twice gets the same one, and it was in flight when the worker died.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from flask import Flask

from app.extensions import db
from app.models import MailState, OutboxMail, SeatState
from tests import databases
from tests.distributing import assignment
from tests.factories import Make
from tests.faults.workers import IN_FLIGHT, end_leases, reached, states, wait_until, worker
from tests.smtp_sink import Sink

COHORTS, PEOPLE = 5, 40
READERS = COHORTS * PEOPLE
# after so many mails the workers die; the first dies in the middle of the sweep
KILLED_AFTER = (0, 50, 110)


@contextmanager
def two_workers(database: databases.Sites, sink: Sink) -> Iterator[None]:
    """At the same time; killed at the end, whatever happens."""
    running = [worker(database, sink) for _ in range(2)]
    try:
        yield
    finally:
        for one in running:
            one.send_signal(signal.SIGKILL)
            one.wait()


def have_left(sink: Sink, enough: int) -> bool:
    return len(sink.taken) >= enough and bool(states())


def test_workers_that_are_killed_send_each_worksheet_once(
    app: Flask, make: Make, database: databases.Sites
) -> None:
    make.provider()
    course = make.course(assignments=[assignment("mapping", -21)])
    for number in range(COHORTS):
        registration = make.registration(
            make.cohort(course, state="open", in_days=14), seats=PEOPLE
        )
        for place, seat in enumerate(registration.seats):
            seat.name, seat.email = "A participant", f"reader{number}-{place}@odense.example"
            assert seat.state is SeatState.CONFIRMED
    db.session.commit()

    with Sink(delay=0.001) as sink:
        for enough in KILLED_AFTER:
            with two_workers(database, sink):
                wait_until(partial(have_left, sink, enough), seconds=60)
            end_leases()
        with two_workers(database, sink):
            wait_until(lambda: states() == {MailState.SENT: READERS}, seconds=60)

    assert len(reached(sink)) == READERS
    assert {len(ids) for ids in reached(sink).values()} == {1}
    assert len(sink.taken) - READERS <= len(KILLED_AFTER) * 2 * IN_FLIGHT
    assert {mail.letter for mail in db.session.query(OutboxMail)} == {"worksheet_mapping"}
