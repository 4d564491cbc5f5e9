"""Two secretaries open one cohort at the same moment, each on another process of the site."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, insert, select

from app import clock
from app.extensions import db
from app.language import Language
from app.models import AuditEntry, Cohort, CohortState, OutboxMail, Subscription, SubscriptionState
from tests import databases
from tests.factories import Make
from tests.serving import Desk, served

SUBSCRIBERS = 5000
SEVERAL = 500


@dataclass(frozen=True)
class Outcome:
    """What the two saw, and what is stored."""

    answers: list[tuple[int, str]]
    rows: int
    told: int
    openings: int
    state: CohortState


def subscribers(cohort: Cohort, number: int) -> None:
    """So many who are to be told, and some who are not."""
    everyone = [("active", n) for n in range(number)] + [("new", n) for n in range(50)]
    everyone += [("paused", n) for n in range(50)]
    db.session.execute(
        insert(Subscription),
        [
            {
                "course_id": cohort.course_id,
                "email": f"{state}{n}@odense.example",
                "language": Language.DANISH if n % 3 else Language.ENGLISH,
                "state": SubscriptionState(state),
                "seats_wanted": 1,
                "note": "",
                "at_ours": False,
                "queued_at": clock.now(),
                "displaced": False,
                "wording": "",
                "page": "",
                "link_version": 1,
            }
            for state, n in everyone
        ],
    )
    db.session.commit()


def both_press(app: Flask, make: Make, database: databases.Sites, factory: str) -> Outcome:
    """Each has read the rehearsal; then both press."""
    make.provider()
    cohort = make.cohort()
    subscribers(cohort, SUBSCRIBERS)
    path = f"/en/staff/cohorts/{cohort.id}/rehearsal"
    barrier = threading.Barrier(2)

    def press(desk: Desk) -> tuple[int, str]:
        barrier.wait(30)
        return desk.post(path, opens="at_once")

    with served(database, factory) as port:
        desks = [Desk(app, port, make.staff()) for _ in range(2)]
        for desk in desks:
            assert f"tell {SUBSCRIBERS} subscribers" in desk.get(path)
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(press, desks))
    return outcome(cohort, answers)


def outcome(cohort: Cohort, answers: list[tuple[int, str]]) -> Outcome:
    db.session.rollback()
    db.session.refresh(cohort)
    told = Counter(db.session.scalars(select(OutboxMail.recipient)))
    openings = select(func.count(AuditEntry.id)).where(AuditEntry.action == "cohort.opened")
    return Outcome(
        answers=answers,
        rows=sum(told.values()),
        told=sum(name.startswith("active") for name in told),
        openings=db.session.scalar(openings) or 0,
        state=cohort.state,
    )


def wanted(cohort_id: int) -> Outcome:
    return Outcome(
        answers=[(303, f"/en/staff/cohorts/{cohort_id}")] * 2,
        rows=SUBSCRIBERS,
        told=SUBSCRIBERS,
        openings=1,
        state=CohortState.ANNOUNCED,
    )


def test_two_secretaries_at_once_tell_everyone_once(
    app: Flask, make: Make, database: databases.Sites
) -> None:
    found = both_press(app, make, database, "app:create_app()")

    assert found == wanted(db.session.query(Cohort).one().id)


def test_without_the_lock_the_race_shows_but_the_key_holds(
    app: Flask, make: Make, database: databases.Sites
) -> None:
    """A control: a test that cannot fail proves nothing."""
    found = both_press(app, make, database, "tests.races.without_lock:create_app()")

    assert found != wanted(db.session.query(Cohort).one().id)
    assert found.rows == SUBSCRIBERS


def test_without_lock_and_key_people_are_told_twice(
    app: Flask, make: Make, database: databases.Sites
) -> None:
    """The same for the key. SQLite has one writer at a time, and refuses the second instead."""
    factory = "tests.races.without_lock:create_app_without_keys()"
    found = both_press(app, make, database, factory)

    told_twice = found.rows == 2 * SUBSCRIBERS
    refused = {status for status, _ in found.answers} == {303, 503}
    assert told_twice if database.url.startswith("postgresql") else refused


def test_two_secretaries_at_once_open_several_together_once(
    app: Flask, make: Make, database: databases.Sites
) -> None:
    make.provider()
    first = make.cohort()
    second = make.cohort(first.course, in_days=67)
    subscribers(first, SEVERAL)
    path = f"/en/staff/courses/{first.course.slug}/open-together"
    path += f"?cohort={first.id}&cohort={second.id}"
    barrier = threading.Barrier(2)

    def press(desk: Desk) -> tuple[int, str]:
        barrier.wait(30)
        return desk.post(path)

    with served(database) as port:
        desks = [Desk(app, port, make.staff()) for _ in range(2)]
        for desk in desks:
            assert f"tell {SEVERAL} subscribers" in desk.get(path)
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(press, desks))

    found = outcome(first, answers)
    assert found.answers == [(303, f"/en/staff/cohorts/{first.id}")] * 2
    assert (found.rows, found.told, found.openings) == (SEVERAL, SEVERAL, 2)
    assert db.session.get_one(Cohort, second.id).told_with_id == first.id
