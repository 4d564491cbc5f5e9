"""List first: places held in the order of the list, until the cohort opens."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock, workdays
from app.extensions import db
from app.models import CohortState, CountsAs, Hold, OpeningRule, OutboxMail
from app.models.errors import OpeningTooLate
from app.services import cohorts, holds, subscriptions, sweep, waiting_list
from tests.factories import Make, at
from tests.line import all_true, letters, order, register, states

FIRST = OpeningRule.LIST_FIRST
# a Tuesday
NOW = at(date(2026, 9, 1), 8)


def ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def held() -> dict[str, int]:
    found = select(Hold).order_by(Hold.id)
    return {
        hold.subscription.email.split("@")[0]: hold.seats
        for hold in db.session.scalars(found)
        if hold.subscription
    }


def test_places_are_held_in_the_order_of_the_list(make: Make) -> None:
    course = make.course()
    make.subscription(course, "third@vejle.example", queued_at=ago(1), seats_wanted=3)
    make.subscription(course, "second@vejle.example", queued_at=ago(2), seats_wanted=2)
    make.subscription(
        course, "displaced@vejle.example", queued_at=ago(0), displaced=True, seats_wanted=2
    )
    make.subscription(course, "paused@vejle.example", queued_at=ago(9), state="paused")
    make.subscription(course, "new@vejle.example", queued_at=ago(9), state="new")
    make.subscription(course, "last@vejle.example", queued_at=ago(0))
    cohort = make.cohort(course, capacity=5)

    assert cohorts.open_cohort(cohort, rule=FIRST) == 4

    assert held() == {"displaced": 2, "second": 2, "third": 1}
    assert letters("cohort_open_held") == [
        "displaced@vejle.example",
        "second@vejle.example",
        "third@vejle.example",
    ]
    assert letters("cohort_open_listed") == ["last@vejle.example"]
    assert letters("cohort_open") == []
    assert waiting_list.places(cohort).held == 5
    assert all_true()


def test_those_on_the_list_have_three_working_days(make: Make) -> None:
    with time_machine.travel(NOW):
        course = make.course()
        make.subscription(course)
        cohort = make.cohort(course)
        later = make.cohort(course)

        cohorts.open_cohort(cohort, rule=FIRST)
        cohorts.open_cohort(later, rule=FIRST, opens_at=at(date(2026, 9, 8), 9))

    assert cohort.opens_at == at(date(2026, 9, 4), 12)
    assert {hold.until for hold in db.session.scalars(select(Hold))} == {
        cohort.opens_at,
        at(date(2026, 9, 8), 9),
    }


def test_not_when_the_deadline_comes_before(make: Make) -> None:
    course = make.course()
    make.subscription(course)
    soon = workdays.add_working_days(clock.today(), 1)
    cohort = make.cohort(course, register_by=soon)

    assert holds.default_rule(cohort, clock.now()) is OpeningRule.FIRST_COME
    with pytest.raises(OpeningTooLate):
        cohorts.open_cohort(cohort, rule=FIRST)


def test_list_first_is_the_default_when_anyone_is_subscribed(make: Make) -> None:
    course = make.course()
    cohort, empty = make.cohort(course), make.cohort()
    make.subscription(course)
    unlisted = make.cohort(course, unlisted_code="abc")

    assert holds.default_rule(cohort, clock.now()) is FIRST
    assert holds.default_rule(empty, clock.now()) is OpeningRule.FIRST_COME
    assert holds.default_rule(unlisted, clock.now()) is OpeningRule.FIRST_COME


def test_an_unlisted_cohort_is_first_come_and_tells_nobody(make: Make) -> None:
    course = make.course()
    make.subscription(course)
    cohort = make.cohort(course, unlisted_code="abc")

    assert cohorts.open_cohort(cohort, rule=FIRST) == 0
    assert cohort.rule is OpeningRule.FIRST_COME
    assert cohort.opens_at == cohort.tell_at
    assert held() == {}


def test_stopping_takes_holds_and_letters_back_whole(make: Make) -> None:
    course = make.course()
    make.subscription(course)
    make.subscription(course)
    cohort = make.cohort(course, capacity=1)
    cohorts.open_cohort(cohort, rule=FIRST)

    cohorts.stop_opening(cohort)

    assert held() == {}
    assert db.session.scalars(select(OutboxMail)).all() == []
    assert cohort.state is CohortState.DRAFT
    assert cohort.opens_at is None
    assert cohorts.open_cohort(cohort, rule=FIRST) == 2


def test_pressing_twice_holds_once(make: Make) -> None:
    course = make.course()
    make.subscription(course, seats_wanted=2)
    cohort = make.cohort(course)

    assert [cohorts.open_cohort(cohort, rule=FIRST) for _ in range(2)] == [1, 1]
    assert list(held().values()) == [2]


def test_no_thanks_ends_the_hold_and_gives_its_seats_to_nobody_yet(make: Make) -> None:
    course = make.course()
    first = make.subscription(course, queued_at=ago(2))
    second = make.subscription(course, queued_at=ago(1))
    cohort = make.cohort(course, capacity=1)
    cohorts.open_cohort(cohort, rule=FIRST)
    db.session.commit()

    assert cohort.tell_at is not None
    assert cohort.opens_at is not None
    with time_machine.travel(cohort.tell_at):
        waiting = register(cohort, 1, subscription=second)
        holds.refuse(cohort, first)
        holds.refuse(cohort, first)
        db.session.commit()

        assert states(waiting) == ["waiting"]
        assert first.is_active
        assert waiting_list.places(cohort).unclaimed == 1
    with time_machine.travel(cohort.opens_at):
        sweep.sweep(clock.now())
        assert states(waiting) == ["confirmed"]
        assert cohort.state is CohortState.OPEN
        assert all_true()


def test_changing_the_number_of_seats_changes_no_hold(make: Make) -> None:
    course = make.course()
    who = make.subscription(course, seats_wanted=2)
    cohort = make.cohort(course)
    cohorts.open_cohort(cohort, rule=FIRST)

    subscriptions.change(who, language=who.language, seats=5, municipality=None)

    assert list(held().values()) == [2]


def test_who_stops_loses_the_hold_but_not_the_registration(make: Make) -> None:
    course = make.course()
    who, other = make.subscription(course), make.subscription(course)
    cohort = make.cohort(course)
    cohorts.open_cohort(cohort, rule=FIRST)
    db.session.commit()
    assert cohort.tell_at is not None
    with time_machine.travel(cohort.tell_at):
        made = register(cohort, 1, subscription=other)

        subscriptions.stop(who)
        subscriptions.stop(other)
        db.session.commit()

        db.session.expire_all()
        assert held() == {}
        assert states(made) == ["confirmed"]
        assert made.subscription is None
        assert letters("cohort_open_held") == []


def test_a_hold_counts_as_one_where_registrations_are_counted(make: Make) -> None:
    course = make.course()
    make.subscription(course, seats_wanted=5)
    make.subscription(course, seats_wanted=4)
    make.subscription(course, seats_wanted=4)
    cohort = make.cohort(course, capacity=2, counts_as=CountsAs.REGISTRATIONS)

    cohorts.open_cohort(cohort, rule=FIRST)

    assert list(held().values()) == [1, 1]


def test_told_late_without_a_hold(make: Make) -> None:
    course = make.course()
    paused = make.subscription(course, "late@vejle.example", state="paused")
    make.subscription(course)
    cohort = make.cohort(course)
    cohorts.open_cohort(cohort, rule=FIRST)
    db.session.commit()

    subscriptions.resume(paused)
    subscriptions.resume(paused)

    assert letters("cohort_open_listed") == ["late@vejle.example"]
    assert holds.seats_for(cohort, paused) == 0


def test_a_hold_survives_a_pause(make: Make) -> None:
    course = make.course()
    who = make.subscription(course)
    cohort = make.cohort(course)
    cohorts.open_cohort(cohort, rule=FIRST)

    subscriptions.pause(who, clock.today() + timedelta(days=1))
    assert letters("cohort_open_held") == []
    subscriptions.resume(who)

    assert letters("cohort_open_held") == [who.email]
    assert all_true()


def test_first_come_tells_everybody_the_same(make: Make) -> None:
    course = make.course()
    make.subscription(course)
    cohort = make.cohort(course)

    assert cohorts.open_cohort(cohort) == 1
    assert held() == {}
    assert len(letters("cohort_open")) == 1
    assert order().people
