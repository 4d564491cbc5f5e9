"""Forgetting: a sweep when 100,000 people are due, and how long a writer waits for it."""

import time
from datetime import timedelta

from app import clock
from app.extensions import db
from app.services import sweep
from bench.crowds import fill
from bench.fan_out import longest_wait
from bench.ground import Line, Measured, milliseconds, table
from bench.lists import KINDS, site
from tests.factories import Make

MANY, FEW = 100_000, 1_000
SWEEPS = 4
# names and addresses are kept for a year
AGO = 400


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        with site(kind):
            lines += measure(kind, Make())
    print(table(f"Forgetting {MANY:,} people", lines))


def measure(kind: str, make: Make) -> list[Line]:
    few = _swept_with(make, FEW)
    many = _swept_with(make, MANY)
    waited = longest_wait(lambda: swept(SWEEPS))
    began = time.perf_counter()
    due = sweep.due(clock.now())
    counted = time.perf_counter() - began
    db.session.rollback()
    assert due["names"] > MANY / 2, due
    return [
        Line(
            f"{kind}: a sweep, {MANY:,} people due, against {FEW:,}",
            milliseconds(few.seconds),
            milliseconds(many.seconds),
            many.seconds / few.seconds,
            1.7,
        ),
        Line(f"{kind}: longest wait of another writer, ms", "", f"{waited:.0f}", waited, 150),
        Line(f"{kind}: the dry run, seconds", "", milliseconds(counted), counted, 5),
    ]


def _swept_with(make: Make, people: int) -> Measured:
    cohort = make.cohort(state="open", in_days=-AGO, capacity=people)
    fill(cohort, people, made_at=clock.now() - timedelta(days=AGO + 60))
    return swept(1)


def swept(times: int) -> Measured:
    """So many sweeps, each of which forgets as much as it may at once."""
    cpu, began = time.process_time(), time.perf_counter()
    for _sweep in range(times):
        done = sweep.sweep(clock.now())
        assert done.names and not done.failed, done
    seconds = (time.perf_counter() - began) / times
    return Measured((time.process_time() - cpu) / times, seconds)


if __name__ == "__main__":
    main()
