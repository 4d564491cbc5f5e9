"""Registration opens, and everybody presses at once: the real form, on two processes of the site.

Twenty rounds on each database, each of fifty groups of one to five for ten seats.
"""

import random
import re
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models import Registration, Seat, SeatState
from app.services import self_check
from tests import databases
from tests.factories import Make
from tests.rushing import Answered, follow, form, path, rush
from tests.serving import served

SEATS = 10
CLIENTS = 50
ROUNDS = 20
DONE, TOO_FEW_LEFT = 303, 409
DIGEST = re.compile(r"/registration/[0-9a-f]{16}")

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Round:
    """How many seats were sold, and to whom none."""

    answers: list[Answered]
    sold: int
    refused: list[int]


def play(make: Make, port: int, sizes: list[int]) -> Round:
    """One group of each size presses; the cohort is new."""
    cohort = make.cohort(state="open", capacity=SEATS)
    where, cohort_id = path(cohort), cohort.id
    forms = [form(f"leader{cohort_id}-{n}", people) for n, people in enumerate(sizes)]
    # an open session keeps everybody out on SQLite
    db.session.rollback()
    answers = rush(port, where, forms)
    pairs = zip(sizes, answers, strict=True)
    refused = [people for people, answer in pairs if answer.status == TOO_FEW_LEFT]
    return Round(answers, confirmed(cohort_id), refused)


def confirmed(cohort_id: int) -> int:
    db.session.rollback()
    seats = select(func.count(Seat.id)).where(
        Seat.cohort_id == cohort_id, Seat.state == SeatState.CONFIRMED
    )
    found = db.session.scalar(seats) or 0
    db.session.rollback()
    return found


def test_never_more_than_there_are_and_none_unsold(
    app: Flask, make: Make, database: databases.Sites
) -> None:
    dice = random.Random(20261122)
    make.provider()
    with served(database, threads=4, PROXIES="1") as port:
        for _round in range(ROUNDS):
            sizes = [dice.randint(1, 5) for _client in range(CLIENTS)]

            played = play(make, port, sizes)

            assert {answer.status for answer in played.answers} == {DONE, TOO_FEW_LEFT}
            assert not any("locked" in answer.body for answer in played.answers)
            assert played.sold == sum(sizes) - sum(played.refused)
            assert played.sold <= SEATS
            assert [people for people in played.refused if people <= SEATS - played.sold] == []
            assert self_check.findings(clock.now()) == []


def test_without_the_lock_it_oversells(app: Flask, make: Make, database: databases.Sites) -> None:
    """A control: a test that cannot fail proves nothing."""
    make.provider()
    factory = "tests.races.without_lock:create_app_that_lets_go()"
    with served(database, factory, threads=4, PROXIES="1") as port:
        sold = [play(make, port, [2] * CLIENTS).sold for _round in range(3)]

    assert max(sold) > SEATS


def test_one_form_sent_twenty_times_at_once_is_one_registration(
    app: Flask, make: Make, database: databases.Sites
) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=SEATS)
    where, cohort_id = path(cohort), cohort.id
    db.session.rollback()
    with served(database, threads=4, PROXIES="1") as port:
        answers = rush(port, where, [form("impatient", 2)] * 20)
        assert {answer.status for answer in answers} == {DONE}
        # the address of a receipt carries the second in which it was opened
        receipts = {DIGEST.sub("", follow(port, answer)) for answer in answers}

    assert len(receipts) == 1
    assert "HOLD-" in receipts.pop()
    made = select(func.count(Registration.id)).where(Registration.cohort_id == cohort_id)
    assert db.session.scalar(made) == 1
    assert confirmed(cohort_id) == 2
    assert self_check.findings(clock.now()) == []
