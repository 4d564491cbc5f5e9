"""The rush for a cohort, first come: 400 people press the last button of the form at once.

The floor is a minimal endpoint under a lock (bench/locked.py), on the same database and the same
number of processes and threads. The clients are one process with 400 open connections.
"""

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.models import Registration
from bench import locked
from bench.ground import Line, Server, milliseconds, running, table
from bench.lists import KINDS, site
from tests.factories import Make
from tests.rushing import Answered, form, path, rush

CLIENTS, SEATS = 400, 30
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Rushed:
    """Answers in a second, and how long all but one in a hundred waited at most."""

    answers: float
    p99: float


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        with site(kind) as app:
            lines += measure(kind, app)
    print(table(f"{CLIENTS} people press at once for {SEATS} seats, first come", lines))


def measure(kind: str, app: Flask) -> list[Line]:
    settings = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_PATH": app.config["INSTANCE_PATH"],
        # each comes from a place of its own, or most would be held back
        "PROXIES": "1",
    }
    for statement in locked.TABLES.split(";"):
        if statement.strip():
            db.session.execute(text(statement))
    db.session.commit()
    floor, ours = (
        Server(name, f"{module}:create_app()", settings, workers=2, threads=4)
        for name, module in (("locked", "bench.locked"), ("ours", "app"))
    )
    make = Make()
    with running(floor, ours, path="/live"):
        acts: dict[str, Callable[[int], Rushed]] = {
            "floor": lambda turn: on_floor(floor, turn),
            "ours": lambda turn: on_site(ours, make, turn),
        }
        found: dict[str, list[Rushed]] = {name: [] for name in acts}
        for turn in range(ROUNDS + 1):
            for name in list(acts) if turn % 2 else reversed(acts):
                rushed = acts[name](turn)
                # the first round warms up
                found[name] += [rushed] * bool(turn)
    rate = {name: statistics.median(one.answers for one in all_) for name, all_ in found.items()}
    p99 = {name: statistics.median(one.p99 for one in all_) for name, all_ in found.items()}
    return [
        Line(
            f"{kind}: answers, exactly {SEATS} seats sold",
            f"{rate['floor']:.0f}/s",
            f"{rate['ours']:.0f}/s",
            rate["ours"] / rate["floor"],
            0.7,
            at_least=True,
        ),
        Line(
            f"{kind}: 99 of 100 have their answer after",
            milliseconds(p99["floor"]),
            milliseconds(p99["ours"]),
            p99["ours"] / p99["floor"],
            1.5,
        ),
    ]


def on_floor(server: Server, turn: int) -> Rushed:
    new = text("INSERT INTO floor_cohort VALUES (:id, :capacity)")
    db.session.execute(new, {"id": turn, "capacity": SEATS})
    db.session.commit()
    answers = rush(server.port, f"/cohorts/{turn}", forms(f"floor{turn}"))
    return judged(answers, 200, stored("floor_seat WHERE cohort_id = :id", turn))


def on_site(server: Server, make: Make, turn: int) -> Rushed:
    cohort = make.cohort(state="open", capacity=SEATS)
    where, cohort_id = path(cohort), cohort.id
    # an open session keeps everybody out on SQLite
    db.session.rollback()
    answers = rush(server.port, where, forms(f"ours{turn}"))
    seats = f"{Registration.__tablename__} WHERE cohort_id = :id"
    return judged(answers, 303, stored(seats, cohort_id))


def forms(who: str) -> list[bytes]:
    return [form(f"{who}-{n}") for n in range(CLIENTS)]


def stored(what: str, cohort_id: int) -> int:
    found = db.session.scalar(text(f"SELECT count(*) FROM {what}"), {"id": cohort_id})
    db.session.rollback()
    return int(found or 0)


def judged(answers: list[Answered], yes: int, sold: int) -> Rushed:
    said = [answer.status for answer in answers]
    assert set(said) == {yes, 409}, f"answered {sorted(set(said))}"
    assert said.count(yes) == sold == SEATS, f"{sold} sold"
    waits = sorted(answer.seconds for answer in answers)
    return Rushed(len(waits) / waits[-1], waits[math.ceil(len(waits) * 0.99) - 1])


if __name__ == "__main__":
    main()
