"""The notify form, as a stranger with a tool uses it: nothing is learnt, nothing breaks."""

from contextvars import Context
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select

from app.extensions import db
from app.models import Course, MailState, OutboxMail, Subscription, SubscriptionState
from app.services import subscriptions
from tests.browser import Browser
from tests.factories import Make
from tests.subscribing import (
    ADDRESS,
    form_of,
    send,
    written_up,
)


@pytest.fixture
def course(make: Make) -> Course:
    make.provider()
    return make.course("Small children")


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
