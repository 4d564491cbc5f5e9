"""Many sweeps at once queue each letter once, while places come and go."""

import threading
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import ColumnElement

from app import clock
from app.extensions import db
from app.models import Seat
from app.services import addressees, distribution, places
from tests.distributing import assignment, mails
from tests.factories import Make
from tests.races.crowd import at_once

ROUNDS, SWEEPS, PEOPLE = 5, 6, 12
# two worksheets to each who has not cancelled
ONCE = 2 * (PEOPLE - 3)


def sweep() -> int:
    done = distribution.sweep(clock.now())
    assert not done.failed
    return done.sent


def cancel(seat_id: int) -> int:
    places.cancel([places.get(seat_id)], by="participant")
    return 0


def play(app: Flask, make: Make) -> int:
    """Sweeps and three who cancel, at once: how many letters whoever stayed has got."""
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
    assert len({one.message_id for one in queued}) == len(queued)
    stayed = len([one for one in queued if one.about_id not in first])
    db.session.rollback()
    return stayed


def test_each_worksheet_is_queued_once(app: Flask, make: Make) -> None:
    make.provider()
    for _round in range(ROUNDS):
        assert play(app, make) == ONCE


def test_without_the_key_each_is_queued_many_times(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A control: a test that cannot fail proves nothing."""
    make.provider()
    known = addressees.key_of_seat

    def own_key(prefix: str, seat: Any = Seat) -> ColumnElement[str]:
        return known(f"{prefix}{threading.get_ident()}/", seat)

    monkeypatch.setattr(addressees, "key_of_seat", own_key)

    assert play(app, make) > ONCE
