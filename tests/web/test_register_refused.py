"""Sent twice, too late, from elsewhere: told kindly, nothing lost, nothing stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.models import CohortState
from tests.browser import Browser
from tests.factories import Make
from tests.registering import FORM, open_form, registrations, sent, to_check


def test_sent_twice_is_one_registration_and_the_same_receipt(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    check = to_check(browser, cohort, 1)

    first, again = check.submit(FORM), check.submit(FORM)

    assert len(registrations()) == 1
    assert first.text == again.text


def test_a_reload_of_the_receipt_registers_nobody(browser: Browser, make: Make) -> None:
    make.provider()
    page = sent(browser, make.cohort(state="open"))

    again = browser.open(page.response.request.url)

    assert len(registrations()) == 1
    assert again.text == page.text
    assert again.response.headers["Cache-Control"] == "no-store"
    assert again.response.headers["Referrer-Policy"] == "no-referrer"
    assert "contact@odense.example" not in again.response.request.url


def test_the_receipt_is_for_whoever_sent_the_form(app: Flask, browser: Browser, make: Make) -> None:
    make.provider()
    page = sent(browser, make.cohort(state="open"))

    Browser(app).open(page.response.request.url, status=404)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        browser.open(page.response.request.url, status=404)


def test_the_receipt_opens_no_other_page(browser: Browser, make: Make) -> None:
    make.provider()
    page = sent(browser, make.cohort(state="open"))
    digest = page.path.split("/")[-2]

    browser.visit("contact.registration", digest=digest, status=404)


def test_a_used_form_with_other_answers_is_refused_and_kept(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    check = to_check(browser, cohort)
    check.submit(FORM)

    page = check.submit(FORM, name="Somebody Else", email="else@odense.example", status=409)
    assert "This form has been sent already" in page
    assert len(registrations()) == 1
    page = page.submit(FORM, button="go=check")
    page.submit(FORM)

    assert [made.contact_name for made in registrations()] == ["Contact Example", "Somebody Else"]


def test_the_deadline_passes_while_typing(app: Flask, browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    other = make.cohort(cohort.course, state="open", in_days=300)
    page = to_check(browser, cohort, 1)

    with time_machine.travel(datetime.now(UTC) + timedelta(days=45)):
        page = page.submit(FORM, status=409)
        assert "Registration has closed" in page
        assert "Nothing has been registered." in page
        assert page.one("#subscribe-form #email")["value"] == "contact@odense.example"
        page = page.submit(FORM, button="go=check")
        assert page.path.split("/")[-2] == other.code
        page.submit(FORM)

    assert [made.cohort_id for made in registrations()] == [other.id]


@pytest.mark.parametrize(
    ("state", "columns", "told"),
    [
        ("open", {"in_days": 20}, "Registration has closed"),
        ("open", {"in_days": -1}, "The course has begun"),
        ("announced", {}, "Registration is not open yet"),
        ("called_off", {}, "This date has been cancelled"),
    ],
)
def test_one_that_takes_nobody_says_so_and_offers_to_write(
    browser: Browser, make: Make, state: str, columns: dict[str, Any], told: str
) -> None:
    make.provider()
    cohort = make.cohort(state=state, **columns)

    page = open_form(browser, cohort)

    assert page.all("h1") == [told]
    assert page.html.select(f"#{FORM}") == []
    page = page.submit("subscribe-form", email="reader@odense.example")
    assert "Check your email" in page


def test_called_off_while_typing(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    page = to_check(browser, cohort)
    cohort.state = CohortState.CALLED_OFF

    page = page.submit(FORM, status=409)

    assert "This date has been cancelled" in page
    assert registrations() == []


@pytest.mark.parametrize("came_from", ["cross-site", "same-site", "none"])
def test_another_site_cannot_register_anybody(browser: Browser, make: Make, came_from: str) -> None:
    make.provider()
    page = to_check(browser, make.cohort(state="open"))
    data = {str(field["name"]): str(field["value"]) for field in page.html.select(f"#{FORM} input")}

    answer = browser.send(page.path, method="post", data=data, came_from=came_from)

    assert answer.status_code == 400
    assert registrations() == []


def test_strange_posts_are_answered_with_the_form(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    page = open_form(browser, cohort)
    strange: list[dict[str, str]] = [
        {},
        {"step": "check"},
        {"step": "nowhere", "go": "nowhere"},
        {"remove": "x"},
        {"remove": "99999"},
        {"use": "people-99-email"},
        {"use": "reference"},
        {"people-9999-name": "A", "add": "1"},
        {"people-0-name": "\u0661", "unnamed": "\u0661", "at_least": "\u00b2"},
        {"form_key": "x" * 5000, "step": "check", "choice": "all", "first": "-1"},
        {"first": "9" * 5000},
        {f"people-{n}-name": "A" for n in range(300)},
    ]

    for data in strange:
        answer = browser.send(page.path, method="post", data=data)
        assert answer.status_code in {200, 422}, data
    assert registrations() == []
