"""The line against a simple model: whatever happens in whatever order, what must be true is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import Cohort, Registration, SeatState
from app.models.errors import NoOffer, TooFewLeft
from app.services import cohort_changes, offers, places, registrations, self_check, sweep
from app.services.registrations import Choice
from tests.databases import Database
from tests.factories import Make
from tests.line import order

CAPACITY = 4


class Line(RuleBasedStateMachine):
    """One cohort. The model is a count: who has how many places, and how many there are."""

    database: Database
    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.database.empty()
        self.context = self.app.app_context()
        self.context.push()
        self.travel = time_machine.travel(clock.now(), tick=True)
        self.moment = self.travel.start()
        self.cohort_id = Make().cohort(state="open", capacity=CAPACITY, in_days=90).id
        self.capacity = CAPACITY

    def teardown(self) -> None:
        """What must always be true is, after whatever has happened."""
        try:
            sweep.sweep(clock.now())
            assert self_check.findings(clock.now()) == []
        finally:
            db.session.remove()
            self.travel.stop()
            self.context.pop()

    @property
    def cohort(self) -> Cohort:
        return db.session.get_one(Cohort, self.cohort_id)

    @contextmanager
    def act(self) -> Iterator[None]:
        yield
        db.session.commit()
        self.moment.shift(timedelta(seconds=1))

    def those_with(self, state: SeatState) -> list[Registration]:
        found = select(Registration).order_by(Registration.id)
        return [one for one in db.session.scalars(found) if one.in_state(state)]

    def pick(self, state: SeatState, number: int) -> Registration | None:
        found = self.those_with(state)
        return found[number % len(found)] if found else None

    @rule(people=st.integers(1, 5), at_least=st.integers(1, 5), unasked=st.booleans())
    def register(self, people: int, at_least: int, unasked: bool) -> None:
        until = clock.today() + timedelta(days=3) if unasked else None
        asked = order(people, at_least=at_least, accept_until=until)
        free = self.free()
        with self.act():
            try:
                made = registrations.register(self.cohort, asked)
            except TooFewLeft as refused:
                assert refused.left < people
                asked = order(people, choice=Choice.LINE, at_least=at_least, accept_until=until)
                made = registrations.register(self.cohort, asked)
            else:
                assert people <= free
                assert len(made.confirmed) == people

    @rule(number=st.integers(0, 9), seats=st.integers(1, 5))
    def cancel(self, number: int, seats: int) -> None:
        found = self.pick(SeatState.CONFIRMED, number)
        if found is not None:
            with self.act():
                places.cancel(found.confirmed[:seats], by="contact")

    @rule(number=st.integers(0, 9), keep=st.booleans())
    def accept(self, number: int, keep: bool) -> None:
        found = self.pick(SeatState.OFFERED, number)
        if found is None:
            return
        had, offered = len(found.confirmed), len(found.offered)
        alive = found.has_offer(clock.now())
        with self.act():
            try:
                offers.accept(found, keep_rest=keep)
            except NoOffer:
                assert not alive
                db.session.rollback()
            else:
                assert len(found.confirmed) >= had + offered

    @rule(number=st.integers(0, 9))
    def decline(self, number: int) -> None:
        found = self.pick(SeatState.OFFERED, number)
        if found is not None and found.has_offer(clock.now()):
            with self.act():
                offers.decline(found)
            assert not found.waiting
            assert not found.offered

    @rule(number=st.integers(0, 9))
    def withdraw(self, number: int) -> None:
        found = self.pick(SeatState.WAITING, number)
        if found is not None:
            with self.act():
                offers.withdraw(found)

    @rule(number=st.integers(0, 9), state=st.sampled_from([SeatState.DECLINED, SeatState.LAPSED]))
    def stand_in_line_again(self, number: int, state: SeatState) -> None:
        found = self.pick(state, number)
        if found is not None:
            with self.act():
                offers.stand_in_line_again(found)

    @rule(capacity=st.integers(1, 8))
    def change_capacity(self, capacity: int) -> None:
        with self.act():
            cohort_changes.set_capacity(self.cohort, capacity, actor=None)
        self.capacity = capacity

    @rule(hours=st.sampled_from([1, 12, 30, 100]))
    @precondition(lambda self: clock.now() < self.end())
    def wait_and_sweep(self, hours: int) -> None:
        self.moment.shift(timedelta(hours=hours))
        swept = sweep.sweep(clock.now())
        assert swept.failed == 0

    def end(self) -> Any:
        """Well before the last window, so that offers go on by themselves."""
        starts_at = self.cohort.starts_at
        assert starts_at is not None
        return starts_at - timedelta(days=45)

    def free(self) -> int:
        """By the model: what is not taken, unless somebody in line could use it."""
        taken = sum(
            len(one.in_state(SeatState.CONFIRMED, SeatState.OFFERED))
            for one in self.those_with(SeatState.CONFIRMED) + self.only_offered()
        )
        return max(0, self.capacity - taken)

    def only_offered(self) -> list[Registration]:
        return [one for one in self.those_with(SeatState.OFFERED) if not one.confirmed]

    @invariant()
    def nobody_in_line_fits_what_is_free(self) -> None:
        free = self.free()
        for one in self.those_with(SeatState.WAITING):
            if not one.offered:
                assert free < min(one.at_least, len(one.waiting))
        db.session.rollback()


@pytest.mark.slow
def test_the_line_keeps_its_promises(database: Database) -> None:
    site = database.site()
    machine = type("Run", (Line,), {"database": database, "app": site})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=14,
            stateful_step_count=12,
            deadline=None,
            # the first history that fails is told as it is: shrinking takes minutes
            phases=[Phase.generate],
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
