"""Before the opening, by the link of the list; and what a seat means for the list."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app import clock
from app.models import (
    Cohort,
    OpeningRule,
    SubscriptionState,
)
from app.models.errors import (
    CohortNotOpen,
    TooFewLeft,
)
from app.services import holds, registrations, waiting_list
from app.services.registrations import Choice
from tests.factories import Make
from tests.line import all_true, full, letters, order, register, states


def list_first(make: Make, capacity: int = 4) -> Cohort:
    return make.cohort(state="announced", rule=OpeningRule.LIST_FIRST, capacity=capacity)


@pytest.mark.parametrize(
    ("held", "people", "values", "expected"),
    [
        (2, 1, {}, ["confirmed"]),
        (2, 2, {}, ["confirmed"] * 2),
        (2, 3, {"choice": Choice.SPLIT, "first": (1, 2)}, ["waiting", "confirmed", "confirmed"]),
        (2, 3, {"choice": Choice.LINE}, ["waiting"] * 3),
        (0, 2, {}, ["waiting"] * 2),
        (2, 3, {}, None),
    ],
)
def test_before_the_opening_by_the_link_with_its_hold(
    make: Make, held: int, people: int, values: dict[str, Any], expected: list[str] | None
) -> None:
    cohort = list_first(make)
    who = make.subscription(cohort.course, queued_at=clock.now() - timedelta(days=9))
    if held:
        make.hold(cohort, who, seats=held)

    if expected is None:
        with pytest.raises(TooFewLeft) as refused:
            registrations.register(cohort, order(people), subscription=who)
        assert refused.value.left == held
        assert holds.seats_for(cohort, who) == held
        return
    made = registrations.register(cohort, order(people, **values), subscription=who)

    assert states(made) == expected
    assert made.queued_at == who.queued_at
    assert holds.find(cohort, who) is None
    assert waiting_list.places(cohort).held == 0
    if "confirmed" in expected:
        assert who.state is SubscriptionState.SETTLED
        assert letters("receipt") == [made.contact_email]
    else:
        assert who.state is SubscriptionState.ACTIVE
        assert letters("in_line_before_opening") == [made.contact_email]


def test_before_the_opening_only_by_the_link_of_an_active_subscription(make: Make) -> None:
    cohort = list_first(make)

    for who in (
        None,
        make.subscription(cohort.course, state="paused"),
        make.subscription(cohort.course, state="settled"),
        make.subscription(),
    ):
        with pytest.raises(CohortNotOpen):
            registrations.register(cohort, order(), subscription=who)


def test_first_come_is_open_to_nobody_before_it_opens(make: Make) -> None:
    cohort = make.cohort(state="announced")

    with pytest.raises(CohortNotOpen):
        registrations.register(cohort, order(), subscription=make.subscription(cohort.course))


def test_the_moment_and_the_precedence_are_taken_over_before_the_opening_only(
    make: Make,
) -> None:
    early = list_first(make)
    waited = clock.now() - timedelta(days=9)
    who = make.subscription(early.course, queued_at=waited, displaced=True)
    other = make.cohort(early.course, state="open", capacity=1)
    full(other)

    before = register(early, 2, subscription=who)
    after = register(other, 1, subscription=who)

    assert (before.queued_at, before.displaced) == (waited, True)
    assert after.queued_at > waited
    assert not after.displaced


def test_at_the_opening_those_in_line_are_confirmed_without_being_asked(make: Make) -> None:
    cohort = list_first(make, capacity=3)
    holder = make.subscription(cohort.course)
    make.hold(cohort, holder, seats=3)
    first = register(cohort, 2, subscription=make.subscription(cohort.course))
    second = register(cohort, 2, subscription=make.subscription(cohort.course))
    assert states(first) == ["waiting"] * 2

    assert cohort.opens_at is not None
    with time_machine.travel(cohort.opens_at):
        newcomer = register(cohort, 1, choice=None)
        assert states(first) == ["confirmed"] * 2
        assert states(second) == ["waiting"] * 2
        assert states(newcomer) == ["confirmed"]
        assert letters("offer") == []
        assert all_true()
    assert first.subscription is not None
    assert first.subscription.state is SubscriptionState.SETTLED


def test_a_seat_settles_the_link_the_contact_and_the_participants(make: Make) -> None:
    cohort = make.cohort(state="open")
    course = cohort.course
    link = make.subscription(course, "link@vejle.example", paused_until=None)
    contact = make.subscription(course, "leader@vejle.example", state="paused")
    participant = make.subscription(course, "leader-0@vejle.example")
    unconfirmed = make.subscription(course, "leader-1@vejle.example", state="new")
    elsewhere = make.subscription(email="leader@vejle.example")
    other = make.cohort(course, state="announced", rule=OpeningRule.LIST_FIRST)
    make.hold(other, participant, seats=1)

    register(cohort, 2, who="leader", subscription=link)

    settled = SubscriptionState.SETTLED
    assert [one.state for one in (link, contact, participant)] == [settled] * 3
    assert unconfirmed.state is SubscriptionState.NEW
    assert elsewhere.state is SubscriptionState.ACTIVE
    assert waiting_list.places(other).held == 0


def test_standing_in_line_leaves_a_subscription_as_it_is(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    full(cohort)
    who = make.subscription(cohort.course, "leader@vejle.example")

    register(cohort, 1, who="leader")

    assert who.state is SubscriptionState.ACTIVE
