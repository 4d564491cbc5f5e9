"""Setting up the app that shows codes, its codes for paper, and another phone later."""

from datetime import UTC, datetime

import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AuditEntry, RecoveryCode, SecondFactor, StaffMember
from app.services import second_factor
from tests.browser import Browser, Page
from tests.staffing import (
    PASSWORD,
    SECRET,
    code_at,
    is_in,
    member_of_staff,
    signed_in,
)

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
NOT_RIGHT = "The code is not right, or has been used"


def ask(browser: Browser, email: str) -> Page:
    """The page that asks for the code, or sets up the app."""
    page = browser.visit("staff.sign_in")
    return page.submit("sign-in-form", email=email, password=PASSWORD)


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def newcomer(browser: Browser) -> tuple[StaffMember, Page]:
    """Somebody who has a password and no app yet, on the page that sets one up."""
    member = member_of_staff()
    second_factor.take_away(member)
    return member, ask(browser, member.email)


def test_the_first_sign_in_sets_up_an_app_and_shows_codes_for_paper(browser: Browser) -> None:
    _member, page = newcomer(browser)
    key = page.one("dl code").get_text().replace(" ", "")

    page = page.submit("factor-form", code="000000", status=422)
    assert NOT_RIGHT in page
    assert page.one("dl code").get_text().replace(" ", "") == key
    page = page.submit("factor-form", code=code_at(secret=key))

    codes = page.all("#codes li")
    assert len(set(codes)) == 10
    assert page.click("I have kept them: go on").path.startswith("/en/staff/")
    assert is_in(browser)
    kept = db.session.scalars(select(SecondFactor)).one()
    assert key not in str(kept.sealed)
    hashes = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert not [code for code in codes if code in hashes or code.replace("-", "") in hashes]
    assert actions()[-3:] == ["staff.factor_set", "staff.codes_made", "staff.signed_in"]


def test_the_code_of_setting_up_is_used_too(browser: Browser, app: Flask) -> None:
    with time_machine.travel(NOW, tick=False):
        member, page = newcomer(browser)
        key = page.one("dl code").get_text().replace(" ", "")
        page.submit("factor-form", code=code_at(secret=key))
        second = Browser(app)

        page = ask(second, member.email)

        assert NOT_RIGHT in page.submit("code-form", code=code_at(secret=key), status=422)


def test_the_picture_is_drawn_by_the_site_for_its_reader_alone(browser: Browser) -> None:
    newcomer(browser)

    page = browser.visit("staff.second_factor_picture")

    assert page.response.mimetype == "image/svg+xml"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.text.startswith("<svg ")
    assert "style" not in page.text
    assert "script" not in page.text


def test_without_setting_up_there_is_no_picture(browser: Browser) -> None:
    signed_in(browser)

    assert browser.visit("staff.second_factor_picture", status=404)


def test_a_code_on_paper_opens_once(browser: Browser, app: Flask) -> None:
    member = member_of_staff()
    codes = second_factor.new_codes(member)
    page = ask(browser, member.email).click("I do not have my phone: use a recovery code")

    page = page.submit("code-form", code=f" {codes[0].upper().replace('-', ' ')} ")

    assert "You have 9 recovery codes left" in page
    assert is_in(browser)
    again = ask(Browser(app), member.email).submit("code-form", code=codes[0], status=422)
    assert NOT_RIGHT in again
    assert "staff.paper_code_used" in actions()


def test_new_codes_for_paper_replace_the_old_ones(browser: Browser, app: Flask) -> None:
    member = signed_in(browser)
    old = second_factor.new_codes(member)

    page = browser.visit("staff.recovery_codes").submit("codes-form")

    new = page.all("#codes li")
    assert not set(old) & set(new)
    second = Browser(app)
    page = ask(second, member.email)
    page.submit("code-form", code=old[0], status=422)
    page.submit("code-form", code=new[0])
    assert is_in(second)


def test_another_phone_replaces_the_first_and_ends_other_sign_ins(
    browser: Browser, app: Flask
) -> None:
    member = signed_in(browser)
    other = Browser(app)
    signed_in(other, member=member)
    page = browser.visit("staff.second_factor")
    key = page.one("dl code").get_text().replace(" ", "")

    page.submit("factor-form", code=code_at(secret=key))

    assert is_in(browser)
    assert not is_in(other)
    page = ask(other, member.email)
    page.submit("code-form", code=code_at(1, SECRET), status=422)
    page.submit("code-form", code=code_at(1, key))
    assert is_in(other)
