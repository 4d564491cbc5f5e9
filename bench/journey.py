"""The rush with its pages: course page, form, the last press, and the receipt of whoever has one.

Against the same journey through a site as one writes it first (bench/straight.py).
"""

import asyncio
import statistics
import time

from flask import Flask

from app.extensions import db
from app.models import Registration
from bench.ground import Line, Server, milliseconds, running, table
from bench.lists import KINDS, site
from bench.rush import CLIENTS, ROUNDS, SEATS, forms, stored
from tests.factories import Make
from tests.rushing import Answered, ask, path, post

# processor time for each, and how many in a second
Travelled = tuple[float, float]


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        with site(kind) as app:
            lines += measure(kind, app)
    print(table(f"{CLIENTS} people read the page, fill in the form and press at once", lines))


def measure(kind: str, app: Flask) -> list[Line]:
    settings = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_PATH": app.config["INSTANCE_PATH"],
        "PROXIES": "1",
    }
    servers = [
        Server(name, f"{module}:create_app()", settings, workers=2, threads=4)
        for name, module in (("straightforward", "bench.straight"), ("ours", "app"))
    ]
    make, found = Make(), dict[str, list[Travelled]](straightforward=[], ours=[])
    with running(*servers, path="/live"):
        for turn in range(ROUNDS + 1):
            for server in servers if turn % 2 else reversed(servers):
                travelled = travel(server, make, f"{server.name}{turn}")
                # the first round warms up
                found[server.name] += [travelled] * bool(turn)
    (floor_cpu, floor_rate), (cpu, rate) = (
        [statistics.median(values) for values in zip(*all_, strict=True)] for all_ in found.values()
    )
    return [
        Line(
            f"{kind}: processor time of a journey",
            milliseconds(floor_cpu),
            milliseconds(cpu),
            cpu / floor_cpu,
            0.5,
        ),
        Line(
            f"{kind}: journeys, exactly {SEATS} seats sold",
            f"{floor_rate:.0f}/s",
            f"{rate:.0f}/s",
            rate / floor_rate,
            2,
            at_least=True,
        ),
    ]


def travel(server: Server, make: Make, who: str) -> Travelled:
    cohort = make.cohort(state="open", capacity=SEATS)
    where, cohort_id = path(cohort), cohort.id
    # an open session keeps everybody out on SQLite
    db.session.rollback()
    cpu, began = server.cpu(), time.perf_counter()
    ends = asyncio.run(_all(server.port, where, forms(who)))
    seconds, spent = time.perf_counter() - began, server.cpu() - cpu
    sold = stored(f"{Registration.__tablename__} WHERE cohort_id = :id", cohort_id)
    said = [end.status for end in ends]
    assert said.count(200) == sold == SEATS, f"{server.name}: {sold} sold"
    assert said.count(409) == CLIENTS - SEATS, f"{server.name}: answered {sorted(set(said))}"
    return spent / CLIENTS, CLIENTS / seconds


async def _all(port: int, where: str, bodies: list[bytes]) -> list[Answered]:
    return await asyncio.gather(*(_one(port, where, n, body) for n, body in enumerate(bodies)))


async def _one(port: int, where: str, number: int, body: bytes) -> Answered:
    """What it ends with: the receipt, or a refusal."""
    course = "/".join(where.split("/")[:-2])
    for page in (course, where):
        answer = await ask(port, get(page))
        assert answer.status == 200, page
    answer = await ask(port, post(where, number, body))
    return await ask(port, get(answer.location, answer.cookie)) if answer.location else answer


def get(address: str, cookie: str = "") -> bytes:
    head = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    return f"{head}Cookie: {cookie}\r\n\r\n".encode()


if __name__ == "__main__":
    main()
