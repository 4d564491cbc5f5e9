"""Many sweeps at once queue each letter once, while places come and go."""

from functools import partial

from flask import Flask

from app import clock
from app.extensions import db
from app.services import distribution, places
from tests.distributing import assignment, mails
from tests.factories import Make
from tests.races.crowd import at_once

ROUNDS, SWEEPS, PEOPLE = 5, 6, 12


def sweep() -> int:
    done = distribution.sweep(clock.now())
    assert not done.failed
    return done.sent


def cancel(seat_id: int) -> int:
    places.cancel([places.get(seat_id)], by="participant")
    return 0


def test_each_worksheet_is_queued_once(app: Flask, make: Make) -> None:
    make.provider()
    for _round in range(ROUNDS):
        course = make.course(assignments=[assignment("mapping", -21), assignment("guide", -20)])
        cohort = make.cohort(course, state="open", in_days=14)
        registration = make.registration(cohort, seats=PEOPLE)
        for seat in registration.seats:
            seat.name, seat.email = "A participant", f"reader{seat.id}@odense.example"
        db.session.commit()
        cohort_id = cohort.id
        first = [seat.id for seat in registration.seats[:3]]

        sent = at_once(app, [sweep] * SWEEPS + [partial(cancel, seat_id) for seat_id in first])

        worksheets = [one for one in mails() if one.cohort_id == cohort_id]
        queued = [one for one in worksheets if one.letter.startswith("worksheet_")]
        assert sum(one for one in sent if isinstance(one, int)) == len(queued)
        stayed = [one for one in queued if one.about_id not in first]
        assert len(stayed) == 2 * (PEOPLE - len(first))
        assert len({one.message_id for one in queued}) == len(queued)
        db.session.rollback()
