"""Whether pages slow down as courses are added: each page made anew, in a site of this process.

The time on the clock, since a database of its own counts too: needs a machine with little else.
"""

import statistics
import time
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import insert, select, text

from app.extensions import db
from app.models import Cohort, Course
from app.web.kept import NEVER, Shelf
from bench.ground import Line, milliseconds, table
from bench.lists import KINDS, site
from tests.factories import Make

FEW = 10
WARM, REQUESTS = 5, 45


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        with site(kind) as app:
            lines += measure(kind, app)
    print(table(f"Pages with many courses, against {FEW}", lines))


def measure(kind: str, app: Flask) -> list[Line]:
    make = Make()
    for _course in range(FEW):
        make.cohort(make.course(), state="open")
    page = f"/en/courses/{db.session.scalars(select(Course.slug)).first()}"
    addresses = {"course page": page, "catalogue": "/en/courses", "search": "/en/courses?q=day+7"}
    base = {name: asked(app, address) for name, address in addresses.items()}
    lines = []
    for number, goals in (
        (1000, {"search": 3.0}),
        (10_000, {"course page": 1.2, "catalogue": 1.3}),
    ):
        copy(number)
        for name, goal in goals.items():
            found = asked(app, addresses[name])
            ratio = found / base[name]
            what = f"{kind}: {name}, {number:,} courses"
            lines.append(Line(what, milliseconds(base[name]), milliseconds(found), ratio, goal))
    return lines


def copy(number: int) -> None:
    """Courses like the first, each with a date, until there are so many."""
    course = dict(db.session.execute(select(Course.__table__)).mappings().first() or {})
    cohort = dict(db.session.execute(select(Cohort.__table__)).mappings().first() or {})
    last = max(db.session.scalars(select(Course.id)))
    first = cohort["starts_at"]

    def at(n: int) -> datetime:
        return first + timedelta(minutes=n)

    new = range(last + 1, number + 1)
    for table_, row, values in (
        (Course.__table__, course, lambda n: {"slug": f"copy-{n}", "search_text": f"day {n}"}),
        (Cohort.__table__, cohort, lambda n: {"course_id": n, "code": f"C{n}", "starts_at": at(n)}),
    ):
        db.session.execute(insert(table_), [row | {"id": n} | values(n) for n in new])
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def asked(app: Flask, address: str) -> float:
    """Seconds for an answer, a quarter of them being quicker; nothing is kept in between."""
    client = app.test_client()
    seconds = []
    for _request in range(REQUESTS):
        shelf: Shelf = app.extensions["kept_pages"]
        shelf.begin(-1, NEVER)
        began = time.perf_counter()
        status = client.get(address).status_code
        seconds.append(time.perf_counter() - began)
        assert status == 200, f"{address}: {status}"
        db.session.rollback()
    # other work on the machine only ever adds
    return statistics.quantiles(seconds[WARM:], n=4)[0]


if __name__ == "__main__":
    main()
