"""The line of a cohort: what a long one costs when places come free, and when many offers lapse.

A line of 10,000 parties against one of 1,000, and 1,000 offers that end in one sweep.
"""

import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from itertools import count

from sqlalchemy import insert, text

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Bill, Cohort, Registration, Seat, SeatState
from app.services import line_sweep, waiting_list
from bench.ground import Line, Measured, in_turn, milliseconds, table
from bench.lists import KINDS, site
from tests.factories import Make

LONG, SHORT = 10_000, 1_000
PLACES = 30
LAPSES = 1_000
ROUNDS = 3
numbers = count(1)


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        with site(kind):
            lines += measure(kind, Make())
    print(table(f"A line of {LONG:,} parties", lines))


def measure(kind: str, make: Make) -> list[Line]:
    long, short = with_line(make, LONG), with_line(make, SHORT)
    found = in_turn({"long": lambda: filled(long), "short": lambda: filled(short)}, ROUNDS)
    grown = memory(lambda: filled(long))
    # the sweep gives the places of all lines
    seconds = swept(with_lapses(make))
    again = with_lapses(make)
    more = memory(lambda: swept(again))
    one = found["short"].seconds / SHORT, found["long"].seconds / LONG
    return [
        Line(
            f"{kind}: `fill` gives {PLACES} places; against a line of {SHORT:,}, for each party",
            f"{one[0] * 1e6:.1f} us",
            f"{one[1] * 1e6:.1f} us",
            one[1] / one[0],
            1.3,
        ),
        Line(
            f"{kind}: `fill`, seconds",
            "",
            milliseconds(found["long"].seconds),
            found["long"].seconds,
            1,
        ),
        Line(f"{kind}: `fill`, memory, MiB", "", f"{grown:.1f}", grown, 20),
        Line(
            f"{kind}: {LAPSES:,} lapses and {LAPSES:,} new offers in one sweep, seconds",
            "",
            f"{seconds:.1f} s",
            seconds,
            60,
        ),
        Line(f"{kind}: the sweep, memory, MiB", "", f"{more:.1f}", more, 100),
    ]


def with_line(make: Make, parties: int, *, capacity: int = PLACES, offered: int = 0) -> int:
    """An open cohort with so many registrations in line, and offers before them; its id."""
    cohort_id = make.cohort(state="open", capacity=capacity).id
    now = clock.now()
    registrations, seats = [], []
    first = (db.session.scalar(text("SELECT max(id) FROM registration")) or 0) + 1
    for turn in range(offered + parties):
        number = first + turn
        people = 1 if offered else 1 + turn % 3
        offer = turn < offered
        registrations.append(
            {
                "id": number,
                "cohort_id": cohort_id,
                "reference": f"BENCH-{next(numbers)}",
                "form_digest": "",
                "contact_name": "The leader",
                "contact_email": f"leader{number}@odense.example",
                "bill": Bill.NONE,
                "language": Language.DANISH,
                "made_at": now - timedelta(days=20),
                "queued_at": now - timedelta(days=20) + timedelta(seconds=turn),
                "at_least": people,
                "displaced": False,
                "gathering": False,
                "unreachable": False,
                "link_version": 1,
                "offered_seats": people if offer else 0,
                "offered_at": now - timedelta(days=5) if offer else None,
                "offer_until": now - timedelta(minutes=1) if offer else None,
            }
        )
        seats += [
            {
                "registration_id": number,
                "cohort_id": cohort_id,
                "name": "A participant",
                "email": f"participant{number}-{one}@odense.example",
                "language": Language.DANISH,
                "state": SeatState.OFFERED if offer else SeatState.WAITING,
                "link_version": 1,
            }
            for one in range(people)
        ]
    db.session.execute(insert(Registration), registrations)
    db.session.execute(insert(Seat), seats)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE registration, seat"))
        db.session.commit()
    return cohort_id


def filled(cohort_id: int) -> Measured:
    """All places are free; then as if they had never been given."""
    cpu, began = time.process_time(), time.perf_counter()
    given = waiting_list.fill(db.session.get_one(Cohort, cohort_id))
    seconds = time.perf_counter() - began
    cpu = time.process_time() - cpu
    assert given.offered
    db.session.rollback()
    db.session.expunge_all()
    return Measured(cpu, seconds)


def with_lapses(make: Make) -> int:
    return with_line(make, LONG, capacity=LAPSES, offered=LAPSES)


def swept(cohort_id: int) -> float:
    """Seconds of the sweep in which the offers end and the next in line have theirs."""
    began = time.perf_counter()
    done = line_sweep.sweep(clock.now())
    seconds = time.perf_counter() - began
    assert not done.failed
    states = "SELECT count(*) FROM seat WHERE cohort_id = :id AND state = :state"
    for state in ("lapsed", "offered"):
        number = db.session.scalar(text(states), {"id": cohort_id, "state": state})
        assert number == LAPSES, f"{number} {state}"
    return seconds


def memory(act: Callable[[], object]) -> float:
    """MiB that Python had more at the most, in a run that is not timed."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    main()
