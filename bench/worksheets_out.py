"""Worksheets that leave by one sweep: 2,000 of them, for one large cohort and for many small ones.

The floor is one INSERT ... SELECT of as many rows into the same table. And: what a sweep costs
that finds everything sent, since there is one every minute.
"""

import time
from itertools import count

from sqlalchemy import insert, text

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Assignment, Bill, Registration, Seat, SeatState
from app.services import distribution
from bench.fan_out import forget_mails
from bench.ground import Line, Measured, in_turn, milliseconds, table
from bench.lists import KINDS, site
from tests.factories import Make

PEOPLE, COHORTS = 2_000, 80
ROUNDS = 3
numbers = count(1)

FLOOR = """
    INSERT INTO outbox_mail (key, letter, about_id, cohort_id, recipient, language, message_id,
                             state, queued_at, due_at, attempts, error)
    SELECT 'floor/' || seat.id, 'worksheet_mapping', seat.id, seat.cohort_id, seat.email,
           seat.language, '<floor/' || seat.id || '@holdstart.example>', 'queued', :now, :now, 0, ''
    FROM seat JOIN registration ON registration.id = seat.registration_id
    WHERE seat.state = 'confirmed'
"""


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        for cohorts in (1, COHORTS):
            with site(kind):
                lines += measure(kind, cohorts)
    print(table(f"{PEOPLE:,} worksheets in one sweep", lines))


def measure(kind: str, cohorts: int) -> list[Line]:
    with_people(Make(), cohorts)
    found = in_turn({"ours": swept, "floor": floor}, ROUNDS)
    swept()
    quiet = in_turn({"quiet": nothing_due}, ROUNDS)["quiet"].seconds
    where = "one cohort" if cohorts == 1 else f"{cohorts} cohorts"
    floor_at, ours = found["floor"].seconds, found["ours"].seconds
    return [
        Line(
            f"{kind}: {where}",
            milliseconds(floor_at),
            milliseconds(ours),
            ours / floor_at,
            5,
        ),
        Line(f"{kind}: {where}, all sent before, seconds", "", milliseconds(quiet), quiet, 0.2),
    ]


def with_people(make: Make, cohorts: int) -> None:
    """Open cohorts of one course, three weeks before, with so many people in all."""
    make.provider()
    course = make.course(assignments=[Assignment(worksheet="mapping", send_days=-21)])
    now = clock.now()
    for _n in range(cohorts):
        cohort = make.cohort(course, state="open", in_days=14, capacity=PEOPLE)
        number = next(numbers)
        registration = {
            "id": number,
            "cohort_id": cohort.id,
            "reference": f"BENCH-{number}",
            "contact_name": "The leader",
            "contact_email": f"leader{number}@odense.example",
            "bill": Bill.NONE,
            "made_at": now,
            "queued_at": now,
        }
        seats = [
            {
                "registration_id": number,
                "cohort_id": cohort.id,
                "name": "A participant",
                "email": f"participant{number}-{one}@odense.example",
                "language": Language.DANISH,
                "state": SeatState.CONFIRMED,
            }
            for one in range(PEOPLE // cohorts)
        ]
        db.session.execute(insert(Registration), [registration])
        db.session.execute(insert(Seat), seats)
        db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE registration, seat, cohort"))
        db.session.commit()


def swept() -> Measured:
    """As if none had ever been sent."""
    forget_mails()
    return _sweep(PEOPLE)


def nothing_due() -> Measured:
    return _sweep(0)


def _sweep(sent: int) -> Measured:
    cpu, began = time.process_time(), time.perf_counter()
    done = distribution.sweep(clock.now())
    measured = Measured(time.process_time() - cpu, time.perf_counter() - began)
    assert (done.sent, done.failed) == (sent, 0)
    return measured


def floor() -> Measured:
    forget_mails()
    cpu, began = time.process_time(), time.perf_counter()
    db.session.execute(text(FLOOR), {"now": "2027-01-04 12:00:00"})
    db.session.commit()
    return Measured(time.process_time() - cpu, time.perf_counter() - began)


if __name__ == "__main__":
    main()
