"""From a question about dates to a cohort on the best of them, through the forms."""

from datetime import date, timedelta
from typing import Any

import pytest

from app import clock, workdays
from app.extensions import db
from app.models import Cohort, DatePoll, OutboxMail
from tests.asking import ask, asked, drawn, said
from tests.browser import Browser
from tests.factories import Make
from tests.staffing import signed_in


@pytest.fixture
def desk(browser: Browser, make: Make) -> Browser:
    make.provider()
    signed_in(browser)
    return browser


def typed(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def in_days(number: int) -> date:
    return workdays.add_working_days(clock.today(), number)


def form(*days: date, answer_by: date | None = None, **fields: str) -> dict[str, Any]:
    rows = {f"dates-{row}-day": typed(day) for row, day in enumerate(days)}
    for row in range(len(days)):
        rows |= {f"dates-{row}-starts": "9.00", f"dates-{row}-ends": "15.00"}
    closing = {"answer_by": typed(answer_by)} if answer_by else {}
    return rows | {"minimum": "8", "place": "Havnegade 1, Odense"} | closing | fields


def polls() -> list[DatePoll]:
    db.session.expire_all()
    return db.session.query(DatePoll).order_by(DatePoll.id).all()


def letters() -> int:
    return db.session.query(OutboxMail).filter_by(letter="ask_for_dates").count()


def test_nothing_leaves_before_the_letters_are_read(desk: Browser, make: Make) -> None:
    course = make.course("Learning day")
    for _n in range(2):
        make.subscription(course)
    page = desk.visit("staff.course", slug=course.slug).click("Ask about dates")
    suggested = workdays.add_working_days(clock.today(), 5)
    assert page.one("#answer_by")["value"] == typed(suggested)

    read = page.submit("dates-form", **form(in_days(30), in_days(40)))

    assert polls() == []
    assert read.all("article.letter h3") == [
        "Hvilken dato passer dig? Learning day",
        "Which date suits you? Learning day",
    ]
    assert read.all(".numbers dd") == ["2", "2", "0"]
    assert "is a" in read.one("ul.jobs").get_text()
    sent = read.submit("dates-form", button="send")
    assert "2 subscribers will be asked at" in sent
    [poll] = polls()
    assert letters() == 2
    assert poll.asked_at > clock.now()
    # pressed twice: the question is there
    assert read.submit("dates-form", button="send").path == sent.path
    assert letters() == 2


@pytest.mark.parametrize(
    "columns", [{"retired_at": clock.now()}, {"external_url": "https://other.example"}]
)
def test_nobody_is_asked_where_no_cohort_can_come_of_it(
    desk: Browser, make: Make, columns: dict[str, Any]
) -> None:
    course = make.course(**columns)
    make.subscription(course)

    page = desk.visit("staff.ask_for_dates", slug=course.slug)

    assert page.path.endswith(f"/courses/{course.slug}")
    assert "Ask about dates" not in page


def test_what_was_changed_after_reading_is_read_again(desk: Browser, make: Make) -> None:
    course = make.course()
    make.subscription(course)
    page = desk.visit("staff.ask_for_dates", slug=course.slug)
    read = page.submit("dates-form", **form(in_days(30), in_days(40)))

    again = read.submit("dates-form", button="send", place="Torvet 2, Vejle", status=422)

    assert "Something has changed since you looked" in again
    assert "Torvet 2, Vejle" in again.html.select("article.letter")[0].get_text()
    assert polls() == []
    again.submit("dates-form", button="send")
    assert [poll.place for poll in polls()] == ["Torvet 2, Vejle"]


@pytest.mark.parametrize(
    ("days", "fields", "says"),
    [
        ((30,), {}, "Enter at least two dates"),
        ((-5, 30), {}, "One of the dates has passed"),
        ((30, 30), {}, "Two of the dates are the same"),
        ((30, 40), {"answer_by": "1.1.2021"}, "Choose a last day for answers"),
        ((30, 40), {"dates-1-ends": "8.00"}, "The end must be later than the beginning."),
        ((30, 40), {"dates-1-starts": ""}, "Enter when it begins"),
        ((30, 40), {"dates-0-day": "31.2.2027"}, "Enter the day like this"),
        ((30, 40), {"minimum": ""}, "Enter how many places it takes"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    desk: Browser, make: Make, days: tuple[int, ...], fields: dict[str, str], says: str
) -> None:
    course = make.course()
    make.subscription(course)
    page = desk.visit("staff.ask_for_dates", slug=course.slug)
    typed_in = form(*(in_days(day) for day in days)) | fields

    refused = page.submit("dates-form", **typed_in, status=422)

    assert says in refused.one(".errors").get_text()
    assert refused.html.select(".errors a[href^='#']")
    assert refused.html.select("#send") == []
    assert polls() == []


def test_a_weekend_is_pointed_out_and_may_be_asked_about(desk: Browser, make: Make) -> None:
    course = make.course()
    make.subscription(course)
    saturday = in_days(30) + timedelta(days=5 - in_days(30).weekday())
    page = desk.visit("staff.ask_for_dates", slug=course.slug)

    read = page.submit("dates-form", **form(saturday, in_days(40)))

    assert "Look here" in read.all("ul.jobs li")[0]
    assert "Saturday" in read.all("ul.jobs li")[0]
    read.submit("dates-form", button="send")
    assert len(polls()) == 1


def test_stopped_in_its_ten_minutes_nothing_has_happened(desk: Browser, make: Make) -> None:
    course = make.course()
    make.subscription(course)
    poll = ask(course)
    page = desk.visit("staff.date_poll", poll_id=poll.id)

    stopped = page.submit("stop-form")

    assert "Nothing has been sent." in stopped
    assert polls() == []
    assert letters() == 0
    late = ask(course)
    page = desk.visit("staff.date_poll", poll_id=late.id)
    late.asked_at = clock.now()
    db.session.commit()
    assert "The ten minutes are over" in page.submit("stop-form")


def test_the_desk_sees_seats_against_the_minimum_and_who_is_silent(
    desk: Browser, make: Make
) -> None:
    course = make.course()
    one = make.subscription(course, seats_wanted=5)
    other = make.subscription(course, seats_wanted=4)
    make.subscription(course)
    poll = asked(course, minimum=8)
    said(one, poll.dates[0], True)
    said(other, poll.dates[0], True)
    said(other, poll.dates[1], False)

    page = desk.visit("staff.date_poll", poll_id=poll.id)

    assert page.all(".numbers dd") == ["3", "2", "1"]
    first, second = page.html.select("#proposed-dates tbody tr")
    assert "9 places wanted: enough for the course to take place" in first.get_text()
    assert "2 can come" in first.get_text()
    assert "0 cannot" in first.get_text()
    assert drawn(first) == ["taken"] * 9
    assert "0 places wanted of at least 8" in second.get_text()
    assert drawn(second) == ["free"] * 8
    assert "1 has not answered yet." in desk.visit("staff.course", slug=course.slug)
    ended = page.submit("end-form")
    assert "The question is over." in ended
    assert "Ask about other dates" in ended


def test_open_on_this_date_fills_in_the_form_and_keeps_the_promise(
    desk: Browser, make: Make
) -> None:
    course = make.course()
    make.subscription(course)
    poll = asked(course, days=(40, 50), minimum=6, place="Torvet 2, Vejle")
    day = clock.today(poll.dates[1].starts_at)
    page = desk.visit("staff.date_poll", poll_id=poll.id)
    [_first, link] = page.html.select("a.button")
    page = desk.open(str(link["href"]))

    assert page.one("#meetings-0-day")["value"] == typed(day)
    assert page.one("#place")["value"] == "Torvet 2, Vejle"
    assert page.one("#minimum")["value"] == "6"
    assert "those who said yes to it come first" in page
    page.submit("cohort-form", capacity="24")

    cohort = db.session.query(Cohort).one()
    assert cohort.proposed_date_id == poll.dates[1].id
    assert clock.today(cohort.starts_at) == day
    poll_page = desk.visit("staff.date_poll", poll_id=poll.id)
    assert f"Cohort {cohort.code} came of it" in poll_page
