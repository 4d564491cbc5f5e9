"""The notify form, through the page, as a visitor uses it."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.mail import letters
from app.models import Course, OutboxMail, Subscription, SubscriptionState
from tests.browser import Browser
from tests.factories import Make
from tests.subscribing import ADDRESS, send, written_up


@pytest.fixture
def course(make: Make) -> Course:
    make.provider()
    return make.course("Small children")


def the_letter() -> letters.Rendered:
    mail = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    subscription = db.session.get_one(Subscription, mail.about_id)
    rendered = letters.render(mail.letter, subscription, None, mail.language)
    assert isinstance(rendered, letters.Rendered)
    return rendered


def link_in(text: str) -> str:
    [link] = [word for word in text.split() if "/l/" in word]
    return link


def test_a_leader_asks_confirms_and_is_on_the_list(browser: Browser, course: Course) -> None:
    page = browser.visit("public.course", slug=course.slug)
    page = page.submit("subscribe-form", email=" Leader@Vejle.example ")

    assert "Check your email" in page
    assert "We have written to leader@vejle.example" in page
    assert browser.client.get_cookie("holdstart", domain="127.0.0.1") is None
    [subscription] = written_up()
    assert subscription.email == ADDRESS
    assert subscription.state is SubscriptionState.NEW
    assert str(subscription.language) == "en"
    assert "Kursushuset may email you about dates for Small children" in subscription.wording
    assert subscription.wording in browser.visit("public.course", slug=course.slug)

    page = browser.open(link_in(the_letter().text))
    assert [one.state for one in written_up()] == [SubscriptionState.NEW]

    page = page.submit("confirm-form")
    assert "You are on the list" in page
    assert [one.state for one in written_up()] == [SubscriptionState.ACTIVE]


def test_the_form_stands_on_a_page_of_its_own_in_both_languages(app: Flask, course: Course) -> None:
    page = Browser(app, "da").visit("public.subscribe", slug=course.slug)
    assert "Giv mig besked" in page
    assert page.path == f"/da/kurser/{course.slug}/besked"

    page = page.click("English")
    assert "Notify me" in page
    assert page.path == f"/en/courses/{course.slug}/notify"


def test_before_the_button_stands_what_it_says_yes_to(browser: Browser, course: Course) -> None:
    page = browser.visit("public.subscribe", slug=course.slug)

    before = page.text.split("Notify me")[0]
    for part in ("Kursushuset", "Small children", "free", "nothing else", "stop at any time"):
        assert part in before
    assert page.html.select("input[checked]") == []


def test_help_with_planning_is_kept(browser: Browser, course: Course) -> None:
    page = browser.visit("public.subscribe", slug=course.slug)
    page = page.submit(
        "subscribe-form",
        email=ADDRESS,
        municipality="Århus Kommune",
        seats="3",
        months=["11", "3"],
        note="We are three.\r\nMondays are bad.",
        at_ours=True,
    )

    assert "Check your email" in page
    [subscription] = written_up()
    assert subscription.municipality is not None
    assert subscription.municipality.name == "Aarhus"
    assert (subscription.seats_wanted, subscription.at_ours) == (3, True)
    assert subscription.months == [3, 11]
    assert subscription.note == "We are three.\nMondays are bad."


@pytest.mark.parametrize(
    ("typed", "found"),
    [("ålborg", "Aalborg"), ("Åbenrå", "Aabenraa"), ("fåborg", "Faaborg-Midtfyn"), ("", None)],
)
def test_municipalities_are_understood_as_people_write_them(
    browser: Browser, course: Course, typed: str, found: str | None
) -> None:
    send(browser, course, municipality=typed)

    [subscription] = written_up()
    assert (subscription.municipality.name if subscription.municipality else None) == found


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("municipality", "Atlantis", "We do not know this municipality"),
        ("seats", "0", "Enter a number from 1 to 10."),
        ("seats", "11", "Enter a number from 1 to 10."),
        ("seats", "many", "Enter a number from 1 to 10."),
        ("seats", "²", "Enter a number from 1 to 10."),
        ("seats", "-1", "Enter a number from 1 to 10."),
        ("note", "My number is 010190-1234", "That looks like a CPR number"),
        ("municipality", "010190 1234", "That looks like a CPR number"),
        ("note", "x" * 1001, "Keep it within 1,000 characters."),
    ],
)
def test_what_is_wrong_in_the_fold_is_said_with_the_fold_open(
    browser: Browser, course: Course, field: str, typed: str, says: str
) -> None:
    page = browser.visit("public.subscribe", slug=course.slug)
    page = page.submit("subscribe-form", status=422, **{"email": ADDRESS, field: typed})

    assert page.title.startswith("Error: ")
    assert says in page.one(".errors").get_text()
    assert says in page.one(f"#{field}-error").get_text()
    assert page.one("details").has_attr("open")
    assert page.one("#email")["value"] == ADDRESS
    assert written_up() == []


def test_a_slip_is_offered_to_be_corrected_and_stops_nobody(
    browser: Browser, course: Course
) -> None:
    page = browser.visit("public.subscribe", slug=course.slug)
    page = page.submit("subscribe-form", email="leader@gmial.com", seats="3")
    assert "Did you mean leader@gmail.com?" in page
    assert [one.email for one in written_up()] == ["leader@gmial.com"]

    page = page.submit("suggestion-form")

    assert "We have written to leader@gmail.com" in page
    assert "Did you mean" not in page
    assert [one.seats_wanted for one in written_up()] == [3, 3]


def test_the_address_can_be_corrected_on_the_answer(browser: Browser, course: Course) -> None:
    page = browser.visit("public.subscribe", slug=course.slug)
    page = page.submit("subscribe-form", email="leader@wejle.example", note="Three of us.")

    page = page.submit("correct-form", email=ADDRESS)

    assert f"We have written to {ADDRESS}" in page
    assert written_up()[-1].note == "Three of us."
