"""Waiting in line, on the contact's page: the place in it, wishes, and leaving it."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import OutboxMail, Registration
from tests.browser import Browser
from tests.factories import Make
from tests.places import contact_page, full, give_up, group, states


def letters(registration: Registration) -> list[str]:
    sent = select(OutboxMail.letter).where(OutboxMail.recipient == registration.contact_email)
    return list(db.session.scalars(sent.order_by(OutboxMail.id)))


def test_who_waits_sees_the_place_in_line_and_leaves_it(browser: Browser, make: Make) -> None:
    cohort = full(make, 2)
    group(make, cohort, state="waiting")
    registration = group(make, cohort, 2, state="waiting")

    page = contact_page(browser, registration)
    assert "You are number 2 in line." in page
    asked = page
    page = page.submit("withdraw-form")
    asked.submit("withdraw-form")

    assert "You are off the waiting list for this date." in page
    assert states(registration) == ["withdrawn", "withdrawn"]
    assert letters(registration) == ["withdrawn"]


def test_take_it_without_asking_me(browser: Browser, make: Make) -> None:
    cohort = full(make, 2)
    registration = group(make, cohort, state="waiting")
    until = clock.today() + timedelta(days=10)

    page = contact_page(browser, registration)
    page = page.submit("unasked-form", until="", status=422)
    assert "Choose a day from today" in page
    too_late = clock.today() + timedelta(days=300)
    page = page.submit("unasked-form", until=too_late.isoformat(), status=422)
    page = page.submit("unasked-form", until=until.isoformat())
    assert page.one("#until")["value"] == until.isoformat()

    page = page.submit("unasked-form", button="ask")
    db.session.expire_all()
    assert registration.accept_until is None
    page.submit("unasked-form", until=until.isoformat())

    with time_machine.travel(clock.now() + timedelta(days=9), tick=False):
        seat_of_another = db.session.get_one(Registration, registration.id - 1)
        page = contact_page(Browser(browser.app), seat_of_another)
        page = page.click(f"Cancel the place for {seat_of_another.seats[0].name}")
        page.submit("cancel-form")
        assert states(registration) == ["confirmed"]


def test_a_group_says_how_many_come_together(browser: Browser, make: Make) -> None:
    cohort = full(make, 2)
    registration = group(make, cohort, 3, state="waiting")
    other = db.session.get_one(Registration, registration.id - 1)
    give_up(other)

    page = contact_page(browser, registration)
    assert page.one("#at_least[checked]")["value"] == "3"
    page = page.submit("together-form", at_least="1")

    assert states(registration) == ["offered", "waiting", "waiting"]
    assert "Answer the offer" in page


def test_what_no_button_sends_is_refused(browser: Browser, make: Make) -> None:
    cohort = full(make, 2)
    registration = group(make, cohort, 2, state="waiting")
    page = contact_page(browser, registration)
    token = page.one("#together-form input[name=csrf_token]")["value"]

    for wrong in ("0", "9", "-1", "x", "", "1" * 5000):
        answer = browser.send(
            f"{page.path}/together",
            method="post",
            data={"csrf_token": token, "at_least": wrong},
        )
        assert answer.status_code == 422
    db.session.expire_all()
    assert registration.at_least == 2


def test_whoever_is_passed_over_sees_when_and_why(browser: Browser, make: Make) -> None:
    cohort = full(make, 2)
    registration = group(make, cohort, 2, state="waiting")
    behind = group(make, cohort, 1, state="waiting")
    owner = db.session.get_one(Registration, registration.id - 1)

    page = contact_page(Browser(browser.app), owner)
    page.click(f"Cancel the place for {owner.seats[0].name}").submit("cancel-form")
    assert states(behind) == ["offered"]
    page = contact_page(browser, registration)

    assert "there was room for 1 person. That was too few for you" in page
