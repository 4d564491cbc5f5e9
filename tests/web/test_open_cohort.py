"""The button opens the cohort, once; ten minutes long it can be taken back."""

from datetime import datetime, timedelta

import pytest

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Cohort, CohortState, Course, MailState, OutboxMail
from tests.browser import Browser
from tests.factories import Make


@pytest.fixture
def waited_for(make: Make) -> Course:
    """Two who read Danish, one who reads English, one who has not confirmed."""
    course = make.course("Learning day")
    make.subscription(course, "da1@odense.example")
    make.subscription(course, "da2@odense.example")
    make.subscription(course, "en@odense.example", language=Language.ENGLISH)
    make.subscription(course, "new@odense.example", state="new")
    return course


def mails() -> list[OutboxMail]:
    db.session.expire_all()
    return db.session.query(OutboxMail).order_by(OutboxMail.id).all()


def shown(moment: datetime | None) -> str:
    assert moment is not None
    return f"{clock.local(moment):%-H:%M}"


def test_opening_tells_everyone_after_ten_minutes_and_can_be_stopped(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for)

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form")

    assert page.path == f"/en/staff/cohorts/{cohort.id}"
    db.session.refresh(cohort)
    assert f"3 subscribers will be told at {shown(cohort.tell_at)}." in page
    assert [mail.recipient for mail in mails()] == [
        "da1@odense.example",
        "da2@odense.example",
        "en@odense.example",
    ]
    assert {mail.due_at for mail in mails()} == {cohort.tell_at}

    page = page.submit("stop-form")

    assert "The opening is stopped." in page
    assert mails() == []
    db.session.refresh(cohort)
    assert (cohort.state, cohort.tell_at) == (CohortState.DRAFT, None)


def test_stopped_and_opened_again_everyone_is_told(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for)

    desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form").submit("stop-form")
    desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form")

    assert len(mails()) == 3


def test_pressing_twice_shows_the_same_page(desk: Browser, make: Make, waited_for: Course) -> None:
    cohort = make.cohort(waited_for)
    before = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    first = before.submit("open-form")
    second = before.submit("open-form")

    assert second.path == first.path
    assert second.all(".board") == first.all(".board")
    assert len(mails()) == 3


def test_too_late_to_stop_is_told_kindly(desk: Browser, make: Make, waited_for: Course) -> None:
    cohort = make.cohort(waited_for)
    page = desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form")
    cohort.tell_at = clock.now() - timedelta(seconds=1)
    db.session.commit()

    page = page.submit("stop-form")

    assert "The ten minutes are over: the emails are on their way." in page
    assert len(mails()) == 3


def test_nothing_shows_outside_before_the_ten_minutes_are_over(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for, place="Kursushuset, Odense")
    outside = Browser(desk.app)
    assert "No date yet" in outside.visit("public.course", slug=waited_for.slug)

    desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form")

    assert "No date yet" in outside.visit("public.course", slug=waited_for.slug)
    db.session.refresh(cohort)
    cohort.tell_at = cohort.opens_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert "Places available" in outside.visit("public.course", slug=waited_for.slug)


def test_the_cohort_says_how_the_mails_stand(desk: Browser, make: Make, waited_for: Course) -> None:
    cohort = make.cohort(waited_for)
    desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form")
    sent, failed, _ = mails()
    sent.state, failed.state = MailState.SENT, MailState.FAILED
    cohort.tell_at = clock.now() - timedelta(minutes=1)
    db.session.commit()

    page = desk.visit("staff.cohort", cohort_id=cohort.id)

    section = page.one("section:has(#t-mails)").get_text(" ", strip=True).split()
    assert section[-4:] == ["sent", "1", "failed", "1"]
    assert page.html.select("#stop-form") == []
    assert "The page of the course" in page


def test_a_cohort_that_nobody_waits_for_opens_too(desk: Browser, make: Make) -> None:
    cohort = make.cohort()

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form")

    assert "The page of the course shows the cohort from" in page
    assert isinstance(db.session.get(Cohort, cohort.id), Cohort)
    assert mails() == []
