"""RFC 8058: a mail program stops the emails with one POST, and knows nothing else of us."""

from collections.abc import Callable
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import clock, tokens
from app.extensions import db
from app.language import Language
from app.mail import links
from app.models import Subscription
from tests.browser import Browser
from tests.factories import Make

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Program:
    """A mail program: sends no cookie, no Origin, no Sec-Fetch-Site."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client(use_cookies=False)

    def post(self, address: str, **sent: Any) -> TestResponse:
        db.session.commit()
        return Context().run(self.client.post, address, **sent)


@pytest.fixture
def program(app: Flask) -> Program:
    return Program(app)


def path_of(subscription: Subscription) -> str:
    db.session.commit()
    address = links.one_click(subscription, Language.ENGLISH)
    db.session.commit()
    return address


def how_many() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Subscription)) or 0


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_one_post_stops_and_a_repeat_says_the_same(
    program: Program, make: Make, content_type: str
) -> None:
    address = path_of(make.subscription())
    other = make.subscription()

    answers = [
        program.post(address, data=ONE_CLICK, content_type=content_type) for _time in range(2)
    ]

    for answer in answers:
        assert answer.status_code == 200
        assert "Location" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
    assert answers[0].data == answers[1].data
    assert db.session.scalars(select(Subscription.id)).all() == [other.id]


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"--x\r\nbroken", b"a" * 10_000])
def test_what_stands_in_the_body_does_not_matter(program: Program, make: Make, body: bytes) -> None:
    address = path_of(make.subscription())

    answer = program.post(address, data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 200
    assert how_many() == 0


def test_a_get_shows_one_button_and_stops_nothing(app: Flask, make: Make) -> None:
    address = path_of(make.subscription())
    browser = Browser(app)

    page = browser.open(address)
    assert how_many() == 1
    assert len(page.html.select("main button")) == 1
    assert browser.client.get_cookie("holdstart", domain="127.0.0.1") is None

    assert "The emails are stopped" in page.submit("stop-form")
    assert how_many() == 0


def test_a_wrong_token_reveals_nothing(app: Flask, program: Program, make: Make) -> None:
    subscription = make.subscription(email="leader@vejle.example")
    right = path_of(subscription)
    keys = app.config["LINK_KEYS"]
    wrong = [
        tokens.sign(keys, "status", subscription.id, 1),
        tokens.sign(keys, "one_click", subscription.id, 2),
        tokens.sign(keys, "one_click", subscription.id + 1, 1),
        tokens.sign(["another-key-0123456789-abcdefghijklm"], "one_click", subscription.id, 1),
        "nonsense",
    ]

    answers = [program.post(f"/en/stop/{token}", data=ONE_CLICK) for token in wrong]
    assert how_many() == 1
    answers.append(program.post(right, data=ONE_CLICK))
    assert how_many() == 0

    def told(answer: TestResponse) -> tuple[int, str]:
        # the language switch carries what was asked for
        return answer.status_code, answer.text.replace(answer.request.path.rpartition("/")[2], "")

    assert len({told(answer) for answer in answers}) == 1


def test_it_works_for_years(program: Program, make: Make) -> None:
    address = path_of(make.subscription())

    with time_machine.travel(clock.now() + timedelta(days=3 * 365)):
        assert program.post(address, data=ONE_CLICK).status_code == 200

    assert how_many() == 0


@pytest.mark.parametrize("link", [links.confirm, links.status, links.stop, links.renew])
def test_the_other_links_of_a_mail_do_not_stop_by_one_click(
    program: Program, make: Make, link: Callable[[Subscription, Language], str]
) -> None:
    subscription = make.subscription()
    token = link(subscription, Language.ENGLISH).rpartition("/")[2].partition("?")[0]
    db.session.commit()

    program.post(f"/en/stop/{token}", data=ONE_CLICK)

    assert how_many() == 1
