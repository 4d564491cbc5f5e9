"""What time brings about: each thing when it is due, once, and alone."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import (
    CohortState,
    Course,
    MailState,
    OutboxMail,
    RateLimit,
    Subscription,
    SubscriptionState,
)
from app.services import cohorts, job_facts, list_sweep, subscriptions, sweep
from tests.databases import Database
from tests.factories import Make

NOTHING = sweep.Swept()


def remaining() -> list[str]:
    return sorted(db.session.scalars(select(Subscription.email)))


def letters() -> list[str]:
    return list(db.session.scalars(select(OutboxMail.letter).order_by(OutboxMail.id)))


def ago(**span: float) -> datetime:
    return clock.now() - timedelta(**span)


def test_an_address_that_nobody_confirmed_is_erased_after_seven_days(make: Make) -> None:
    course = make.course()
    make.subscription(course, "a@odense.example", state="new", queued_at=ago(days=7, seconds=1))
    make.subscription(course, "b@odense.example", state="new", queued_at=ago(days=6, hours=23))
    make.subscription(course, "c@odense.example", state="active", queued_at=ago(days=300))

    assert sweep.sweep(clock.now()) == sweep.Swept(unconfirmed=1)

    assert remaining() == ["b@odense.example", "c@odense.example"]
    assert sweep.sweep(clock.now()) == NOTHING


def test_a_pause_ends_on_its_day_in_copenhagen(make: Make) -> None:
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC), tick=False) as traveller:
        course = make.course()
        make.subscription(course, state="paused", paused_until=date(2027, 4, 1))
        cohort = make.cohort(course, in_days=90)
        cohorts.open_cohort(cohort)
        db.session.commit()

        traveller.move_to(datetime(2027, 3, 31, 21, 59, tzinfo=UTC))
        assert sweep.sweep(clock.now()) == sweep.Swept(opened=1, visited=1)
        traveller.move_to(datetime(2027, 3, 31, 22, tzinfo=UTC))
        assert sweep.sweep(clock.now()) == sweep.Swept(resumed=1)

        assert db.session.scalars(select(Subscription)).one().is_active
        # announced meanwhile: told now
        assert letters() == ["cohort_open"]
        assert sweep.sweep(clock.now()) == NOTHING


def test_the_yearly_question_is_put_once_and_answered_within_thirty_days(make: Make) -> None:
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC), tick=False) as traveller:
        course = make.course()
        said: dict[str, Any] = {"confirmed_at": ago(days=340), "renewed_at": ago(days=340)}
        make.subscription(course, "silent@odense.example", **said)
        make.subscription(course, "paused@odense.example", state="paused", **said)
        faithful = make.subscription(course, "faithful@odense.example", **said)
        make.subscription(course, "fresh@odense.example", renewed_at=ago(days=300))

        assert sweep.sweep(clock.now()) == sweep.Swept(asked=3)
        assert sweep.sweep(clock.now()) == NOTHING
        assert letters() == ["still_interested"] * 3

        subscriptions.renew(faithful)
        db.session.commit()
        traveller.move_to(datetime(2027, 3, 31, 21, 59, tzinfo=UTC))
        assert sweep.sweep(clock.now()) == sweep.Swept(resumed=1)
        traveller.move_to(datetime(2027, 3, 31, 22, tzinfo=UTC))
        assert sweep.sweep(clock.now()) == sweep.Swept(unanswered=2)

        assert remaining() == ["faithful@odense.example", "fresh@odense.example"]


def test_who_had_a_place_is_forgotten_thirty_days_after_the_last_day(make: Make) -> None:
    course = make.course()
    over = make.cohort(course, state="open", in_days=-40)
    lately = make.cohort(course, state="open", in_days=-20)
    for name, cohort in (("a", over), ("b", lately), ("c", over)):
        make.registration(cohort, contact_email=f"{name}@odense.example")
    make.registration(lately, contact_email="c@odense.example")
    for name in ("a", "b", "c", "d"):
        make.subscription(course, f"{name}@odense.example", state="settled")
    make.subscription(make.course(), "a@odense.example", state="settled")
    make.subscription(course, "e@odense.example")

    assert sweep.sweep(clock.now()).settled == 1

    assert remaining() == [f"{name}@odense.example" for name in ("a", "b", "c", "d", "e")]


def test_a_cohort_opens_at_its_moment(make: Make) -> None:
    cohort = make.cohort(state="announced")
    opens_at = cohort.opens_at
    assert opens_at is not None

    assert sweep.sweep(opens_at - timedelta(seconds=1)) == NOTHING
    with time_machine.travel(opens_at, tick=False):
        assert sweep.sweep(clock.now()) == sweep.Swept(opened=1, visited=1)

    assert cohort.state is CohortState.OPEN


def test_counters_and_addresses_of_letters_go_when_their_time_is_over(make: Make) -> None:
    now = clock.now()
    db.session.add(RateLimit(key="over", hits=3, expires_at=int(now.timestamp()) - 1))
    db.session.add(RateLimit(key="running", hits=3, expires_at=int(now.timestamp()) + 60))
    subscription = make.subscription(state="new", email="gone@odense.example")
    ask(subscription.course, subscription.email)
    for mail in db.session.scalars(select(OutboxMail)):
        mail.state = MailState.SENT
        mail.queued_at = now - timedelta(hours=23)
    subscriptions.stop(subscription)
    db.session.commit()

    assert sweep.sweep(now) == sweep.Swept(counters=1)
    assert sweep.sweep(now + timedelta(hours=1)) == sweep.Swept(counters=1, letters=1)

    assert [mail.recipient for mail in db.session.scalars(select(OutboxMail))] == [""]


def test_a_letter_that_left_a_month_ago_loses_its_address_and_keeps_its_key(make: Make) -> None:
    subscription = make.subscription(email="a@odense.example", state="new")
    ask(subscription.course, subscription.email)
    now = clock.now()
    [mail] = db.session.scalars(select(OutboxMail))
    assert sweep.sweep(now + timedelta(days=6)) == NOTHING
    mail.state = MailState.SENT
    mail.due_at = now - timedelta(days=30)
    db.session.commit()

    assert sweep.sweep(now) == sweep.Swept(letters=1)
    assert sweep.sweep(now) == NOTHING

    assert mail.recipient == ""
    assert mail.key.startswith("form/")


@pytest.mark.parametrize("about_a_course", [True, False])
def test_a_letter_that_failed_can_be_sent_again_until_names_go(
    make: Make, about_a_course: bool
) -> None:
    now = clock.now()
    cohort = make.cohort(state="open", in_days=-364) if about_a_course else None
    ask(make.course(), "a@odense.example")
    [mail] = db.session.scalars(select(OutboxMail))
    mail.state, mail.error = MailState.FAILED, "550 no a@odense.example here"
    mail.due_at = now - timedelta(days=10 if cohort else 364)
    mail.cohort_id = cohort.id if cohort else None
    db.session.commit()
    assert (sweep.due(now)["letters"], sweep.sweep(now).letters) == (0, 0)
    assert bool(job_facts.of_all(now)) is about_a_course

    later = now + timedelta(days=2)
    assert (sweep.due(later)["letters"], sweep.sweep(later).letters) == (1, 1)

    assert (mail.recipient, mail.error, mail.state) == ("", "", MailState.FAILED)
    assert sweep.due(later)["letters"] == 0
    assert job_facts.of_all(later) == []


def ask(course: Course, email: str) -> None:
    subscriptions.subscribe(
        course, email=email, language=course.taught_in, wording="Yes.", page="/"
    )


def test_one_that_fails_spoils_no_other(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    course = make.course()
    for number in range(10):
        make.subscription(
            course, f"{number}@odense.example", state="new", queued_at=ago(days=8, seconds=-number)
        )
    erase = subscriptions.erase
    calls = []

    def erase_but_the_third(*which: Any) -> int:
        calls.append(which)
        erased = erase(*which)
        if len(calls) == 3:
            raise RuntimeError("the disk is odd today")
        return erased

    monkeypatch.setattr(subscriptions, "erase", erase_but_the_third)

    assert sweep.sweep(clock.now()) == sweep.Swept(unconfirmed=9, failed=1)

    assert remaining() == ["2@odense.example"]


def test_two_at_once_do_everything_once(app: Flask, make: Make) -> None:
    course = make.course()
    make.cohort(course, state="open")
    for number in range(20):
        queued = ago(days=300, seconds=-number)
        make.subscription(course, f"n{number}@odense.example", state="new", queued_at=queued)
        make.subscription(
            course,
            f"p{number}@odense.example",
            state="paused",
            paused_until=clock.today(),
            queued_at=queued,
        )
        make.subscription(course, f"y{number}@odense.example", renewed_at=ago(days=340))
    found: list[sweep.Swept] = []

    def run() -> None:
        with app.app_context():
            found.append(sweep.sweep(clock.now()))

    both = [Thread(target=run) for _which in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    db.session.rollback()
    assert [one.failed for one in found] == [0, 0]
    assert sum(one.unconfirmed for one in found) == 20
    assert sum(one.resumed for one in found) == 20
    assert sum(one.asked for one in found) == 20
    assert sorted(letters()) == ["cohort_open"] * 20 + ["still_interested"] * 20
    assert sweep.sweep(clock.now()) == NOTHING


@pytest.mark.one_database
def test_no_byte_of_an_erased_address_is_left_in_the_files(
    app: Flask, database: Database, make: Make
) -> None:
    address = "somebody.unusual@odense.example"
    subscription = make.subscription(email=address, state="new", queued_at=ago(days=8))
    ask(subscription.course, address)
    db.session.execute(db.update(OutboxMail).values(queued_at=ago(days=2)))
    db.session.commit()
    place = db.session.scalar(db.text("SELECT file FROM pragma_database_list LIMIT 1"))
    db.session.commit()

    sweep.sweep(clock.now())

    for ending in ("", "-wal"):
        with open(f"{place}{ending}", "rb") as file:
            assert address.encode() not in file.read(), ending
    assert sqlite3.connect(str(place)).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_whoever_says_yes_at_the_last_moment_stays(make: Make) -> None:
    subscription = make.subscription(state="new", queued_at=ago(days=8))
    due = list_sweep.unconfirmed(clock.now())
    assert db.session.scalars(due).all() == [subscription.id]
    subscription.state = SubscriptionState.ACTIVE
    db.session.commit()

    assert not list_sweep.erase_unconfirmed(subscription.id, clock.now())
