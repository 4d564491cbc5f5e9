"""What concerns how somebody signs in, or many people's data, asks for password and code again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AuditEntry, OutboxMail, Role, StaffMember
from app.web.access import MARK
from app.web.staff import fresh
from tests.browser import Browser, Page
from tests.staffing import PASSWORD, WRONG, member_of_staff, new_code, signed_in

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
ASKED = [
    *("change_password", "change_email", "second_factor", "recovery_codes", "add_passkey"),
    "export_log",
]
LATER = timedelta(minutes=11)


def later(browser: Browser, endpoint: str, role: str = "administrator") -> Page:
    """The page, eleven minutes after signing in."""
    with time_machine.travel(NOW - LATER, tick=False):
        signed_in(browser, role)
    return browser.visit(f"staff.{endpoint}")


@pytest.mark.parametrize("endpoint", ASKED)
def test_ten_minutes_after_the_code_it_is_asked_again(browser: Browser, endpoint: str) -> None:
    with time_machine.travel(NOW, tick=False):
        page = later(browser, endpoint)
        assert page.title.startswith("Show that it is still you")

        page = page.submit("prove-form", password=PASSWORD, code=new_code())

        there = browser.visit(f"staff.{endpoint}")
        assert not there.title.startswith("Show that it is still you")
        assert page.title == there.title or endpoint == "second_factor"


@pytest.mark.parametrize("endpoint", ASKED)
def test_right_after_signing_in_it_is_not_asked(browser: Browser, endpoint: str) -> None:
    signed_in(browser, "administrator")

    page = browser.visit(f"staff.{endpoint}")

    assert not page.title.startswith("Show that it is still you")


def test_a_wrong_password_does_not_use_up_the_code(browser: Browser) -> None:
    with time_machine.travel(NOW, tick=False):
        page = later(browser, "change_password")
        code = new_code()

        page = page.submit("prove-form", password=WRONG, code=code, status=422)
        assert "That is not your password" in page.one("#password-error").get_text()
        page = page.submit("prove-form", password=PASSWORD, code="000000", status=422)
        assert "The code is not right" in page.one("#code-error").get_text()
        page = page.submit("prove-form", password=PASSWORD, code=code)
        assert page.title.startswith("Change the password")


def test_passwords_are_not_tried_by_the_thousand_from_inside(browser: Browser) -> None:
    with time_machine.travel(NOW, tick=False):
        page = later(browser, "change_password")
        for _ in range(10):
            page.submit("prove-form", password=WRONG, code="000000", status=422)

        page = page.submit("prove-form", password=PASSWORD, code=new_code(), status=422)

        assert "Too many passwords have been tried" in page


def test_what_was_typed_before_it_was_asked_comes_back(browser: Browser) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        member = signed_in(browser)
        page = browser.visit("staff.change_email")
        traveller.shift(LATER)
        before = member.email

        page = page.submit("email-form", email="new@kursushuset.example", status=401)
        assert "What you typed is kept" in page
        page = page.submit("prove-form", password=PASSWORD, code=new_code())

        assert page.one("#email")["value"] == "new@kursushuset.example"
        db.session.rollback()
        assert db.session.get_one(StaffMember, member.id).email == before
        page.submit("email-form")
        db.session.rollback()
        [mail] = db.session.scalars(select(OutboxMail))
        assert mail.recipient == "new@kursushuset.example"


def test_no_password_comes_back(browser: Browser) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        signed_in(browser)
        page = browser.visit("staff.change_password")
        traveller.shift(LATER)

        page = page.submit("password-form", password="syv cykler i regnvejr", status=401)

        assert "syv cykler" not in page.response.text
        assert not page.html.select("input[name=typed]")


def test_showing_it_again_is_written_down(browser: Browser) -> None:
    with time_machine.travel(NOW, tick=False):
        page = later(browser, "change_password")
        page.submit("prove-form", password=PASSWORD, code=new_code())

    db.session.rollback()
    assert db.session.scalars(select(AuditEntry.action)).all() == ["staff.proved"]


@pytest.mark.environment(DEMO="1")
def test_the_demo_lets_who_has_no_password_change_things(browser: Browser) -> None:
    with time_machine.travel(NOW, tick=False):
        with time_machine.travel(NOW - LATER, tick=False):
            member = member_of_staff(password_hash=None)
            signed_in(browser, member=member)

        assert browser.visit("staff.change_password").title.startswith("Change the password")
        member.password_hash = "set"
        page = browser.visit("staff.change_password")
        assert page.title.startswith("Show that it is still you")


@pytest.mark.one_database
def test_whatever_changes_how_somebody_signs_in_or_fetches_many_asks(app: Flask) -> None:
    asking = {
        name.removeprefix("staff.")
        for name, view in app.view_functions.items()
        if isinstance(getattr(view, MARK, None), Role) and getattr(view, fresh.MARK, False)
    }

    # second_factor asks by itself: it is there for newcomers too
    assert {*ASKED, "remove_passkey"} - {"second_factor"} <= asking
    assert {"invite_member", "member", "close_member", "remove_member_factor"} <= asking
