"""Cancelling, registering, handing over, sweeping and answering, all at the same moment."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Cohort, Registration, Seat, SeatState
from app.services import hand_overs, offers, places, registrations, self_check, sweep
from app.services.registrations import Choice, Person
from tests.factories import Make
from tests.line import order, register
from tests.races.crowd import at_once

ROUNDS = 20

pytestmark = pytest.mark.slow

Act = Callable[[], object]


def cancel(seat_id: int) -> None:
    places.cancel([places.get(seat_id)], by="participant")


def hand_over(seat_id: int, email: str) -> None:
    person = Person("A colleague", email)
    hand_overs.give_to(places.get(seat_id), person, language=Language.DANISH, by="participant")


def join(cohort_id: int, people: int, at_least: int) -> None:
    cohort = db.session.get_one(Cohort, cohort_id)
    asked = order(people, choice=Choice.LINE, at_least=at_least)
    registrations.register(cohort, asked)


def accept(registration_id: int) -> None:
    offers.accept(registrations.get(registration_id), keep_rest=True)


def decline(registration_id: int) -> None:
    offers.decline(registrations.get(registration_id))


def look_after() -> None:
    sweep.sweep(clock.now())


def busy(make: Make, dice: random.Random) -> tuple[int, list[Act]]:
    """A full cohort with a line and offers, one past its deadline; and what happens to it."""
    cohort = make.cohort(state="open", capacity=8)
    first = register(cohort, 8)
    line = [register(cohort, dice.randint(1, 3), at_least=1) for _ in range(6)]
    places.cancel(first.seats[:3], by="contact")
    db.session.commit()
    offered = [one.id for one in line if one.offered]
    ended = db.session.get_one(Registration, offered[0])
    ended.offer_until = clock.now() - timedelta(minutes=1)
    db.session.commit()
    seats = [seat.id for seat in first.seats[3:]]
    acts: list[Act] = [partial(cancel, seat_id) for seat_id in seats[:3]]
    acts += [partial(hand_over, seat_id, f"new{seat_id}@vejle.example") for seat_id in seats[2:]]
    acts += [partial(join, cohort.id, dice.randint(1, 3), dice.randint(1, 2)) for _ in range(8)]
    acts += [partial(accept, one) for one in offered for _twice in range(2)]
    acts += [partial(decline, one) for one in offered[1:]]
    acts += [look_after, look_after]
    dice.shuffle(acts)
    return cohort.id, acts


def test_everything_stays_true(app: Flask, make: Make) -> None:
    dice = random.Random(1812)

    for _round in range(ROUNDS):
        cohort_id, acts = busy(make, dice)

        at_once(app, acts)

        assert self_check.findings(clock.now()) == []
        taken = select(Seat.id).where(
            Seat.cohort_id == cohort_id,
            Seat.state.in_((SeatState.CONFIRMED, SeatState.OFFERED)),
        )
        assert len(db.session.scalars(taken).all()) <= 8
        db.session.rollback()
