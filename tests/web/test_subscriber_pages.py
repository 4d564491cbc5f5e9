"""Behind the links in the mails: a person presses a button, and only then something changes."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import clock, tokens
from app.extensions import db
from app.language import Language
from app.mail import links
from app.models import Subscription
from tests.browser import Browser
from tests.factories import Make
from tests.subscribing import ADDRESS, ENGLISH, LINKS, MakeLink, everything, now_stored, opened


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("state", ["new", "active", "paused", "settled"])
def test_opening_a_link_changes_nothing(
    browser: Browser, make: Make, link: MakeLink, state: str
) -> None:
    subscription = make.subscription(email=ADDRESS, state=state, asked_at=clock.now())
    before = everything()
    address = link(subscription, ENGLISH)

    page = browser.open(address)
    browser.open(address)
    browser.send(page.path, method="head")

    assert everything() == before
    assert "/l/" not in page.path
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert page.response.headers["X-Robots-Tag"] == "noindex"


def test_the_address_in_the_bar_opens_nothing_for_others(app: Flask, make: Make) -> None:
    subscription = make.subscription(email=ADDRESS)
    page = opened(Browser(app), links.status, subscription)

    other = Browser(app).open(page.path, status=404)

    assert "This link does not work any more" in other
    assert ADDRESS not in other


def test_yes_pressed_twice_is_one_yes(browser: Browser, make: Make) -> None:
    subscription = make.subscription(state="new")
    page = opened(browser, links.confirm, subscription)

    first = page.submit("confirm-form")
    second = page.submit("confirm-form")

    assert "You are on the list" in first
    assert first.text == second.text
    stored = now_stored()
    assert stored is not None
    assert stored.is_active


def test_no_deletes_the_address_and_can_be_pressed_twice(browser: Browser, make: Make) -> None:
    subscription = make.subscription(email=ADDRESS, state="new")
    title = subscription.course.title.en
    page = opened(browser, links.confirm, subscription)

    done = page.submit("delete-form", button="no")

    assert f"You will get no more emails about {title}" in done
    assert now_stored() is None
    assert "This link does not work any more" in page.submit("delete-form", button="no", status=404)


def test_who_has_said_yes_can_still_change_their_mind(browser: Browser, make: Make) -> None:
    page = opened(browser, links.confirm, make.subscription(state="new")).submit("confirm-form")

    page.submit("delete-form", button="no")

    assert now_stored() is None


def test_the_answer_to_a_yes_leads_on(browser: Browser, make: Make) -> None:
    course = make.course("Small children")
    make.cohort(course, state="open", place="Vejle")
    page = opened(browser, links.confirm, make.subscription(course, state="new"))

    done = page.submit("confirm-form")

    assert "There is a date" in done
    assert "Vejle" in done
    assert done.click("Small children").path == f"/en/courses/{course.slug}"


def test_a_link_pressed_late_leads_back_to_the_form(browser: Browser, make: Make) -> None:
    subscription = make.subscription(state="new")
    course = subscription.course
    address = links.confirm(subscription, ENGLISH)
    page = browser.open(address)

    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        late = browser.open(address, status=404)
        pressed = page.submit("confirm-form", status=404)

        for found in (late, pressed):
            form = found.click("Enter your email address again")
            assert form.path == f"/en/courses/{course.slug}/notify"
    stored = now_stored()
    assert stored is not None
    assert not stored.is_confirmed


@pytest.mark.parametrize("link", LINKS)
def test_a_raised_version_ends_a_link(browser: Browser, make: Make, link: MakeLink) -> None:
    subscription = make.subscription(email=ADDRESS)
    address = link(subscription, ENGLISH)
    page = browser.open(address)
    assert "This link does not work any more" not in page
    subscription.link_version += 1
    db.session.commit()
    before = everything()

    gone = 200 if link is links.stop else 404
    for again in (browser.open(address, status=gone), browser.open(page.path, status=gone)):
        assert ADDRESS not in again
    for form in page.html.select("main form"):
        pressed = {str(one["name"]): str(one["value"]) for one in form.select("input[value]")}
        browser.send(str(form["action"]), method="post", data=pressed)
    assert everything() == before


PURPOSES = ("confirm", "status", "stop", "one_click", "renew", "password", "invite")


PAGES = {
    "confirm": {"confirm"},
    "renew": {"renew"},
    "": {"status"},
    "pause": {"status"},
    "resume": {"status"},
    "further": {"status"},
    "stop": {"stop", "status"},
}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_opens_the_page_of_its_purpose_only(
    app: Flask, browser: Browser, make: Make, purpose: str
) -> None:
    subscription = make.subscription(email=ADDRESS)
    before = everything()
    token = tokens.sign(app.config["LINK_KEYS"], purpose, subscription.id, 1)
    browser.open("/en/courses")
    with browser.client.session_transaction() as cookie:
        cookie["links"] = [token]
    digest = tokens.digest(token)

    for name, purposes in PAGES.items():
        address = f"/en/subscription/{digest}/{name}".rstrip("/")
        response = browser.send(address)
        if purpose in purposes:
            assert response.status_code in {200, 303, 405}
        else:
            assert response.status_code in {404, 405}
            assert ADDRESS not in response.text
    assert everything() == before


def test_a_forged_token_opens_nothing(app: Flask, browser: Browser, make: Make) -> None:
    subscription = make.subscription()
    forged = tokens.sign(["another-key-0123456789-abcdefghijklm"], "status", subscription.id, 1)

    for token in (forged, "x", "%00", "æ", "a" * 3000):
        assert browser.send(f"/en/l/{token}").status_code == 404


def test_a_page_with_a_cookie_asks_for_its_token(browser: Browser, make: Make) -> None:
    page = opened(browser, links.status, make.subscription())
    before = everything()

    for name in PAGES:
        address = f"{page.path}/{name}".rstrip("/")
        assert browser.send(address, method="post", data={"seats": "2"}).status_code in {400, 404}

    assert everything() == before


def test_the_stop_link_is_one_button_and_harmless_twice(browser: Browser, make: Make) -> None:
    page = opened(browser, links.stop, make.subscription())

    assert "You will get no more emails about" in page.submit("stop-form")
    assert "The emails are stopped" in page.submit("stop-form")
    assert "The emails are stopped" in browser.open(page.path)
    assert now_stored() is None


def test_staying_on_the_list_takes_one_press(browser: Browser, make: Make) -> None:
    subscription = make.subscription(asked_at=clock.now())
    page = opened(browser, links.renew, subscription)
    assert "Do you still want to be notified?" in page

    first = page.submit("renew-form")
    second = page.submit("renew-form")

    assert "You keep your place in line" in first
    assert first.text == second.text
    stored = now_stored()
    assert stored is not None
    assert stored.asked_at is None


def test_not_staying_deletes_the_address(browser: Browser, make: Make) -> None:
    page = opened(browser, links.renew, make.subscription(asked_at=clock.now()))

    assert "You will get no more emails" in page.submit("delete-form", button="no")
    assert db.session.scalar(select(func.count()).select_from(Subscription)) == 0


def test_the_pages_speak_danish_too(app: Flask, make: Make) -> None:
    subscription = make.subscription(state="new")
    browser = Browser(app, "da")

    page = browser.open(links.confirm(subscription, Language.DANISH))
    assert "Ja, skriv mig op" in page
    page = page.submit("confirm-form")
    assert "Du er skrevet op" in page
    page = browser.open(links.status(subscription, Language.DANISH))
    assert "Det har vi noteret" in page
    assert "Your place on the list" in page.click("English")
