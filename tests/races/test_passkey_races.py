"""An answer that is sent by many at once opens once; and two who add at once find one place."""

import json
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import Passkey, StaffSession
from app.models.passkey_errors import TooManyPasskeys
from app.services import passkeys
from app.web.staff.presence import CHALLENGE
from tests.authenticator import NAMED, SecurityKey, added
from tests.browser import Browser, as_form, filled_in
from tests.races.crowd import at_once
from tests.staffing import PASSWORD, member_of_staff

pytestmark = pytest.mark.environment(BASE_URL=NAMED)
# so many codes are looked at in five minutes
AT_ONCE = 5


def test_an_answer_from_copies_of_one_cookie_opens_once(app: Flask) -> None:
    member = member_of_staff()
    key = added(member, SecurityKey(counts=False))
    browser = Browser(app)
    page = browser.visit("staff.sign_in")
    page = page.submit("sign-in-form", email=member.email, password=PASSWORD)
    said = key.used(json.loads(str(page.one("[data-passkey]")["data-ask"])))
    data = as_form(filled_in(page.one("form#code-form"), {"passkey": said}))
    with browser.client.session_transaction() as cookie:
        copied = dict(cookie)
    assert CHALLENGE in copied

    def thief() -> Callable[[], int]:
        twin = Browser(app)
        with twin.client.session_transaction() as cookie:
            cookie.update(copied)
        return lambda: twin.send(page.path, method="post", data=data).status_code

    answers = at_once(app, [thief() for _ in range(AT_ONCE)])

    assert sorted(answers, key=str) == [303] + [422] * (AT_ONCE - 1)
    assert db.session.scalar(select(func.count(StaffSession.id))) == 1


def test_the_last_place_for_a_passkey_is_given_once(app: Flask) -> None:
    member = member_of_staff()
    for _ in range(passkeys.AT_MOST - 1):
        added(member)
    db.session.commit()

    def add(number: int) -> None:
        added(member_of_staff(), name=f"Key {number}")

    answers = at_once(app, [partial(add, number) for number in range(4)])

    assert [type(one) for one in answers].count(TooManyPasskeys) == 3
    assert db.session.scalar(select(func.count(Passkey.id))) == passkeys.AT_MOST
