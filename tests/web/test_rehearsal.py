"""The rehearsal shows what will happen; the button does exactly that, once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app import clock
from app.extensions import db
from app.language import Language
from app.models import CohortState, Course, OutboxMail
from tests.browser import Browser, Page
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


def later(day: date) -> dict[str, Any]:
    return {"opens": "later", "day": f"{day.day}.{day.month}.{day.year}", "time": "9.00"}


def numbers(page: Page) -> list[str]:
    return page.all(".numbers dd")


def test_it_says_how_many_are_told_in_which_language(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for)

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    assert numbers(page) == ["3", "2", "1"]
    assert "Open the cohort and tell 3 subscribers" in page
    assert mails() == []


def test_both_letters_stand_there_in_their_languages(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for, place="Kursushuset, Odense")

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    danish, english = page.html.select("article.letter")
    assert (danish["lang"], english["lang"]) == ("da", "en")
    assert "Nu kan du tilmelde dig" in danish.get_text()
    assert "You can now register" in english.get_text()
    assert "Kursushuset, Odense" in danish.get_text()
    assert page.html.select("article.letter a[href], article.letter h1") == []


def test_what_is_wrong_stands_first_and_leads_to_the_field(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for, in_days=60, free_cancel_until=None)

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    first = page.all("#findings li")[0]
    assert first.startswith(("Look here", "Missing"))
    assert "No day is set until which cancelling is free." in page
    link = page.one("#findings a[href$='#free_cancel_until']")
    page = desk.open(str(link["href"]).split("#")[0], came_from="same-origin")
    assert page.one("#free_cancel_until")


def test_what_changed_since_the_rehearsal_does_not_leave_unread(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for, place="Odense")
    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)
    cohort.place = "Vejle"
    db.session.commit()

    page = page.submit("open-form", status=422)

    assert "Something has changed since you looked." in page
    assert "Vejle" in page.one("article[lang=en]").get_text()
    assert mails() == []
    page.submit("open-form")
    assert len(mails()) == 3


def test_a_later_opening_is_read_before_it_is_pressed(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for)
    day = clock.today() + timedelta(days=7)
    chosen: dict[str, Any] = {
        "opens": "later",
        "day": f"{day.day}.{day.month}.{day.year}",
        "time": "9.00",
    }
    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    page = page.submit("open-form", **chosen)

    assert "the emails now say so" in page
    assert "Registration opens on" in page.one("article[lang=en]").get_text()
    assert mails() == []

    page.submit("open-form")

    db.session.refresh(cohort)
    assert shown(cohort.opens_at) == "9:00"
    assert clock.today(cohort.opens_at) == day
    assert len(mails()) == 3


def test_a_moment_that_has_passed_or_is_half_typed_is_refused(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for)
    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    passed = page.submit("open-form", status=422, opens="later", day="3.3.2021", time="9.00")
    half = page.submit("open-form", status=422, opens="later", day="3.3.2027")

    assert "Choose a coming moment." in passed
    assert "Enter the time at which registration opens." in half
    assert half.one("#day")["value"] == "3.3.2027"


def test_opening_after_the_deadline_is_refused(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for, in_days=60)
    late = clock.today() + timedelta(days=45)
    chosen: dict[str, Any] = {
        "opens": "later",
        "day": f"{late.day}.{late.month}.{late.year}",
        "time": "9.00",
    }

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form", **chosen)
    page = page.submit("open-form", status=422)

    assert "Registration must open before its deadline." in page
    assert mails() == []


def test_what_lacks_something_has_no_button(desk: Browser, make: Make) -> None:
    cohort = make.cohort(place="", register_by=None)

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    assert "The cohort cannot be opened yet." in page
    assert page.html.select("#open-button") == []
    page.submit("open-form", status=422)
    assert mails() == []


def test_both_letters_are_sent_to_the_secretary_only(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for)

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("send-form")
    page.submit("send-form")

    assert "Both emails are on their way to secretary@kursushuset.example." in page
    sent = mails()
    assert {(mail.letter, mail.recipient) for mail in sent} == {
        ("rehearsal", "secretary@kursushuset.example")
    }
    assert len(sent) in {2, 4}
    assert {mail.language for mail in sent} == set(Language)
    db.session.refresh(cohort)
    assert cohort.is_draft


def test_the_preview_shows_the_page_as_it_will_be_and_changes_nothing(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for, place="Kursushuset, Odense", capacity=24)

    page = desk.visit("staff.preview", cohort_id=cohort.id)

    assert "This is the page as it will be" in page
    assert "Places available" in page
    assert "Kursushuset, Odense" in page
    outside = Browser(desk.app).visit("public.course", slug=waited_for.slug)
    assert "Kursushuset, Odense" not in outside
    db.session.refresh(cohort)
    assert (cohort.state, cohort.tell_at, cohort.opens_at) == (CohortState.DRAFT, None, None)
