"""Behind the link of a question about dates: a tap for each date, and what became of them."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app import clock
from app.extensions import db
from app.mail import links
from app.models import Course, DateAnswer
from tests.asking import ask, asked, drawn, said
from tests.browser import Browser, Page
from tests.factories import Make
from tests.subscribing import opened


def link_of(app: Flask, course: Course, make: Make) -> tuple[Page, int]:
    one = make.subscription(course)
    return opened(Browser(app, "en"), links.dates, one), one.id


def test_one_tap_for_each_date_and_the_newest_counts(app: Flask, make: Make) -> None:
    course = make.course()
    poll = asked(course)
    first, second = poll.dates
    page, number = link_of(app, course, make)
    assert page.all("form#dates-form .hint") == ["You have not answered yet."] * 2

    page = page.submit("dates-form", button=f"yes={first.id}")
    page = page.submit("dates-form", button=f"no={second.id}")
    page = page.submit("dates-form", button=f"no={second.id}")

    assert "Your answer is noted." in page
    assert page.all("form#dates-form .hint") == [
        "You have said that you can come.",
        "You have said that you cannot come.",
    ]
    assert page.one(f"#yes-{first.id}")["aria-pressed"] == "true"
    page.submit("dates-form", button=f"no={first.id}")
    db.session.expire_all()
    answers = db.session.query(DateAnswer).filter_by(subscription_id=number).all()
    assert {one.proposed_date_id: one.can_come for one in answers} == {
        first.id: False,
        second.id: False,
    }


def test_others_are_counted_for_customers_from_three_on(app: Flask, make: Make) -> None:
    course = make.course()
    poll = asked(course)
    first = poll.dates[0]
    others = [make.subscription(course, seats_wanted=2) for _n in range(2)]
    for other in others:
        said(other, first, True)
    page, _number = link_of(app, course, make)
    assert "places wanted" not in page
    assert page.html.select("main .seats") == []

    page = page.submit("dates-form", button=f"yes={first.id}")

    assert "5 places wanted of at least 8" in page
    assert drawn(page.one("main")) == ["taken"] * 5 + ["free"] * 3


@pytest.mark.one_database
def test_one_who_is_enough_is_one_participant(app: Flask, make: Make) -> None:
    course = make.course()
    asked(course, minimum=1)

    page, _number = link_of(app, course, make)

    assert "We need at least 1 participant for the course to take place." in page


def test_pressed_too_late_it_is_said_and_nothing_is_noted(app: Flask, make: Make) -> None:
    course = make.course()
    poll = asked(course)
    page, _number = link_of(app, course, make)
    poll.closed_at = clock.now()
    db.session.commit()

    late = page.submit("dates-form", button=f"yes={poll.dates[0].id}")

    assert "The question about dates is over, so your answer was not noted." in late
    assert late.one("h1").get_text() == "The question about dates is over"
    assert db.session.query(DateAnswer).count() == 0


def test_told_which_date_it_became(app: Flask, make: Make) -> None:
    course = make.course()
    poll = asked(course, days=(60, 70))
    one = make.subscription(course)
    said(one, poll.dates[0], True)
    cohort = make.cohort(course, state="open", proposed_date_id=poll.dates[0].id)

    page = opened(Browser(app, "en"), links.dates, one)

    assert "We have chosen one of the dates we asked about." in page
    assert "You can come" in page
    form_page = page.click("Register yourself and your colleagues")
    assert cohort.place in form_page


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("paused", "You have paused the emails until"),
        ("settled", "You have a place"),
        ("new", "You have not said yes to our emails yet"),
    ],
)
def test_who_is_not_on_the_list_now_reads_why(
    app: Flask, make: Make, state: str, says: str
) -> None:
    course = make.course()
    poll = asked(course)
    page, number = link_of(app, course, make)
    one = db.session.get_one(type(make.subscription()), number)
    one.state = type(one.state)(state)
    one.paused_until = clock.today() + timedelta(days=9)
    db.session.commit()

    answer = page.submit("dates-form", button=f"yes={poll.dates[0].id}")

    assert says in answer
    assert answer.html.select("#dates-form") == []
    assert db.session.query(DateAnswer).count() == 0


def test_a_date_that_is_none_of_theirs_and_who_has_left(app: Flask, make: Make) -> None:
    course = make.course()
    asked(course)
    other = asked(make.course())
    page, number = link_of(app, course, make)
    form = page.one("#dates-form")
    data = {"csrf_token": str(form.select("[name=csrf_token]")[0]["value"])}
    for pressed in (other.dates[0].id, "9" * 30, "x", ""):
        sent = page.browser.send(page.path, method="post", data=data | {"yes": str(pressed)})
        assert sent.status_code in {303, 404}
    assert db.session.query(DateAnswer).count() == 0
    db.session.delete(db.session.get_one(type(make.subscription()), number))
    db.session.commit()

    gone = page.browser.open(f"{page.path}?course={course.slug}", status=404)

    assert "This link does not work any more" in gone
    assert "Enter your email address again" in gone


def test_the_status_page_leads_to_the_question_while_it_is_asked(app: Flask, make: Make) -> None:
    course = make.course()
    one = make.subscription(course)
    poll = ask(course)
    assert "Say which dates you can make" not in opened(Browser(app, "en"), links.status, one)

    with time_machine.travel(poll.asked_at):
        page = opened(Browser(app, "en"), links.status, one).click("Say which dates you can make")

    assert page.one("h1").get_text() == "Which dates could you come on?"
