"""What one name on the list may do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.models import Subscription, SubscriptionState
from app.models.errors import PauseInThePast, SubscriptionNotActive

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


def on_the_list(state: str = "active", **columns: object) -> Subscription:
    return Subscription(state=SubscriptionState(state), queued_at=NOW, renewed_at=NOW, **columns)


def test_confirming_keeps_the_place_in_line() -> None:
    subscription = on_the_list("new", confirmed_at=None)

    assert subscription.confirm(LATER)

    assert subscription.is_active
    assert (subscription.queued_at, subscription.confirmed_at) == (NOW, LATER)


def test_confirming_twice_is_harmless() -> None:
    subscription = on_the_list("new")
    subscription.confirm(NOW)

    assert not subscription.confirm(LATER)

    assert subscription.confirmed_at == NOW


def test_a_pause_keeps_the_place_in_line_and_ends() -> None:
    subscription = on_the_list()

    subscription.pause(date(2027, 4, 1), LATER)

    assert subscription.state is SubscriptionState.PAUSED
    assert subscription.queued_at == NOW
    assert not subscription.is_pause_over(datetime(2027, 3, 31, 21, 59, tzinfo=UTC))
    assert subscription.is_pause_over(datetime(2027, 3, 31, 22, tzinfo=UTC))

    subscription.resume()
    assert subscription.is_active
    assert subscription.paused_until is None


@pytest.mark.parametrize("until", [date(2027, 2, 28), date(2027, 3, 1), date(2028, 3, 3)])
def test_a_pause_ends_on_a_coming_day_within_a_year(until: date) -> None:
    with pytest.raises(PauseInThePast):
        on_the_list().pause(until, NOW)


@pytest.mark.parametrize("state", ["new", "settled"])
def test_only_who_is_told_can_pause(state: str) -> None:
    with pytest.raises(SubscriptionNotActive):
        on_the_list(state).pause(date(2027, 4, 1), NOW)


def test_resuming_leaves_others_as_they_are() -> None:
    subscription = on_the_list("settled")

    subscription.resume()

    assert subscription.state is SubscriptionState.SETTLED


def test_asking_again_is_a_new_place_in_line() -> None:
    subscription = on_the_list("settled", displaced=True)

    subscription.ask_again(LATER)

    assert subscription.is_active
    assert (subscription.queued_at, subscription.displaced) == (LATER, False)


def test_the_yearly_question_comes_when_the_last_yes_was_said_long_enough_ago() -> None:
    subscription = on_the_list()

    assert not subscription.is_to_be_asked(NOW - timedelta(days=1))
    assert subscription.is_to_be_asked(NOW)
    assert not on_the_list("settled").is_to_be_asked(NOW)


def test_the_last_day_for_an_answer_counts_to_its_end() -> None:
    subscription = on_the_list(asked_at=NOW)

    assert subscription.answer_by == date(2027, 3, 31)
    assert not subscription.is_unanswered(datetime(2027, 3, 31, 21, 59, tzinfo=UTC))
    assert subscription.is_unanswered(datetime(2027, 3, 31, 22, tzinfo=UTC))


def test_a_yes_keeps_the_place_for_another_year() -> None:
    subscription = on_the_list(asked_at=NOW)

    subscription.renew(LATER)

    assert not subscription.is_unanswered(NOW + timedelta(days=60))
    assert not subscription.is_to_be_asked(LATER - timedelta(days=1))
    assert subscription.queued_at == NOW
    with pytest.raises(SubscriptionNotActive):
        on_the_list("new").renew(LATER)
