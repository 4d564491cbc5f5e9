"""The list by its rules: the table of states, row by row."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from app import clock
from app.extensions import db
from app.language import Language
from app.models import (
    Course,
    MailState,
    OutboxMail,
    Subscription,
    SubscriptionState,
)
from app.services import cohorts, municipalities, subscriptions
from app.tokens import Link
from tests.factories import Make
from tests.subscribing import (
    ADDRESS,
    at_once,
    queued,
    subscribe,
    the_one,
    waiting_since_long,
)


def test_a_new_address_is_written_up_and_asked(make: Make) -> None:
    course = make.course()
    municipality = municipalities.find("Vejle")
    before = clock.now()

    subscribe(course, seats=3, municipality=municipality, note="We are three.", at_ours=True)

    subscription = the_one()
    assert subscription.state is SubscriptionState.NEW
    assert (subscription.email, subscription.language) == (ADDRESS, Language.DANISH)
    assert (subscription.seats_wanted, subscription.municipality) == (3, municipality)
    assert (subscription.note, subscription.at_ours) == ("We are three.", True)
    assert (subscription.wording, subscription.page) == (
        "Ja, skriv til mig.",
        "/da/kurser/x/besked",
    )
    assert before <= subscription.queued_at <= clock.now()
    assert subscription.confirmed_at is None
    [mail] = db.session.scalars(select(OutboxMail))
    assert (mail.letter, mail.recipient, mail.about_id) == (
        "confirm_subscription",
        ADDRESS,
        subscription.id,
    )


@pytest.mark.parametrize(
    ("state", "letter"),
    [
        ("new", "confirm_subscription"),
        ("active", "already_subscribed"),
        ("paused", "already_subscribed"),
        ("settled", "already_subscribed"),
    ],
)
def test_the_form_again_changes_nothing_but_the_mail(make: Make, state: str, letter: str) -> None:
    before = make.subscription(email=ADDRESS, state=state, note="As it was.")
    kept = {c.name: getattr(before, c.key) for c in Subscription.__table__.columns}

    subscribe(before.course, language=Language.ENGLISH, note="Somebody else.", seats=9, wording="x")

    db.session.expire_all()
    after = the_one()
    assert {c.name: getattr(after, c.key) for c in Subscription.__table__.columns} == kept
    [mail] = db.session.scalars(select(OutboxMail))
    assert (mail.letter, mail.recipient, mail.language) == (letter, ADDRESS, Language.DANISH)


def test_an_address_may_stand_on_several_lists(make: Make) -> None:
    subscribe(make.course())
    subscribe(make.course())

    assert db.session.scalar(select(func.count()).select_from(Subscription)) == 2


def test_the_form_causes_at_most_three_mails_to_an_address_within_a_day(make: Make) -> None:
    course, other = make.course(), make.course()
    start = clock.now()
    with time_machine.travel(start, tick=False) as traveller:
        for _time in range(3):
            subscribe(course)
        subscribe(course)
        subscribe(other)
        subscribe(course, "another@vejle.example")

        assert queued().count("confirm_subscription") == 4

        traveller.move_to(start + timedelta(hours=24, seconds=1))
        subscribe(other)

    assert queued().count("confirm_subscription") == 5


def test_forms_for_one_address_sent_at_once_cause_no_more(app: Flask, make: Make) -> None:
    def ask(course_id: int) -> None:
        subscribe(db.session.get_one(Course, course_id))

    courses = [make.course().id for _number in range(8)]

    at_once(app, [partial(ask, course_id) for course_id in courses])

    assert len(queued()) == 3


def test_other_mails_do_not_count(make: Make) -> None:
    course = make.course()
    subscription = make.subscription(course, ADDRESS)
    for number in range(3):
        cohort = make.cohort(course)
        cohorts.open_cohort(cohort)
        assert subscription.course_id == cohort.course_id, number
    db.session.commit()

    subscribe(course)

    assert queued().count("already_subscribed") == 1


def test_a_yes_makes_it_active(make: Make) -> None:
    subscription = make.subscription(state="new")
    queued_at = subscription.queued_at

    subscriptions.confirm(subscription)
    db.session.commit()

    assert subscription.is_active
    assert subscription.queued_at == queued_at
    assert subscription.confirmed_at is not None
    assert queued() == []


def test_stopping_deletes_the_row_and_the_letters_that_wait(make: Make) -> None:
    course = make.course()
    subscription = make.subscription(course, ADDRESS)
    cohort = make.cohort(course)
    cohorts.open_cohort(cohort)
    subscribe(course)

    subscriptions.stop(the_one())
    db.session.commit()

    assert db.session.scalar(select(func.count()).select_from(Subscription)) == 0
    assert queued() == []
    assert subscription is not None


def test_what_has_left_loses_the_address_and_keeps_its_place_in_the_count(make: Make) -> None:
    course = make.course()
    make.subscription(course, ADDRESS)
    cohorts.open_cohort(make.cohort(course))
    subscribe(course)
    for mail in db.session.scalars(select(OutboxMail)):
        mail.state = MailState.SENT
    db.session.commit()

    subscriptions.stop(the_one())
    db.session.commit()

    kept = {m.letter: m.recipient for m in db.session.scalars(select(OutboxMail))}
    assert kept == {"cohort_open": "", "already_subscribed": ADDRESS}

    assert subscriptions.forget_addresses(clock.now() + timedelta(hours=25)) == 1
    db.session.commit()
    kept = {m.letter: m.recipient for m in db.session.scalars(select(OutboxMail))}
    assert set(kept.values()) == {""}
    assert subscriptions.forget_addresses(clock.now() + timedelta(hours=25)) == 0


def test_stopping_and_asking_again_does_not_bring_more_mails(make: Make) -> None:
    course = make.course()
    for _time in range(3):
        subscribe(course)
    for mail in db.session.scalars(select(OutboxMail)):
        mail.state = MailState.SENT
    subscriptions.stop(the_one())

    subscribe(course)

    assert len(queued()) == 3


def test_the_id_of_somebody_who_left_is_never_given_to_another(make: Make) -> None:
    course = make.course()
    first = make.subscription(course).id
    subscriptions.stop(the_one())

    subscribe(course)

    assert the_one().id > first


def test_details_change_without_the_place_in_line(make: Make) -> None:
    course = make.course()
    subscription = make.subscription(course, ADDRESS)
    queued_at = subscription.queued_at
    cohorts.open_cohort(make.cohort(course))
    db.session.commit()

    subscriptions.change(subscription, language=Language.ENGLISH, seats=4, municipality=None)
    db.session.commit()

    assert (subscription.language, subscription.seats_wanted) == (Language.ENGLISH, 4)
    assert subscription.queued_at == queued_at
    [mail] = db.session.scalars(select(OutboxMail))
    assert mail.language is Language.ENGLISH


def test_a_link_opens_nothing_once_its_version_has_been_raised(make: Make) -> None:
    subscription = make.subscription()
    link = Link("status", subscription.id, 1)
    assert subscriptions.get_by_link(link) == subscription

    subscription.link_version = 2

    with pytest.raises(NoResultFound):
        subscriptions.get_by_link(link)


def test_a_link_for_something_else_opens_nothing(make: Make) -> None:
    subscription = make.subscription()

    assert subscriptions.find_by_link(Link("invite", subscription.id, 1)) is None


def test_two_presses_at_once_are_one_yes(app: Flask, make: Make) -> None:
    course = make.course()
    waiting_since_long(make, course)
    make.cohort(course, state="open")

    at_once(app, [lambda: subscriptions.confirm(the_one()) for _press in range(4)])

    assert queued() == ["cohort_open"]
