"""A password alone opens nothing: a code comes after it, and each code opens once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AuditEntry, SecondFactor
from app.sealed import Box
from app.services import second_factor, sign_ins, staff
from tests.browser import Browser, Page
from tests.staffing import (
    PASSWORD,
    SECRET,
    code_at,
    is_in,
    member_of_staff,
    sign_in,
)

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
NEW = "syv cykler i regnvejr"
NOT_RIGHT = "The code is not right, or has been used"


def ask(browser: Browser, email: str, password: str = PASSWORD) -> Page:
    """The page that asks for the code."""
    page = browser.visit("staff.sign_in")
    return page.submit("sign-in-form", email=email, password=password)


@pytest.mark.parametrize("endpoint", ["account", "provider", "prove", "change_password", "first"])
def test_between_password_and_code_nothing_is_open(browser: Browser, endpoint: str) -> None:
    ask(browser, member_of_staff().email)

    assert browser.visit(f"staff.{endpoint}").title.startswith("Sign in")


def test_who_has_given_no_password_is_not_asked_for_a_code(browser: Browser) -> None:
    for endpoint in ("code", "second_factor", "second_factor_picture"):
        assert browser.visit(f"staff.{endpoint}").title.startswith("Sign in")


def test_the_code_must_come_within_ten_minutes(browser: Browser) -> None:
    member = member_of_staff()
    with time_machine.travel(NOW, tick=False) as traveller:
        page = ask(browser, member.email)
        traveller.shift(timedelta(minutes=10, seconds=1))

        assert page.submit("code-form", code=code_at(), status=401).title.startswith("Sign in")
        assert not is_in(browser)


def test_a_new_password_ends_what_was_half_signed_in(browser: Browser) -> None:
    member = member_of_staff()
    page = ask(browser, member.email)

    staff.set_password(member, NEW)
    page.submit("code-form", code=code_at(), status=401)

    assert not is_in(browser)


def test_a_code_works_once(browser: Browser, app: Flask) -> None:
    member = member_of_staff()
    with time_machine.travel(NOW, tick=False) as traveller:
        ask(browser, member.email).submit("code-form", code=code_at())
        assert is_in(browser)
        second = Browser(app)
        page = ask(second, member.email)

        assert NOT_RIGHT in page.submit("code-form", code=code_at(), status=422)
        assert NOT_RIGHT in page.submit("code-form", code=code_at(-1), status=422)
        assert not is_in(second)
        traveller.shift(30)
        page.submit("code-form", code=code_at())
        assert is_in(second)


def test_a_used_code_stays_used_when_the_password_is_reset(browser: Browser, app: Flask) -> None:
    member = member_of_staff()
    with time_machine.travel(NOW, tick=False):
        ask(browser, member.email).submit("code-form", code=code_at())
        staff.set_password(member, NEW)
        second = Browser(app)

        page = ask(second, member.email, NEW).submit("code-form", code=code_at(), status=422)

        assert NOT_RIGHT in page
        assert not is_in(second)


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 200), (0, 200), (1, 200), (2, 422)])
def test_the_clock_of_a_phone_may_be_half_a_minute_wrong(
    browser: Browser, steps: int, status: int
) -> None:
    with time_machine.travel(NOW, tick=False):
        page = ask(browser, member_of_staff().email)

        page.submit("code-form", code=code_at(steps), status=status)

        assert is_in(browser) is (status == 200)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "æøåæøå", "٣٤٥٦٧٨", "x" * 101])
def test_what_is_no_code_is_refused(browser: Browser, typed: str) -> None:
    page = ask(browser, member_of_staff().email)

    assert page.submit("code-form", code=typed, status=422).one("#code-error")


def test_five_codes_in_five_minutes(browser: Browser) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        page = ask(browser, member_of_staff().email)
        for _ in range(5):
            assert NOT_RIGHT in page.submit("code-form", code="000000", status=422)

        refused = page.submit("code-form", code=code_at(), status=422)
        assert "Too many codes have been tried" in refused
        assert not is_in(browser)
        traveller.shift(timedelta(minutes=5))
        page.submit("code-form", code=code_at())
        assert is_in(browser)


def test_a_stranger_with_the_password_gets_ten_codes_a_day(browser: Browser, app: Flask) -> None:
    member = member_of_staff()
    with time_machine.travel(NOW, tick=False) as traveller:
        owner = Browser(app)
        sign_in(owner, member.email)
        page = ask(browser, member.email)
        looked = 0
        for _ in range(20):
            answer = page.submit("code-form", code="000000", status=422)
            looked += NOT_RIGHT in answer
            traveller.shift(timedelta(minutes=2))
            page = ask(browser, member.email)

        assert looked == 10
        assert "Too many codes" in page.submit("code-form", code=code_at(), status=422)
        sign_in(owner, member.email)
        assert is_in(owner)


def test_a_known_device_gets_thirty_codes_a_day(browser: Browser) -> None:
    member = member_of_staff()
    with time_machine.travel(NOW, tick=False) as traveller:
        sign_in(browser, member.email)
        sign_ins.end_all(member)
        page = ask(browser, member.email)
        looked = 0
        for _ in range(40):
            looked += NOT_RIGHT in page.submit("code-form", code="000000", status=422)
            traveller.shift(timedelta(minutes=2))
            page = ask(browser, member.email)

        assert looked == 30


def test_resetting_the_password_does_not_skip_the_code(browser: Browser) -> None:
    member = member_of_staff()
    staff.set_password(member, NEW)
    db.session.commit()

    page = ask(browser, member.email, NEW)

    assert page.title.startswith("Enter your code")
    assert not is_in(browser)


def test_who_has_an_app_cannot_set_up_another_with_the_password_alone(browser: Browser) -> None:
    ask(browser, member_of_staff().email)

    assert browser.visit("staff.second_factor").title.startswith("Enter your code")


def test_the_app_goes_on_working_while_keys_are_changed(app: Flask) -> None:
    old, new = app.config["LINK_KEYS"][-1], "another-key-0123456789-abcdefghijklmnop"
    member = member_of_staff()

    second_factor.use(member, code_at(), Box([old, new], second_factor.PURPOSE))

    kept = db.session.scalars(select(SecondFactor)).one()
    assert Box([new], second_factor.PURPOSE).open(kept.sealed or "") == SECRET.encode()
    assert Box([old], second_factor.PURPOSE).open(kept.sealed or "") is None
    assert Box([new], "another-purpose").open(kept.sealed or "") is None


def test_refused_codes_are_written_down_without_the_code(browser: Browser) -> None:
    member = member_of_staff()
    ask(browser, member.email).submit("code-form", code="123456", status=422)

    db.session.rollback()
    [entry] = db.session.scalars(select(AuditEntry))
    assert (entry.action, entry.subject) == ("staff.code_refused", f"staff_member/{member.id}")
    assert "123456" not in str(entry.detail)
