"""The notify form, through the page, as a visitor and as a stranger with a tool."""

from contextvars import Context
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.extensions import db
from app.mail import letters
from app.models import Course, MailState, OutboxMail, Subscription, SubscriptionState
from app.services import subscriptions
from tests.browser import Browser
from tests.factories import Make

ADDRESS = "leader@vejle.example"


@pytest.fixture
def course(make: Make) -> Course:
    make.provider()
    return make.course("Small children")


def form_of(course: Course) -> str:
    return url_for("public.subscribe", slug=course.slug, language="en")


def send(browser: Browser, course: Course, **fields: Any) -> TestResponse:
    return browser.send(form_of(course), method="post", data={"email": ADDRESS} | fields)


def written_up() -> list[Subscription]:
    db.session.rollback()
    return list(db.session.scalars(select(Subscription).order_by(Subscription.id)))


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
        note="We are three.\r\nMondays are bad.",
        at_ours=True,
    )

    assert "Check your email" in page
    [subscription] = written_up()
    assert subscription.municipality is not None
    assert subscription.municipality.name == "Aarhus"
    assert (subscription.seats_wanted, subscription.at_ours) == (3, True)
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


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "leader",
        "leader@",
        "@vejle.example",
        "leader@vejle",
        "leader@@vejle.example",
        "leader@vejle..example",
        "leader@vejle.example, other@vejle.example",
        "leader@vejle.example other@vejle.example",
        "Leader <leader@vejle.example>",
        "leader@vejle.example\r\nBcc: all@vejle.example",
        "leader\n@vejle.example",
        "jørgen@vejle.example",
        "leader@[127.0.0.1]",
        "a" * 65 + "@vejle.example",
        "leader@" + "a" * 300 + ".example",
        b"\xff\xfe\x00\x01",
        "leader@vejle.example" * 5000,
        "<script>alert(1)</script>@vejle.example",
        "{{7*7}}@vejle.example",
    ],
)
def test_what_is_no_address_is_refused_in_words(
    browser: Browser, course: Course, typed: str | bytes
) -> None:
    response = send(browser, course, email=typed)

    if response.status_code == 200:
        # braces are letters of an address as good as any
        assert typed == "{{7*7}}@vejle.example"
        assert "49@" not in response.text
        return
    assert response.status_code == 422
    assert "There is 1 thing to correct" in response.text
    assert "<script>alert" not in response.text
    assert written_up() == []
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 0


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("LEADER@VEJLE.EXAMPLE", ADDRESS),
        ("leader@børnehuset.example", "leader@xn--brnehuset-l8a.example"),
        ("\x00leader@vejle.example\x7f", ADDRESS),
        ("o'brien+list@vejle.example", "o'brien+list@vejle.example"),
    ],
)
def test_what_mail_servers_take_is_taken(
    browser: Browser, course: Course, typed: str, stored: str
) -> None:
    assert send(browser, course, email=typed).status_code == 200

    assert [one.email for one in written_up()] == [stored]


def test_two_fields_of_the_same_name_are_one_address(browser: Browser, course: Course) -> None:
    response = send(browser, course, email=[ADDRESS, "other@vejle.example"])

    assert response.status_code == 200
    assert [one.email for one in written_up()] == [ADDRESS]


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


def test_the_answer_is_the_same_whatever_is_known_of_the_address(
    app: Flask, browser: Browser, course: Course, make: Make
) -> None:
    def state_of(name: str) -> None:
        db.session.query(OutboxMail).delete()
        db.session.query(Subscription).delete()
        if name == "stopped":
            subscriptions.stop(make.subscription(course, ADDRESS))
        elif name == "asked too often":
            for _time in range(3):
                send(browser, course)
            db.session.query(OutboxMail).update({"state": MailState.SENT})
        elif name != "unknown":
            make.subscription(course, ADDRESS, state=name)
        db.session.commit()

    answers: dict[str, Any] = {}
    states = ("unknown", "new", "active", "paused", "settled", "stopped", "asked too often")
    for name in states:
        state_of(name)
        for language in ("da", "en"):
            address = url_for("public.subscribe", slug=course.slug, language=language)
            response = browser.send(address, method="post", data={"email": ADDRESS})
            headers = [header for header in response.headers if header[0] != "Date"]
            answers[f"{name} {language}"] = (response.status_code, headers, response.data)

    for language in ("da", "en"):
        first = answers[f"unknown {language}"]
        assert first[0] == 200
        assert "Set-Cookie" not in dict(first[1])
        for name in states:
            assert answers[f"{name} {language}"] == first, name


@pytest.mark.parametrize("came_from", ["cross-site", "same-site", "none"])
def test_a_form_that_comes_from_elsewhere_changes_nothing(
    browser: Browser, course: Course, came_from: str
) -> None:
    response = browser.send(
        form_of(course), method="post", data={"email": ADDRESS}, came_from=came_from
    )

    assert response.status_code == 400
    assert written_up() == []


def test_a_browser_that_says_only_its_origin_is_believed(app: Flask, course: Course) -> None:
    client, address = app.test_client(), form_of(course)
    db.session.commit()

    def status(**headers: str) -> int:
        sent = {"data": {"email": ADDRESS}, "headers": headers}
        return Context().run(client.post, address, **sent).status_code

    assert status() == 400
    assert status(Origin="https://elsewhere.example") == 400
    assert status(Origin=app.config["BASE_URL"]) == 200


def test_a_field_of_a_megabyte_is_refused(browser: Browser, course: Course) -> None:
    assert send(browser, course, note="x" * 1_000_000).status_code == 413
    assert written_up() == []


def test_columns_that_are_not_asked_for_cannot_be_set(browser: Browser, course: Course) -> None:
    send(browser, course, state="active", displaced="1", link_version="9", queued_at="2001-01-01")

    [subscription] = written_up()
    assert subscription.state is SubscriptionState.NEW
    assert (subscription.displaced, subscription.link_version) == (False, 1)


def test_there_is_no_list_for_what_is_registered_for_elsewhere(
    browser: Browser, make: Make
) -> None:
    course = make.course(external_url="https://elsewhere.example/course")

    browser.visit("public.subscribe", slug=course.slug, status=404)
    assert send(browser, course).status_code == 404


def test_a_course_that_does_not_exist_has_no_form(browser: Browser, course: Course) -> None:
    browser.visit("public.subscribe", slug="no-such-course", status=404)
    for slug in ("no-such-course", "%00", "æøå", "x" * 3000):
        address = f"/en/courses/{slug}/notify"
        assert browser.send(address, method="post", data={"email": ADDRESS}).status_code == 404


def test_reading_the_form_changes_nothing_and_sets_no_cookie(
    browser: Browser, course: Course
) -> None:
    page = browser.open(f"{form_of(course)}?email={ADDRESS}")

    assert "Set-Cookie" not in page.response.headers
    assert page.one("#email")["value"] == ""
    assert written_up() == []
