"""Opening tells everyone once; stopping takes it back whole."""

import time
import tracemalloc
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from app import clock
from app.extensions import content_version, db
from app.language import Language
from app.models import (
    AuditEntry,
    CohortState,
    Course,
    MailState,
    OutboxMail,
    Subscription,
    SubscriptionState,
)
from app.models.errors import (
    CohortNotDraft,
    CohortWithoutPlace,
    TooLateToStop,
)
from app.services import cohorts, outbox, subscriptions
from app.services.cohorts import Plan, Times
from tests.factories import Make, at


def recipients() -> list[str]:
    return sorted(db.session.scalars(select(OutboxMail.recipient)))


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_opening_tells_confirmed_subscribers_of_the_course_only(make: Make) -> None:
    cohort = make.cohort()
    make.subscription(course=cohort.course, email="confirmed@odense.example")
    for state in ("new", "paused", "settled"):
        make.subscription(course=cohort.course, email=f"{state}@odense.example", state=state)
    make.subscription(course=make.course(), email="other@odense.example")

    assert cohorts.open_cohort(cohort, opens_at=make.next_week()) == 1

    [mail] = db.session.scalars(select(OutboxMail))
    assert mail.recipient == "confirmed@odense.example"
    assert mail.due_at == cohort.tell_at
    assert cohort.opens_at == make.next_week()
    assert mail.key == f"cohort-open/{cohort.id}/{mail.about_id}"


def test_pressing_twice_gives_the_same_answer_and_no_second_mail(make: Make) -> None:
    cohort = make.cohort()
    for _ in range(3):
        make.subscription(course=cohort.course)

    first = cohorts.open_cohort(cohort)
    db.session.commit()
    tell_at = cohort.tell_at
    second = cohorts.open_cohort(cohort)
    db.session.commit()

    assert first == second == 3
    assert cohort.tell_at == tell_at
    assert len(recipients()) == 3
    assert actions() == ["cohort.opened"]


def test_what_cannot_open_leaves_nothing_behind(make: Make) -> None:
    cohort = make.cohort(place="")
    make.subscription(course=cohort.course)

    with pytest.raises(CohortWithoutPlace):
        cohorts.open_cohort(cohort)
    db.session.rollback()

    assert cohort.is_draft
    assert recipients() == []
    assert actions() == []


def test_stopping_takes_the_opening_back_whole(make: Make) -> None:
    cohort = make.cohort()
    other = make.cohort(cohort.course, in_days=90)
    make.subscription(course=cohort.course)
    cohorts.open_cohort(cohort)
    cohorts.open_cohort(other)
    db.session.commit()

    cohorts.stop_opening(cohort)
    db.session.commit()

    assert cohort.state is CohortState.DRAFT
    assert set(db.session.scalars(select(OutboxMail.cohort_id))) == {other.id}
    assert actions() == ["cohort.opened", "cohort.opened", "cohort.opening_stopped"]


def test_ten_and_a_hundred_are_not_mixed_up(make: Make) -> None:
    one = make.cohort(id=1)
    ten = make.cohort(one.course, id=10)
    make.subscription(course=one.course)
    cohorts.open_cohort(one)
    cohorts.open_cohort(ten)

    cohorts.stop_opening(one)

    assert set(db.session.scalars(select(OutboxMail.cohort_id))) == {ten.id}


def test_too_late_to_stop_changes_nothing(make: Make) -> None:
    cohort = make.cohort()
    make.subscription(course=cohort.course)
    cohorts.open_cohort(cohort)
    cohort.tell_at = clock.now()
    db.session.commit()

    with pytest.raises(TooLateToStop):
        cohorts.stop_opening(cohort)
    db.session.rollback()

    assert cohort.state is CohortState.ANNOUNCED
    assert len(recipients()) == 1


def test_who_confirms_within_the_ten_minutes_is_told_and_stopped_with_the_others(
    make: Make,
) -> None:
    cohort = make.cohort()
    late = make.subscription(course=cohort.course, email="late@odense.example", state="new")
    cohorts.open_cohort(cohort)
    db.session.commit()

    subscriptions.confirm(late)
    db.session.commit()
    assert recipients() == ["late@odense.example"]

    cohorts.stop_opening(cohort)
    db.session.commit()
    assert recipients() == []
    assert cohorts.open_cohort(cohort) == 1


def test_an_opening_makes_kept_pages_old(make: Make) -> None:
    cohort = make.cohort()
    before = content_version()

    cohorts.open_cohort(cohort)
    db.session.commit()
    opened = content_version()
    cohorts.stop_opening(cohort)
    db.session.commit()

    assert before < opened < content_version()


def test_a_draft_keeps_what_was_planned(make: Make) -> None:
    day = clock.today() + timedelta(days=60)
    plan = Plan(
        capacity=6,
        meetings=[Times(at(one, 9), at(one, 11)) for one in (day + timedelta(days=7), day)],
        place="Vejle",
        register_by=day - timedelta(days=10),
    )
    actor = make.staff()

    cohort = cohorts.draft(make.course(), plan, actor=actor)
    db.session.commit()

    assert cohort.is_draft
    assert clock.today(cohort.starts_at) == day
    assert len(cohort.code) == 4
    [entry] = db.session.scalars(select(AuditEntry))
    assert (entry.action, entry.actor_id) == ("cohort.drafted", actor.id)


def test_a_change_notes_which_fields_it_was(make: Make) -> None:
    cohort = make.cohort()
    plan = replace(cohorts.plan_of(cohort), place="Vejle")

    cohorts.change(cohort, plan, actor=None)
    db.session.commit()

    [entry] = db.session.scalars(select(AuditEntry))
    assert entry.detail == {"fields": ["place"]}
    assert cohort.place == "Vejle"


@pytest.mark.parametrize("state", ["announced", "open", "called_off"])
def test_what_others_know_of_is_neither_changed_nor_deleted(make: Make, state: str) -> None:
    cohort = make.cohort(state=state)

    with pytest.raises(CohortNotDraft):
        cohorts.change(cohort, cohorts.plan_of(cohort), actor=None)
    with pytest.raises(CohortNotDraft):
        cohorts.delete(cohort, actor=None)
    with pytest.raises(CohortNotDraft):
        cohorts.choose_opening(cohort, None)


def test_a_deleted_draft_leaves_only_its_trace(make: Make) -> None:
    cohort = make.cohort(days=3)
    course_id = cohort.course_id

    cohorts.delete(cohort, actor=None)
    db.session.commit()

    assert db.session.get_one(Course, course_id).cohorts == []
    assert actions() == ["cohort.deleted"]


def test_a_note_on_what_is_known_may_change(make: Make) -> None:
    cohort = make.cohort(state="open")
    note = type(cohort.note)("Husk madpakke.", "Bring lunch.")

    cohorts.annotate(cohort, note=note, decide_by=date(2027, 1, 1), actor=None)
    db.session.commit()

    assert (cohort.note, cohort.decide_by) == (note, date(2027, 1, 1))


def many(course: Course, number: int) -> None:
    now = clock.now()
    db.session.execute(
        insert(Subscription),
        [
            {
                "course_id": course.id,
                "email": f"s{one}@odense.example",
                "language": Language.DANISH if one % 3 else Language.ENGLISH,
                "state": SubscriptionState.ACTIVE,
                "seats_wanted": 1,
                "note": "",
                "at_ours": False,
                "queued_at": now,
                "displaced": False,
                "wording": "",
                "page": "",
                "link_version": 1,
            }
            for one in range(number)
        ],
    )
    db.session.commit()


def test_five_thousand_are_told_within_two_seconds_and_little_memory(make: Make) -> None:
    cohort = make.cohort()
    many(cohort.course, 5000)

    tracemalloc.start()
    began = time.perf_counter()
    told = cohorts.open_cohort(cohort)
    db.session.commit()
    took = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert told == 5000
    assert took <= 2
    assert peak < 2 * 1024 * 1024
    assert outbox.counts()[MailState.QUEUED] == 5000
