"""The desk: a cohort with 500 seats, and the list of 1,000 courses; against a tenth, and a screen.

A page may cost more where there is more to show, but never more than its share.
"""

import time
from datetime import datetime
from functools import partial

from flask import url_for

from app import clock
from app.extensions import db
from app.models import StaffMember
from bench.crowds import fill
from bench.ground import Line, Measured, in_turn, milliseconds, table
from bench.growth import copy
from bench.lists import KINDS, site
from tests.browser import Browser
from tests.factories import Make
from tests.staffing import signed_in

LARGE, SMALL = 500, 50
MANY, SCREEN = 1000, 50
ROUNDS, REQUESTS = 3, 5


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        with site(kind) as app:
            reader = Browser(app)
            lines += measure(kind, reader, signed_in(reader))
    print(table("The desk", lines))


def measure(kind: str, reader: Browser, member: StaffMember) -> list[Line]:
    make, now = Make(), clock.now()
    addresses = {size: with_seats(make, size, now) for size in (LARGE, SMALL)}
    found = in_turn(
        {str(size): partial(asked, reader, one) for size, one in addresses.items()}, ROUNDS
    )
    seats = found[str(LARGE)].cpu, found[str(SMALL)].cpu
    courses = url_for("staff.courses", language="en")
    copy(SCREEN)
    few = [asked(reader, courses).cpu for _round in range(ROUNDS)]
    copy(MANY)
    many = [asked(reader, courses).cpu for _round in range(ROUNDS)]
    return [
        Line(
            f"{kind}: a cohort with {LARGE} seats, against {SMALL}, for each seat",
            milliseconds(seats[1] / SMALL),
            milliseconds(seats[0] / LARGE),
            seats[0] / LARGE / (seats[1] / SMALL),
            1.0,
        ),
        Line(f"{kind}: the same, the page", "", milliseconds(seats[0]), seats[0], 0.5),
        Line(
            f"{kind}: the list of {MANY:,} courses, against {SCREEN}",
            milliseconds(min(few)),
            milliseconds(min(many)),
            min(many) / min(few),
            1.3,
        ),
    ]


def with_seats(make: Make, seats: int, now: datetime) -> str:
    cohort = make.cohort(state="open", capacity=seats)
    fill(cohort, seats, made_at=now)
    return url_for("staff.cohort", language="en", cohort_id=cohort.id)


def asked(reader: Browser, address: str) -> Measured:
    """Processor time of an answer, the database's own left out; and on the clock."""
    cpu, began = time.process_time(), time.perf_counter()
    for _request in range(REQUESTS):
        response = reader.send(address)
        assert response.status_code == 200, f"{address}: {response.status}"
        db.session.remove()
    seconds = (time.perf_counter() - began) / REQUESTS
    return Measured((time.process_time() - cpu) / REQUESTS, seconds)


if __name__ == "__main__":
    main()
