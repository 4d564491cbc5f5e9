"""Opening a cohort for a long list: everything written and committed, against the plain statement.

The floor is one INSERT ... SELECT of the same rows into the same table. And: what one row costs
when the list is long, what memory it takes, and how long somebody else waits who wants to write.
"""

import resource
import sqlite3
import threading
import time
from collections.abc import Callable

import psycopg
from sqlalchemy import text

from app.extensions import db
from app.models import Cohort
from app.services import cohorts
from bench.ground import Line, Measured, in_turn, milliseconds, table
from bench.lists import KINDS, cohort_with, site

LONG, SHORT = 100_000, 1_000
ROUNDS = 3

FLOOR = """
    INSERT INTO outbox_mail (key, letter, about_id, cohort_id, recipient, language, message_id,
                             state, queued_at, due_at, attempts, error)
    SELECT 'floor/' || id, 'cohort_open', id, :cohort_id, email, language,
           '<floor/' || id || '@holdstart.example>', 'queued', :now, :now, 0, ''
    FROM subscription WHERE course_id = :course_id AND state = 'active'
    ORDER BY displaced DESC, queued_at, id
"""


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        with site(kind):
            lines += measure(kind)
    print(table(f"Opening a cohort for {LONG:,} subscribers", lines))


def measure(kind: str) -> list[Line]:
    short, long = cohort_with(SHORT), cohort_with(LONG)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    opened(long)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    found = in_turn({"ours": lambda: opened(long), "floor": lambda: floor(long)}, ROUNDS)
    one = in_turn({"long": lambda: opened(long), "short": lambda: opened(short)}, ROUNDS)
    row = {"long": one["long"].seconds / LONG, "short": one["short"].seconds / SHORT}
    waited = longest_wait(lambda: opened(long))
    return [
        Line(
            f"{kind}: opened, with everything that belongs to it",
            milliseconds(found["floor"].seconds),
            milliseconds(found["ours"].seconds),
            found["ours"].seconds / found["floor"].seconds,
            1.5,
        ),
        Line(
            f"{kind}: one row of {LONG:,}, against one of {SHORT:,}",
            f"{row['short'] * 1e6:.1f} us",
            f"{row['long'] * 1e6:.1f} us",
            row["long"] / row["short"],
            1.3,
        ),
        Line(f"{kind}: memory, MiB", "", f"{grown:.1f}", grown, 20),
        Line(f"{kind}: longest wait of another writer, ms", "", f"{waited:.0f}", waited, 150),
    ]


def opened(cohort: Cohort) -> Measured:
    """What the secretary's press does, until it is stored; then as if it had never been."""
    forget()
    cpu, began = time.process_time(), time.perf_counter()
    told = cohorts.open_cohort(db.session.get_one(Cohort, cohort.id))
    db.session.commit()
    seconds = time.perf_counter() - began
    cpu = time.process_time() - cpu
    assert told in (LONG, SHORT)
    return Measured(cpu, seconds)


def floor(cohort: Cohort) -> Measured:
    forget()
    values = {"cohort_id": cohort.id, "course_id": cohort.course_id, "now": "2027-01-04 12:00:00"}
    db.session.commit()
    cpu, began = time.process_time(), time.perf_counter()
    db.session.execute(text(FLOOR), values)
    db.session.commit()
    return Measured(time.process_time() - cpu, time.perf_counter() - began)


def forget() -> None:
    """A database as it was: no mail, and cohorts that can be opened."""
    db.session.execute(text("UPDATE cohort SET state = 'draft', tell_at = NULL, opens_at = NULL"))
    forget_mails()


def forget_mails() -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("TRUNCATE outbox_mail"))
    else:
        db.session.execute(text("DELETE FROM outbox_mail"))
    db.session.commit()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.rollback()
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def longest_wait(work: Callable[[], Measured]) -> float:
    """Milliseconds that somebody waits at most who writes a row meanwhile."""
    stop = threading.Event()
    waits: list[float] = []
    address = db.engine.url.set(drivername=db.engine.dialect.name)
    arguments = (address.render_as_string(hide_password=False), stop, waits)
    writing = threading.Thread(target=keep_writing, args=arguments)
    writing.start()
    try:
        work()
    finally:
        stop.set()
        writing.join()
    return max(waits) * 1000


def keep_writing(url: str, stop: threading.Event, waits: list[float]) -> None:
    connection: sqlite3.Connection | psycopg.Connection
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)
        connection.isolation_level = None
    else:
        connection = psycopg.connect(url, autocommit=True)
    with connection:
        while not stop.is_set():
            began = time.perf_counter()
            connection.execute("UPDATE municipality SET name = name WHERE id = 1")
            waits.append(time.perf_counter() - began)
            time.sleep(0.005)
    connection.close()


if __name__ == "__main__":
    main()
