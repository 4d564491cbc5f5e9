"""Fifty groups for ten seats: never more than ten, and no seat unsold that somebody could use."""

import random
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from app.extensions import db
from app.models import Cohort
from app.models.errors import TooFewLeft
from app.services import registrations, self_check, waiting_list
from tests.factories import Make
from tests.line import order
from tests.races.crowd import at_once

SEATS = 10
CLIENTS = 50
ROUNDS = 20

pytestmark = pytest.mark.slow


def asks(cohort_id: int, people: int) -> int:
    """Register, and say for how many; the choice is to be asked."""
    cohort = db.session.get_one(Cohort, cohort_id)
    return len(registrations.register(cohort, order(people)).confirmed)


def rush(app: Flask, make: Make, sizes: list[int]) -> tuple[int, list[int]]:
    """How many seats were sold, and the sizes of the groups that were refused."""
    cohort_id = make.cohort(state="open", capacity=SEATS).id
    answers = at_once(app, [partial(asks, cohort_id, people) for people in sizes])
    refused = []
    for people, answer in zip(sizes, answers, strict=True):
        if not isinstance(answer, int):
            assert isinstance(answer, TooFewLeft)
            refused.append(people)
    sold = waiting_list.places(db.session.get_one(Cohort, cohort_id)).confirmed
    db.session.rollback()
    return sold, refused


def test_never_more_than_there_are_and_none_unsold(app: Flask, make: Make) -> None:
    dice = random.Random(20261122)

    for _round in range(ROUNDS):
        sizes = [dice.randint(1, 5) for _client in range(CLIENTS)]
        sold, refused = rush(app, make, sizes)

        assert sold <= SEATS
        assert [people for people in refused if people <= SEATS - sold] == []
    assert self_check.findings(make.next_week()) == []


def test_without_the_lock_it_oversells(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: Callable[[Cohort], int] = waiting_list.free_for_newcomer

    def look_and_let_go(cohort: Cohort) -> int:
        free = looked(cohort)
        db.session.commit()
        return free

    monkeypatch.setattr(waiting_list, "free_for_newcomer", look_and_let_go)

    sold = [rush(app, make, [2] * CLIENTS)[0] for _round in range(3)]

    assert max(sold) > SEATS


def test_one_form_sent_twenty_times_at_once_is_one_registration(app: Flask, make: Make) -> None:
    cohort_id = make.cohort(state="open", capacity=SEATS).id
    asked = order(2, who="impatient")

    def send() -> int:
        return registrations.register(db.session.get_one(Cohort, cohort_id), asked).id

    answers = at_once(app, [send] * 20)

    assert len(set(answers)) == 1
    assert waiting_list.places(db.session.get_one(Cohort, cohort_id)).confirmed == 2


def test_one_address_in_twenty_groups_at_once_has_one_seat(app: Flask, make: Make) -> None:
    cohort_id = make.cohort(state="open", capacity=100).id
    anna = registrations.Person("Anna", "anna@vejle.example")

    def send() -> list[str]:
        made = registrations.register(db.session.get_one(Cohort, cohort_id), order((anna,)))
        return [str(seat.state) for seat in made.seats]

    answers = at_once(app, [send] * 20)

    assert sorted(map(str, answers)) == ["['cancelled']"] * 19 + ["['confirmed']"]
