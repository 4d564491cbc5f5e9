"""A cohort is opened while something else happens on its course: nobody is stuck, or lost."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from flask import Flask

from app.extensions import db
from app.models import Cohort, DatePoll, OutboxMail, Seat, Subscription, SubscriptionState
from app.services import cohorts, date_polls, notices, outbox, places
from tests.asking import ask
from tests.factories import Make
from tests.races.crowd import at_once

pytestmark = pytest.mark.slow


def waits_after(act: Callable[..., Any], both: threading.Barrier) -> Callable[..., Any]:
    """The same; whoever has done it waits a moment for the other one to get as far."""

    def done(*given: Any, **named: Any) -> Any:
        found = act(*given, **named)
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return found

    return done


def open_it(cohort_id: int) -> None:
    cohorts.open_cohort(db.session.get_one(Cohort, cohort_id))


def stop(poll_id: int) -> None:
    date_polls.stop(db.session.get_one(DatePoll, poll_id), actor=None)


def give_up(seat_id: int) -> None:
    places.cancel([db.session.get_one(Seat, seat_id)], by="contact")


def test_a_question_is_stopped_while_a_cohort_is_opened_on_one_of_its_dates(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.provider()
    course = make.course()
    make.subscription(course)
    poll = ask(course)
    draft = make.cohort(course, proposed_date_id=poll.dates[0].id)
    both = threading.Barrier(2)

    monkeypatch.setattr(cohorts, "lock", waits_after(cohorts.lock, both))
    monkeypatch.setattr(date_polls, "_lock", waits_after(date_polls._lock, both))
    found = at_once(app, [partial(open_it, draft.id), partial(stop, poll.id)])

    assert found == [None, None]
    assert db.session.query(DatePoll).count() == 0
    opened = db.session.query(Cohort).one()
    assert (opened.is_draft, opened.proposed_date_id) == (False, None)


def test_who_gives_up_a_place_while_another_date_is_opened_is_told_of_it(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.provider()
    course = make.course()
    who = make.subscription(course)
    has_place = make.cohort(course, state="open")
    one = make.registration(has_place, subscription=who)
    who.state = SubscriptionState.SETTLED
    db.session.commit()
    draft, seat, both = make.cohort(course).id, one.seats[0].id, threading.Barrier(2)
    number = who.id

    monkeypatch.setattr(notices, "tell_late", waits_after(notices.tell_late, both))
    monkeypatch.setattr(outbox, "queue_for_all", waits_after(outbox.queue_for_all, both))
    found = at_once(app, [partial(open_it, draft), partial(give_up, seat)])

    assert found == [None, None]
    assert db.session.query(Subscription).one().is_active
    about = db.session.query(OutboxMail).filter_by(cohort_id=draft)
    assert [mail.about_id for mail in about] == [number]
