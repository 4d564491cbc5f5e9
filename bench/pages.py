"""The course page against a plain page, the start of the servers, and the weight of a visit."""

import gzip
import re
from functools import partial
from pathlib import Path

from app import config, create_app
from bench.ground import (
    KEY,
    Line,
    Measured,
    Server,
    folder,
    in_turn,
    milliseconds,
    requests,
    running,
    table,
)

PAGE = "/en/courses/barnets-foerste-1000-dage-laeringsdag"
SETTINGS = "python:app.cli.gunicorn_conf"
NUMBER = 200
ROUNDS = 7
PACKED = {"Accept-Encoding": "gzip"}


def main() -> None:
    with folder() as place:
        settings = {"INSTANCE_PATH": str(place)}
        seed(place)
        print(table("Course page: processor time per request", pages(settings)))
        print(table("Start and memory, two workers", starts(settings)))
        print(table("A first visit", visit(settings)))


def seed(place: Path) -> None:
    """The demo's courses in a database of its own."""
    from flask_migrate import upgrade

    from app.cli import migrations
    from app.extensions import db
    from app.services import demo

    app = create_app(
        config.from_environment(
            {"BASE_URL": "http://127.0.0.1", "SECRET_KEY": KEY, "INSTANCE_PATH": str(place)}
        )
    )
    migrations.bind(app)
    with app.app_context():
        upgrade()
        demo.seed()
        db.session.commit()


def pages(settings: dict[str, str]) -> list[Line]:
    plain = Server("plain page", "bench.sites:plain()", settings)
    ours = Server("ours", "app:create_app()", settings)
    anew = Server("ours, anew", "bench.sites:rendered()", settings)
    first = Server("straightforward", "bench.sites:straightforward()", settings)
    with running(plain, ours, anew, first, path="/live"):
        etag = ours.get(PAGE)[1]["ETag"]
        found = in_turn(
            {
                "plain": partial(requests, plain, PAGE, NUMBER),
                "kept": partial(requests, ours, PAGE, NUMBER, PACKED),
                "known": partial(requests, ours, PAGE, NUMBER, {"If-None-Match": etag}, 304),
                "anew": partial(requests, anew, PAGE, NUMBER),
                "straightforward": partial(requests, first, PAGE, NUMBER),
            },
            ROUNDS,
        )
    floor = found["plain"]
    return [
        line("kept, against a plain page", floor, found["kept"], 0.30),
        line("conditional GET (304), against a plain page", floor, found["known"], 0.30),
        line("content just changed, against a plain page", floor, found["anew"], 1.5),
        line(
            "content just changed, against the straightforward version",
            found["straightforward"],
            found["anew"],
            0.8,
        ),
    ]


def line(what: str, floor: Measured, ours: Measured, goal: float) -> Line:
    ratio = ours.cpu / floor.cpu
    return Line(what, milliseconds(floor.cpu), milliseconds(ours.cpu), ratio, goal)


def starts(settings: dict[str, str]) -> list[Line]:
    """Cold start until the first answer, and memory once each worker has answered."""
    seconds: dict[str, list[float]] = {"plain": [], "ours": []}
    memory: dict[str, list[float]] = {"plain": [], "ours": []}
    for turn in range(5):
        servers = [
            Server("plain", "bench.plain:create_app()", workers=2, preload=True),
            # as it is run: the settings load it before the workers too
            Server("ours", "app:create_app()", settings, workers=2, config=SETTINGS),
        ]
        for server in servers if turn % 2 else reversed(servers):
            try:
                seconds[server.name].append(server.start("/live"))
                for _ in range(50):
                    server.get(PAGE)
                memory[server.name].append(server.memory())
            finally:
                server.stop()
    start = {name: sorted(all_)[2] for name, all_ in seconds.items()}
    weight = {name: sorted(all_)[2] for name, all_ in memory.items()}
    return [
        Line(
            "cold start",
            f"{start['plain']:.2f} s",
            f"{start['ours']:.2f} s",
            start["ours"] / start["plain"],
            1.5,
        ),
        Line(
            "memory",
            f"{weight['plain']:.0f} MiB",
            f"{weight['ours']:.0f} MiB",
            weight["ours"] / weight["plain"],
            1.5,
        ),
    ]


def visit(settings: dict[str, str]) -> list[Line]:
    """What a browser asks for when it comes for the first time, and again."""
    ours = Server("ours", "app:create_app()", settings)
    with running(ours, path="/live"):
        ours.get(PAGE)
        _, headers, body = ours.get(PAGE, PACKED)
        html = gzip.decompress(body).decode()
        parts = re.findall(r'(?:rel="(?:stylesheet|icon)" href|<script src)="([^"]+)"', html)
        weight, cookies = len(body), "Set-Cookie" in headers
        for part in parts:
            status, there, content = ours.get(part, PACKED)
            assert status == 200, part
            weight += len(content)
            cookies |= "Set-Cookie" in there
        again, _, _ = ours.get(PAGE, PACKED | {"If-None-Match": headers["ETag"]})
    asked = 1 + len(parts)
    return [
        Line("requests", "-", str(asked), asked, 4),
        Line("kilobytes, compressed", "-", f"{weight / 1000:.1f}", weight / 1000, 40),
        Line("cookies", "-", str(int(cookies)), cookies, 0),
        Line("a repeated visit is answered 304", "-", str(again), again, 304, at_least=True),
    ]


if __name__ == "__main__":
    main()
