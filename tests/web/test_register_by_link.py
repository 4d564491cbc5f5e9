"""Before a cohort opens: by the link of the list, with the places held for it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, current_app

from app import tokens
from app.extensions import db
from app.models import Cohort, Hold, OpeningRule, SeatState, Subscription
from tests.browser import Browser, Page
from tests.factories import Make
from tests.registering import EAN, FORM, OWN, registrations, states, who

CONFIRMED, WAITING = SeatState.CONFIRMED, SeatState.WAITING


@pytest.fixture
def cohort(make: Make) -> Cohort:
    make.provider()
    return make.cohort(state="announced", rule=OpeningRule.LIST_FIRST, capacity=10)


def subscribe(make: Make, cohort: Cohort, held: int = 0, **columns: str) -> Subscription:
    found = make.subscription(cohort.course, "listed@odense.example", **columns)
    if held:
        db.session.add(
            Hold(cohort_id=cohort.id, subscription=found, seats=held, until=cohort.opens_at)
        )
        db.session.commit()
    return found


def open_link(browser: Browser, subscription: Subscription, cohort: Cohort) -> Page:
    keys = current_app.config["LINK_KEYS"]
    token = tokens.sign(keys, "register", subscription.id, subscription.link_version)
    return browser.open(f"/en/l/{token}?cohort={cohort.code}")


def sent(page: Page, colleagues: int = 0, status: int = 200) -> Page:
    page = who(page, colleagues).submit(FORM, bill="ean", ean=EAN)
    return page.submit(FORM, status=status)


def test_held_places_are_taken_by_link(browser: Browser, make: Make, cohort: Cohort) -> None:
    subscription = subscribe(make, cohort, held=2)

    page = open_link(browser, subscription, cohort)
    assert "We are holding 2 places for you" in page
    assert page.one("#email")["value"] == "listed@odense.example"
    page = sent(page, 1)

    [made] = registrations()
    assert "You have 2 places" in page
    assert states(made) == [CONFIRMED, CONFIRMED]
    assert made.subscription_id == subscription.id
    assert db.session.query(Hold).count() == 0


def test_more_people_than_held_places_choose(browser: Browser, make: Make, cohort: Cohort) -> None:
    page = open_link(browser, subscribe(make, cohort, held=1), cohort)

    page = sent(page, 1, status=409)
    assert "We are holding 1 place for you, and there are 2 of you" in page
    page = page.submit(FORM, button="choice=split", first=["1"])

    assert "You have 1 place, and 1 on the waiting list" in page
    assert states(registrations()[0]) == [WAITING, CONFIRMED]


def test_without_a_hold_one_stands_in_line(browser: Browser, make: Make, cohort: Cohort) -> None:
    page = open_link(browser, subscribe(make, cohort), cohort)
    assert "The places are held for those who have waited longest" in page

    page = sent(page)

    assert "You are on the waiting list" in page
    assert states(registrations()[0]) == [WAITING]


def test_no_thanks_ends_the_hold_and_nothing_else(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    subscription = subscribe(make, cohort, held=2)

    page = open_link(browser, subscription, cohort).click("No thank you, let others have them")
    assert db.session.query(Hold).count() == 1
    page = page.submit("refuse-form")

    assert "The places are not held for you any more. You stay on the list." in page
    assert "The places are held for those who have waited longest" in page
    db.session.expire_all()
    assert db.session.query(Hold).count() == 0
    assert subscription.is_active


def test_the_public_form_waits_for_the_opening(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    subscribe(make, cohort, held=2)

    page = browser.visit("public.register", slug=cohort.course.slug, code=cohort.code)
    assert page.all("h1") == ["Registration is not open yet"]
    browser.send(page.path, method="post", data=OWN | {"step": "check", "attending": "y"})

    assert registrations() == []


def test_after_the_opening_the_link_leads_to_the_same_form(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    subscription = subscribe(make, cohort, held=2)

    with time_machine.travel(datetime.now(UTC) + timedelta(days=8)):
        page = open_link(browser, subscription, cohort)
        assert "We are holding" not in page
        sent(page)

    assert states(registrations()[0]) == [CONFIRMED]


def test_whoever_has_left_the_list_has_no_link(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    subscription = subscribe(make, cohort)
    page = open_link(browser, subscription, cohort)
    db.session.delete(subscription)

    page = browser.open(page.response.request.url, status=404)

    assert "This link does not work any more" in page


def test_the_link_is_for_the_cohorts_of_its_course(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    subscription = subscribe(make, cohort)
    page = open_link(browser, subscription, cohort)
    other = make.cohort(state="open")

    browser.open(f"{page.path}?cohort={other.code}", status=404)
    browser.open(page.path, status=404)


def test_a_form_behind_a_link_needs_its_token(
    app: Flask, browser: Browser, make: Make, cohort: Cohort
) -> None:
    page = open_link(browser, subscribe(make, cohort, held=1), cohort)

    answer = browser.send(page.response.request.url, method="post", data=OWN | {"step": "who"})

    assert answer.status_code == 400
