"""A passkey in place of the code: with the same limits, once for each question, and never alone."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AuditEntry, Passkey, StaffMember, StaffSession
from app.services import second_factor, sign_ins
from tests.authenticator import NAMED, SecurityKey, added
from tests.browser import Browser, Page
from tests.staffing import PASSWORD, code_at, is_in, member_of_staff, sign_in, signed_in

pytestmark = pytest.mark.environment(BASE_URL=NAMED)
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
NOT_ACCEPTED = "The passkey was not accepted"


def asks(browser: Browser, email: str) -> Page:
    """The page after the password."""
    page = browser.visit("staff.sign_in")
    return page.submit("sign-in-form", email=email, password=PASSWORD)


def question(page: Page) -> dict[str, Any]:
    options: dict[str, Any] = json.loads(str(page.one("[data-passkey]")["data-ask"]))
    return options


def answer(page: Page, key: SecurityKey, status: int = 200) -> Page:
    """What the script of the page would send."""
    return page.submit("code-form", passkey=key.used(question(page)), status=status)


@pytest.fixture
def member(app: Flask) -> StaffMember:
    return member_of_staff()


@pytest.fixture
def key(member: StaffMember) -> SecurityKey:
    found = added(member)
    db.session.commit()
    return found


def log() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_passkey_is_added_signs_in_and_is_removed(browser: Browser, app: Flask) -> None:
    member = signed_in(browser)
    other = Browser(app)
    signed_in(other, member=member)
    key = SecurityKey()

    page = browser.visit("staff.account").click("Add a passkey")
    page = page.submit("passkey-form", passkey=key.made(question(page)), name="On my key ring")

    assert "The passkey is added" in page
    assert page.all("#passkeys + p + dl dt") == ["On my key ring"]
    assert "not used yet" in page
    assert not is_in(other)
    answer(asks(other, member.email), key)
    assert is_in(other)
    page = browser.visit("staff.account")
    assert "not used yet" not in page

    kept = db.session.scalars(select(Passkey)).one()
    page = page.submit(f"passkey-{kept.id}")

    assert "The passkey is removed" in page
    assert not page.html.select("#passkeys")
    assert not is_in(other)
    assert not asks(other, member.email).html.select("[data-passkey]")
    done = [act for act in log() if act.startswith("staff.passkey")]
    assert done == ["staff.passkey_added", "staff.passkey_removed"]


def test_the_code_is_asked_for_as_before_beside_the_passkey(
    browser: Browser, member: StaffMember, key: SecurityKey
) -> None:
    page = asks(browser, member.email)

    # without a script nothing of it is seen
    assert page.one("[data-passkey]").has_attr("hidden")
    page.submit("code-form", code=code_at())
    assert is_in(browser)


def test_who_has_none_gets_no_button_and_no_script(browser: Browser, member: StaffMember) -> None:
    added(member_of_staff("consultant"))

    page = asks(browser, member.email)

    assert not page.html.select("[data-passkey], script[src*=passkey]")


def test_before_the_password_no_passkey_is_asked_for(
    browser: Browser, app: Flask, member: StaffMember, key: SecurityKey
) -> None:
    page = asks(browser, member.email)
    stranger = Browser(app)

    sent = {"passkey": key.used(question(page))}
    there = stranger.visit("staff.code")
    assert there.title.startswith("Sign in")
    assert not there.html.select("[data-passkey]")
    stranger.open(page.path, method="post", data=sent, status=400, came_from="same-origin")
    assert not is_in(stranger)


def test_an_answer_works_once_also_from_a_copied_cookie(
    browser: Browser, app: Flask, member: StaffMember
) -> None:
    key = added(member, SecurityKey(counts=False))
    page = asks(browser, member.email)
    with browser.client.session_transaction() as cookie:
        copied = dict(cookie)
    thief = Browser(app)
    with thief.client.session_transaction() as cookie:
        cookie.update(copied)
    twin = thief.visit("staff.code")
    assert question(twin) == question(page)
    said = key.used(question(page))

    page.submit("code-form", passkey=said)
    assert is_in(browser)

    assert NOT_ACCEPTED in twin.submit("code-form", passkey=said, status=422)
    assert not is_in(thief)


def test_a_refused_answer_spends_the_question_too(
    browser: Browser, member: StaffMember, key: SecurityKey
) -> None:
    page = asks(browser, member.email)
    said = key.used(question(page))

    again = answer(page, SecurityKey(), 422)
    assert NOT_ACCEPTED in again
    assert question(again) != question(page)
    assert NOT_ACCEPTED in again.submit("code-form", passkey=said, status=422)
    assert not is_in(browser)
    answer(browser.visit("staff.code"), key)
    assert is_in(browser)


def test_an_answer_to_another_page_or_of_another_passkey_is_refused(
    browser: Browser, member: StaffMember, key: SecurityKey
) -> None:
    theirs = added(member_of_staff("consultant"))
    page = asks(browser, member.email)

    page = answer(page, key.elsewhere("http://localhost.example"), 422)
    page = answer(page, theirs, 422)
    page = page.submit("code-form", passkey="{}", status=422)

    assert NOT_ACCEPTED in page
    assert log().count("staff.passkey_refused") == 3
    assert not is_in(browser)


def test_a_passkey_whose_counter_goes_back_is_refused_and_written_down(
    browser: Browser, app: Flask, member: StaffMember
) -> None:
    key = added(member, SecurityKey(count=5))
    answer(asks(browser, member.email), key)
    key.count = 3

    second = Browser(app)
    page = answer(asks(second, member.email), key, 422)

    assert "may have been copied" in page
    assert "staff.passkey_behind" in log()
    assert not is_in(second)


def test_the_question_must_be_answered_within_ten_minutes(
    browser: Browser, member: StaffMember, key: SecurityKey
) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        signed_in(browser)
        page = browser.visit("staff.add_passkey")
        traveller.shift(timedelta(minutes=9, seconds=59))
        made = SecurityKey().made(question(page))
        traveller.shift(2)
        sign_ins.prove(db.session.scalars(select(StaffSession)).one())
        db.session.commit()

        page = page.submit("passkey-form", passkey=made, name="Key", status=422)

        assert NOT_ACCEPTED in page


def test_passkeys_and_codes_are_limited_together(
    browser: Browser, member: StaffMember, key: SecurityKey
) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        page = asks(browser, member.email)
        for _ in range(3):
            page = answer(page, SecurityKey(), 422)
        for _ in range(2):
            page = page.submit("code-form", code="000000", status=422)

        page = answer(page, key, 422)
        assert "Too many codes have been tried" in page
        assert not is_in(browser)
        traveller.shift(timedelta(minutes=5))
        answer(page, key)
        assert is_in(browser)


def test_after_signing_out_an_answer_opens_nothing(
    browser: Browser, member: StaffMember, key: SecurityKey
) -> None:
    page = asks(browser, member.email)
    said = key.used(question(page))
    answer(page, key)
    browser.visit("staff.account").submit("sign-out-form")

    page.submit("code-form", passkey=said, status=400)
    assert not is_in(browser)
    page = asks(browser, member.email)
    assert NOT_ACCEPTED in page.submit("code-form", passkey=said, status=422)
    assert not is_in(browser)


def test_it_shows_again_who_one_is_with_the_password(
    browser: Browser, member: StaffMember, key: SecurityKey
) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        signed_in(browser)
        traveller.shift(timedelta(minutes=11))
        page = browser.visit("staff.change_password")
        said = key.used(question(page))

        page = page.submit("prove-form", password="wrong", passkey=said, status=422)
        assert "That is not your password" in page
        page = page.submit("prove-form", password=PASSWORD, passkey=said)

        assert page.title.startswith("Change the password")


def test_a_lost_phone_takes_the_passkeys_along(
    browser: Browser, app: Flask, member: StaffMember, key: SecurityKey
) -> None:
    signed_in(browser, "administrator")
    browser.visit("staff.member", member_id=member.id).submit("factor-form")

    page = asks(Browser(app), member.email)

    assert page.title.startswith("Set up an app for codes")
    assert not page.html.select("[data-passkey]")


def test_who_has_no_app_or_ten_passkeys_is_told_why_there_is_no_other(browser: Browser) -> None:
    member = signed_in(browser)
    for _ in range(10):
        added(member)
    page = browser.visit("staff.add_passkey")
    assert "one must be removed first" in page
    assert not page.html.select("form#passkey-form")

    second_factor.take_away(member)
    signed_in(browser)
    page = browser.visit("staff.add_passkey")
    assert "Set up an app for codes first" in page
    assert not page.html.select("form#passkey-form")


@pytest.mark.environment(BASE_URL="http://127.0.0.1")
def test_a_site_whose_address_is_a_number_says_so_and_asks_for_none(browser: Browser) -> None:
    member = signed_in(browser)
    added(member)

    page = browser.visit("staff.account")
    assert "a passkey belongs to a name" in page
    assert "Add a passkey" not in page
    page = browser.visit("staff.add_passkey")
    assert "the address of this one is a number" in page
    assert not page.html.select("form#passkey-form")
    sign_in(Browser(browser.app), member.email)
    assert not asks(Browser(browser.app), member.email).html.select("[data-passkey]")
