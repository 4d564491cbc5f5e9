"""Answering an offer by link: yes, no, some of us, too late, twice, and standing in line again."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.extensions import db
from app.language import Language
from app.mail import links
from app.models import Cohort, OutboxMail, Registration
from app.services import offers
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import contact_page, group, offered, states


def opened(browser: Browser, registration: Registration) -> Page:
    return browser.open(links.offer(registration, language=Language.ENGLISH))


def letters(registration: Registration) -> list[str]:
    sent = select(OutboxMail.letter).where(OutboxMail.recipient == registration.contact_email)
    return list(db.session.scalars(sent.order_by(OutboxMail.id)))


@pytest.fixture
def cohort(make: Make) -> Cohort:
    make.provider()
    return make.cohort(state="open", capacity=3)


def test_yes_confirms_everyone(browser: Browser, make: Make, cohort: Cohort) -> None:
    registration = offered(make, cohort, 2)

    page = opened(browser, registration)
    assert "There are 2 places for you" in page
    assert "(Danish\u00a0time)" in page
    assert page.all("button") == [
        "Yes, I accept 2 places",
        "No thank you, offer it to the next person",
    ]
    assert states(registration) == ["offered", "offered"]
    page = page.submit("offer-form")

    assert "You have 2 places" in page
    assert states(registration) == ["confirmed", "confirmed"]


def test_no_thanks_gives_it_to_the_next(browser: Browser, make: Make, cohort: Cohort) -> None:
    registration = offered(make, cohort, 2)
    cohort.capacity = 2
    behind = group(make, cohort, state="waiting")

    page = opened(browser, registration).submit("offer-form", button="no")

    assert "You have said no thank you." in page
    assert states(registration) == ["declined", "declined"]
    assert states(behind) == ["offered"]
    page = page.submit("queue-form")
    assert "You are in line again, at the end." in page


def test_the_link_to_join_again_is_one_button(browser: Browser, make: Make, cohort: Cohort) -> None:
    registration = offered(make, cohort, 3)
    offers.decline(registration)
    cohort.capacity = 1
    group(make, cohort)
    link = links.queue_again(registration, language=Language.ENGLISH)

    page = browser.open(link)
    assert "You come last in line." in page
    assert states(registration) == ["declined"] * 3
    page.submit("queue-form")
    page = page.submit("queue-form")

    assert "You are on the waiting list" in page
    assert "You are number 1 in line." in page
    assert states(registration) == ["waiting"] * 3
    assert letters(registration).count("in_line") == 1
    assert "You are number 1 in line." in browser.open(link)


def test_fewer_places_ask_who_and_what_of_the_rest(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    group(make, cohort, 2)
    registration = offered(make, cohort, 3, at_least=1)
    third = registration.seats[2]

    page = opened(browser, registration)
    assert "There is a place for you" in page
    assert "You asked for 3 places." in page
    both = [seat.id for seat in registration.seats[:2]]
    page = page.submit("offer-form", who=both, status=422)
    assert "Choose the one of you who takes the place" in page.one(".errors").get_text(" ")
    assert "Choose what happens to the others" in page.one(".errors").get_text(" ")
    page = page.submit("offer-form", who=[third.id], rest="keep")

    assert states(registration) == ["waiting", "waiting", "confirmed"]
    assert "some of you are on the waiting list" in page
    assert registration.at_least == 1


def test_the_rest_may_leave_the_line(browser: Browser, make: Make, cohort: Cohort) -> None:
    group(make, cohort, 2)
    registration = offered(make, cohort, 3, at_least=1)
    first = registration.seats[0]

    opened(browser, registration).submit("offer-form", who=[first.id], rest="leave")

    assert states(registration) == ["confirmed", "withdrawn", "withdrawn"]


def test_no_thanks_asks_nothing_more(browser: Browser, make: Make, cohort: Cohort) -> None:
    group(make, cohort, 2)
    registration = offered(make, cohort, 3, at_least=1)

    opened(browser, registration).submit("offer-form", button="no", who=[])

    assert states(registration) == ["declined"] * 3


def test_yes_twice_is_one_yes(browser: Browser, make: Make, cohort: Cohort) -> None:
    registration = offered(make, cohort, 2)
    asked = opened(browser, registration)

    first, second = asked.submit("offer-form"), asked.submit("offer-form")

    assert first.all("h1") == second.all("h1") == ["You have 2 places"]
    assert letters(registration).count("receipt") == 1


def test_the_first_of_two_colleagues_decides(browser: Browser, make: Make, cohort: Cohort) -> None:
    registration = offered(make, cohort, 2)
    mine, theirs = opened(browser, registration), opened(Browser(browser.app), registration)

    mine.submit("offer-form")
    late = theirs.submit("offer-form", button="no")

    assert "You have 2 places" in late
    assert states(registration) == ["confirmed", "confirmed"]


def test_after_the_deadline_it_says_so_and_offers_the_queue(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    registration = offered(make, cohort, 2)
    until = registration.offer_until
    assert until is not None
    asked = opened(browser, registration)

    with time_machine.travel(until + timedelta(minutes=31), tick=False):
        page = opened(browser, registration)
        assert "and the offer has gone to the next person" in page
        assert "You have no place on this date" in page
        pressed = asked.submit("offer-form")
        assert "and the offer has gone to the next person" in pressed
        assert "There is no offer to answer any more." in pressed
        page = pressed.submit("queue-form")
        assert "You are in line again" in page


def test_a_yes_within_half_an_hour_counts_while_it_is_free(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    registration = offered(make, cohort, 2)
    until = registration.offer_until
    assert until is not None

    with time_machine.travel(until + timedelta(minutes=10), tick=False):
        page = opened(browser, registration)
        assert "If the places are still free, your yes counts." in page
        assert page.all("main button") == ["Yes, I accept 2 places"]
        page = page.submit("offer-form")
        assert "You have 2 places" in page


def test_an_offer_taken_back_shows_the_line(browser: Browser, make: Make, cohort: Cohort) -> None:
    registration = offered(make, cohort, 2)
    asked = opened(browser, registration)
    cohort.capacity = 2
    other = group(make, cohort, 2, state="waiting")
    offers.take_back(registration, reason="by mistake", actor=None, instead=other)
    db.session.commit()

    page = asked.submit("offer-form")

    assert "There is no offer to answer any more." in page
    assert "You are on the waiting list" in page
    assert "There is no offer to answer now." in page


def test_the_page_of_the_contact_leads_to_the_answer(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    registration = offered(make, cohort, 2)

    page = contact_page(browser, registration)
    assert "We can offer you 2 places" in page
    page = page.click("Answer the offer").submit("offer-form").click("Your registration")

    assert "You have 2 places" in page
