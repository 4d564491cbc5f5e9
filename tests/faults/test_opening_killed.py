"""Whoever opens a cohort may be killed at any moment: all of it is stored, or nothing.

And once more from end to end: opened, delivered by a worker that is killed again and again, opened
again meanwhile. Everyone on the list has one notice then, and nobody else has any.
"""

import os
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, update

from app import clock
from app.extensions import db
from app.language import Language
from app.models import (
    AuditEntry,
    Cohort,
    CohortState,
    MailState,
    OutboxMail,
    Subscription,
    SubscriptionState,
)
from app.services import cohorts, openings, subscriptions
from app.services.outbox_delivery import BATCH
from tests import databases
from tests.factories import Make
from tests.faults.dies_while_opening import POINTS
from tests.faults.workers import states, wait_until, worker
from tests.smtp_sink import Sink

READERS = 500
MANY = 5000
# new, paused and settled ones, so many of each
OTHERS = 20


def on_the_list(cohort: Cohort, number: int) -> None:
    everyone = [("active", n) for n in range(number)]
    everyone += [(state, n) for state in ("new", "paused", "settled") for n in range(OTHERS)]
    db.session.execute(
        insert(Subscription),
        [
            {
                "course_id": cohort.course_id,
                "email": f"{state}{n}@odense.example",
                "language": Language.DANISH if n % 3 else Language.ENGLISH,
                "state": SubscriptionState(state),
                "seats_wanted": 1,
                "note": "",
                "at_ours": False,
                "queued_at": clock.now(),
                "displaced": False,
                "wording": "",
                "page": "",
                "link_version": 1,
            }
            for state, n in everyone
        ],
    )
    db.session.commit()


def opening(
    cohort: Cohort, database: databases.Sites, point: str = "", *others: Cohort
) -> "subprocess.Popen[bytes]":
    numbers = "+".join(str(one.id) for one in (cohort, *others))
    arguments = ["-m", "tests.faults.dies_while_opening", numbers, point]
    # on SQLite a transaction of ours would keep the other process waiting
    db.session.rollback()
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=os.environ | databases.environment(database.url, database.folder),
    )


def stored(cohort: Cohort) -> tuple[CohortState, int, int]:
    """State, rows and traces of the opening."""
    db.session.rollback()
    db.session.refresh(cohort)
    rows = db.session.scalar(select(func.count(OutboxMail.id)))
    traces = db.session.scalar(select(func.count(AuditEntry.id)))
    db.session.rollback()
    return cohort.state, rows or 0, traces or 0


# reading thousands of mails whole takes longer than sending them
MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)\r$", re.MULTILINE | re.IGNORECASE)
NOTHING = (CohortState.DRAFT, 0, 0)
WHOLE = (CohortState.ANNOUNCED, READERS, 1)


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point_it_is_whole_or_nothing(
    app: Flask, make: Make, database: databases.Sites, point: str
) -> None:
    cohort = make.cohort()
    on_the_list(cohort, READERS)

    assert opening(cohort, database, point).wait(30) == -9

    assert stored(cohort) == (WHOLE if point == "after_commit" else NOTHING)
    assert cohorts.open_cohort(cohort) == READERS
    db.session.commit()
    assert stored(cohort) == WHOLE


@pytest.mark.parametrize("point", ["announced", "noted"])
def test_killed_while_opening_two_together_neither_is_open(
    app: Flask, make: Make, database: databases.Sites, point: str
) -> None:
    first = make.cohort()
    second = make.cohort(first.course, in_days=67)
    on_the_list(first, READERS)

    assert opening(first, database, point, second).wait(30) == -9

    assert stored(first) == stored(second) == NOTHING
    assert second.told_with_id is None
    assert openings.open_together([first, second]) == READERS
    db.session.commit()
    assert stored(second) == (CohortState.ANNOUNCED, READERS, 2)


@pytest.mark.slow
def test_killed_at_any_moment_it_is_whole_or_nothing(
    app: Flask, make: Make, database: databases.Sites
) -> None:
    cohort = make.cohort()
    on_the_list(cohort, READERS)
    began = time.monotonic()
    assert opening(cohort, database).wait(30) == 0
    lasts = time.monotonic() - began

    for _ in range(3):
        cohorts.stop_opening(cohort)
        db.session.commit()
        running = opening(cohort, database)
        # most of the time goes by before it begins
        time.sleep(lasts * random.uniform(0.6, 1.0))
        running.kill()
        running.wait()

        state, rows, _ = stored(cohort)
        assert (state, rows) in {NOTHING[:2], WHOLE[:2]}
        assert cohorts.open_cohort(cohort) == READERS
        db.session.commit()


@pytest.mark.slow
def test_five_thousand_have_one_notice_each_whatever_dies(
    app: Flask, make: Make, database: databases.Sites
) -> None:
    make.provider()
    cohort = make.cohort()
    on_the_list(cohort, MANY)
    cohorts.open_cohort(cohort)
    db.session.commit()
    stopped = {f"active{n}@odense.example" for n in range(0, 100, 10)}
    for email in stopped:
        subscriptions.stop(db.session.query(Subscription).filter_by(email=email).one())
    db.session.commit()
    ten_minutes_later(cohort)

    kills = 0
    with Sink() as sink:
        while len(sink.taken) < MANY * 0.8 and kills < 3:
            enough = len(sink.taken) + random.randint(400, 1500)
            running = worker(database, sink)
            wait_until(lambda enough=enough: len(sink.taken) >= enough, seconds=60)  # type: ignore[misc]
            running.kill()
            running.wait()
            kills += 1
            # as if the lease had ended; and somebody presses again
            db.session.execute(update(OutboxMail).values(lease_until=clock.now()))
            db.session.commit()
            cohorts.open_cohort(cohort)
            db.session.commit()
        running = worker(database, sink)
        wait_until(lambda: set(states()) == {MailState.SENT}, seconds=60)
        running.terminate()
        assert running.wait(10) == 0

    ids = defaultdict(set)
    for one in sink.taken:
        [recipient] = one.recipients
        found = MESSAGE_ID.search(one.data)
        assert found is not None
        ids[recipient].add(found[1])
    assert set(ids) == {f"active{n}@odense.example" for n in range(MANY)} - stopped
    assert Counter(len(each) for each in ids.values()) == {1: MANY - len(stopped)}
    # what had left and was not written down: less than what one worker takes at a time
    assert len(sink.taken) - len(ids) < kills * BATCH


def ten_minutes_later(cohort: Cohort) -> None:
    now = clock.now() - timedelta(seconds=1)
    db.session.execute(update(OutboxMail).values(due_at=now))
    cohort.tell_at = cohort.opens_at = now
    db.session.commit()
