"""At the doors and at the desk at once: nobody's tick is lost, and the day is closed once."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import AuditEntry, Cohort, Seat, SeatState
from app.models.errors import DayClosed
from app.services import attendance, self_check
from tests.factories import Make
from tests.places import group
from tests.races.crowd import at_once
from tests.taking_part import yesterday


def test_every_door_ticks_its_own(app: Flask, make: Make) -> None:
    cohort = yesterday(make)
    ids = [group(make, cohort).seats[0].id for _ in range(8)]
    number = cohort.id

    def tick(seat_id: int) -> Callable[[], int]:
        return lambda: attendance.save(db.session.get_one(Cohort, number), [seat_id], before=[])

    assert sorted(map(str, at_once(app, [tick(one) for one in ids]))) == [
        str(count) for count in range(1, 9)
    ]
    states = db.session.scalars(select(Seat.state).where(Seat.cohort_id == number)).all()
    assert set(states) == {SeatState.ATTENDED}


def test_it_is_closed_once_however_often_it_is_pressed(app: Flask, make: Make) -> None:
    cohort = yesterday(make)
    one = group(make, cohort, 5)
    number, came = cohort.id, [seat.id for seat in one.seats[:3]]

    def press() -> None:
        attendance.close(db.session.get_one(Cohort, number), came)

    told = at_once(app, [press] * 8)

    assert sum(isinstance(answer, DayClosed) for answer in told) == 7
    closings = select(AuditEntry).where(AuditEntry.action == "cohort.closed")
    assert len(db.session.scalars(closings).all()) == 1
    numbers = db.session.scalars(select(Seat.certificate_no).where(Seat.cohort_id == number)).all()
    assert len({one for one in numbers if one}) == 3
    findings = {finding.rule for finding in self_check.findings(clock.now())}
    assert findings <= {"registrations are whole"}
