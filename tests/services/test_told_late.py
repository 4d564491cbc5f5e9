"""Who could not be told with the others, and whom an opening tells."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import (
    Cohort,
    OutboxMail,
    Subscription,
)
from app.services import cohorts, subscriptions, sweep
from tests.factories import Make
from tests.subscribing import (
    ADDRESS,
    at_once,
    queued,
    waiting_since_long,
)


def test_who_confirms_after_the_opening_is_told_then_and_once(make: Make) -> None:
    course = make.course()
    make.subscription(course)
    late = make.subscription(course, ADDRESS, state="new")
    cohort = make.cohort(course)
    assert cohorts.open_cohort(cohort) == 1
    db.session.commit()

    subscriptions.confirm(late)
    subscriptions.confirm(late)
    db.session.commit()

    [mail] = db.session.scalars(select(OutboxMail).where(OutboxMail.recipient == ADDRESS))
    assert mail.key == f"cohort-open/{cohort.id}/{late.id}"
    # not before the others, and gone if the opening is taken back
    assert mail.due_at == cohort.tell_at
    cohorts.stop_opening(cohort)
    assert queued() == []


def test_who_stands_on_the_list_since_the_others_were_told_is_not_told_late(make: Make) -> None:
    course = make.course()
    make.cohort(course, state="open")
    late = make.subscription(course, state="new")

    subscriptions.confirm(late)

    assert queued() == []


@pytest.mark.parametrize(
    "columns", [{"unlisted_code": "only-by-link"}, {"state": "called_off"}, {"state": "draft"}]
)
def test_nobody_is_told_late_of_a_cohort_that_is_not_for_the_list(
    make: Make, columns: dict[str, Any]
) -> None:
    course = make.course()
    make.cohort(course, **({"state": "open"} | columns))
    late = waiting_since_long(make, course)

    subscriptions.confirm(late)

    assert queued() == []


def test_nobody_is_told_late_after_the_deadline(make: Make) -> None:
    course = make.course()
    yesterday = clock.today() - timedelta(days=1)
    make.cohort(course, state="open", register_by=yesterday)
    late = waiting_since_long(make, course)

    subscriptions.confirm(late)

    assert queued() == []


def test_a_pause_that_ends_tells_what_was_announced_meanwhile(make: Make) -> None:
    course = make.course()
    subscription = waiting_since_long(make, course, "paused")
    cohort = make.cohort(course, state="open")

    subscriptions.resume(subscription)
    subscriptions.resume(subscription)
    db.session.commit()

    [mail] = db.session.scalars(select(OutboxMail))
    assert mail.key == f"cohort-open/{cohort.id}/{subscription.id}"
    assert subscription.is_active


def test_pausing_in_the_ten_minutes_puts_the_letter_off(make: Make) -> None:
    course = make.course()
    subscription = waiting_since_long(make, course, "active")
    cohorts.open_cohort(make.cohort(course))

    subscriptions.pause(subscription, clock.today() + timedelta(days=3))
    assert queued() == []

    subscriptions.resume(subscription)
    assert queued() == ["cohort_open"]


def test_who_has_a_place_may_ask_to_hear_of_further_dates(make: Make) -> None:
    course = make.course()
    subscription = waiting_since_long(make, course, "settled")
    make.cohort(course, state="open")
    before = clock.now()

    subscriptions.ask_again(subscription)
    db.session.commit()

    assert subscription.is_active
    assert subscription.queued_at >= before
    assert queued() == []


def test_a_yes_to_the_yearly_question_takes_a_waiting_letter_back(make: Make) -> None:
    subscription = make.subscription(renewed_at=clock.now() - timedelta(days=340))
    assert sweep.sweep(clock.now()).asked == 1

    subscriptions.renew(subscription)
    db.session.commit()

    assert subscription.asked_at is None
    assert queued() == []


def test_opening_tells_the_active_of_the_course_in_the_order_of_the_list(make: Make) -> None:
    course = make.course()
    now = clock.now()
    second = make.subscription(course, queued_at=now - timedelta(days=1))
    third = make.subscription(course, queued_at=now)
    first = make.subscription(course, displaced=True, queued_at=now)
    for state in ("new", "paused", "settled"):
        make.subscription(course, state=state)
    make.subscription()

    told = list(db.session.scalars(subscriptions.to_tell(make.cohort(course))))

    assert told == [first, second, third]
    unlisted = make.cohort(course, unlisted_code="only-by-link")
    assert list(db.session.scalars(subscriptions.to_tell(unlisted))) == []


def test_a_yes_and_an_opening_at_once_miss_nobody(app: Flask, make: Make) -> None:
    def press(subscription_id: int) -> None:
        subscriptions.confirm(db.session.get_one(Subscription, subscription_id))

    def announce(cohort_id: int) -> None:
        cohorts.open_cohort(db.session.get_one(Cohort, cohort_id))

    for _round in range(5):
        course = make.course()
        subscription = waiting_since_long(make, course).id
        cohort = make.cohort(course).id

        at_once(app, [partial(press, subscription), partial(announce, cohort)])

        told = db.session.scalars(select(OutboxMail).where(OutboxMail.cohort_id == cohort)).all()
        assert [mail.about_id for mail in told] == [subscription]
