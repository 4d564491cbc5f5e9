"""Saving a section of a worksheet: 50 people write on the same one at the same moment.

Each sends the whole section, as the page does by itself while one types, and has changed a box of
their own; all texts must be there afterwards. The floor is an endpoint that does one UPDATE of a
row of its own (bench/one_update.py), on the same database, processes and threads.
"""

import asyncio
import math
import secrets
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import text

from app import clock, tokens
from app.extensions import db
from app.services import answers, worksheets
from bench import one_update
from bench.ground import Line, Server, milliseconds, running, table
from bench.lists import KINDS, site
from tests.end_to_end.pages import cookie
from tests.factories import Make
from tests.filling_in import a_seat, written
from tests.rushing import ask

WRITERS = 50
ROUNDS = 5
SECTIONS = ("B", "C")


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
    print(table(f"{WRITERS} people save a section of one worksheet at once", lines))


def measure(kind: str, app: Flask) -> list[Line]:
    settings = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_PATH": app.config["INSTANCE_PATH"],
        # links and cookies that are made here open there
        "SECRET_KEY": app.config["SECRET_KEY"],
    }
    db.session.execute(text(one_update.TABLE))
    for number in range(WRITERS):
        db.session.execute(text("INSERT INTO floor_text VALUES (:n, '')"), {"n": number})
    db.session.commit()
    floor, ours = (
        Server(name, f"{module}:create_app()", settings, workers=2, threads=4)
        for name, module in (("one update", "bench.one_update"), ("ours", "app"))
    )
    make = Make()
    with running(floor, ours, path="/live"):
        acts: dict[str, Callable[[], Rushed]] = {
            "floor": lambda: on_floor(floor),
            "ours": lambda: on_site(ours, make, app),
        }
        found: dict[str, list[Rushed]] = {name: [] for name in acts}
        for turn in range(ROUNDS + 1):
            for name in list(acts) if turn % 2 else reversed(acts):
                rushed = acts[name]()
                # the first round warms up
                found[name] += [rushed] * bool(turn)
    rate = {name: statistics.median(one.answers for one in all_) for name, all_ in found.items()}
    p99 = {name: statistics.median(one.p99 for one in all_) for name, all_ in found.items()}
    return [
        Line(
            f"{kind}: sections saved, none lost",
            f"{rate['floor']:.0f}/s",
            f"{rate['ours']:.0f}/s",
            rate["ours"] / rate["floor"],
            0.05,
            at_least=True,
        ),
        Line(
            f"{kind}: 99 of 100 have their answer after, seconds",
            milliseconds(p99["floor"]),
            milliseconds(p99["ours"]),
            p99["ours"],
            2,
        ),
    ]


def on_floor(server: Server) -> Rushed:
    bodies = [urlencode({"text": f"{n} {secrets.token_hex(20)}"}) for n in range(WRITERS)]
    posts = [post(f"/texts/{n}", body, "") for n, body in enumerate(bodies)]
    return asyncio.run(rush(server.port, posts))


def on_site(server: Server, make: Make, app: Flask) -> Rushed:
    """Everybody has the page open, as it was when nothing was written."""
    seat = a_seat(make)
    answers.begin(seat, "mapping", clock.now())
    db.session.commit()
    sheet = worksheets.get("mapping")
    names = [[one.id for one in answers.section_of(sheet, number).asked()] for number in SECTIONS]
    mine = [(number, name) for number, all_ in zip(SECTIONS, names, strict=True) for name in all_]
    assert len(mine) >= WRITERS
    token = tokens.sign(app.config["LINK_KEYS"], "worksheet", seat.id, seat.link_version)
    # an open session keeps everybody out on SQLite
    seat_id = seat.id
    db.session.rollback()
    posts, wanted = [], {}
    opened = {number: open_page(server, app, token, number) for number in SECTIONS}
    for number, name in mine[:WRITERS]:
        path, said, fields = opened[number]
        wanted[name] = f"What {name} says {secrets.token_hex(20)}"
        body = fields | {name: wanted[name], "page": secrets.token_hex(4)}
        posts.append(post(path, urlencode(body), said))
    rushed = asyncio.run(rush(server.port, posts))
    seat = db.session.get_one(type(seat), seat_id)
    assert written(seat) == wanted
    db.session.rollback()
    return rushed


def open_page(
    server: Server, app: Flask, token: str, number: str
) -> tuple[str, str, dict[str, str]]:
    """Where its form posts, with which cookie, and all its fields."""
    path = f"/en/place/{tokens.digest(token)}/worksheet/mapping/{number}"
    name = app.config["SESSION_COOKIE_NAME"]
    status, headers, body = server.get(
        path, {"Cookie": f"{name}={cookie(app, {'links': [token]})}"}
    )
    assert status == 200, status
    form = BeautifulSoup(body, "html.parser").select("#section-form")[0]
    fields = {
        str(one["name"]): str(one.get("value", ""))
        for one in form.select("input[name], textarea[name], select[name]")
        if one.get("type") not in {"checkbox", "radio"}
    }
    return path, headers["Set-Cookie"].split(";")[0], fields


def post(path: str, body: str, said: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Sec-Fetch-Site: same-origin\r\nCookie: {said}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body.encode()


async def rush(port: int, posts: list[bytes]) -> Rushed:
    began = time.perf_counter()
    found = await asyncio.gather(*(ask(port, one) for one in posts))
    seconds = time.perf_counter() - began
    assert {one.status for one in found} == {200}, {one.status for one in found}
    waits = sorted(one.seconds for one in found)
    return Rushed(len(found) / seconds, waits[math.ceil(len(waits) * 0.99) - 1])


if __name__ == "__main__":
    main()
