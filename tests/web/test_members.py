"""Administrators invite, change roles and close accounts; a right that is taken away is gone."""

import re

import pytest
from flask import Flask, url_for
from sqlalchemy import select

from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import Rendered
from app.models import AuditEntry, Bilingual, OutboxMail, Role, StaffMember
from app.models.errors import RoleTaken
from app.services import staff
from tests.browser import Browser, Page
from tests.staffing import (
    PASSWORD,
    code_at,
    is_in,
    member_of_staff,
    sign_in,
    signed_in,
)

INVITED = "new@kursushuset.example"


def invite(browser: Browser, status: int = 200, **fields: str) -> Page:
    said = {"email": INVITED, "name_da": "Den nye", "name_en": "The new one", "role": "consultant"}
    page = browser.visit("staff.members").click("Invite somebody")
    return page.submit("invite-form", status=status, **(said | fields))


def member_called(email: str) -> StaffMember:
    db.session.rollback()
    return db.session.scalars(select(StaffMember).where(StaffMember.email == email)).one()


def link_in_mail(letter: str = "staff_invitation") -> str:
    mails = select(OutboxMail).where(OutboxMail.letter == letter).order_by(OutboxMail.id.desc())
    mail = db.session.scalars(mails).first()
    assert mail is not None
    member = db.session.get_one(StaffMember, mail.about_id)
    found = letters.render(letter, member, None, Language.ENGLISH)
    assert isinstance(found, Rendered)
    return str(re.findall(r"http://127\.0\.0\.1/en/l/\S+", found.text)[0])


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_an_invited_member_gets_in_with_the_link_a_password_and_an_app(
    browser: Browser, app: Flask
) -> None:
    signed_in(browser, "administrator")

    page = invite(browser)
    assert "The invitation is on its way" in page
    assert "Has not chosen a password yet" in page
    newcomer = Browser(app)
    page = newcomer.open(link_in_mail()).submit("password-form", password=PASSWORD)
    page = page.submit("sign-in-form", email=INVITED, password=PASSWORD)
    key = page.one("dl code").get_text().replace(" ", "")
    page.submit("factor-form", code=code_at(secret=key))

    assert is_in(newcomer)
    assert member_called(INVITED).role is Role.CONSULTANT
    assert "In use" in browser.visit("staff.members")
    assert actions()[:2] == ["staff.added", "staff.password_set"]


def test_what_is_missing_or_taken_is_said_and_nobody_is_invited(browser: Browser) -> None:
    member = signed_in(browser, "administrator")

    page = invite(browser, 422, email="kontoret", name_da=" ", name_en="")
    assert len(page.all(".errors li")) == 3
    page = invite(browser, 422, email=member.email.upper())
    assert "Somebody has an account with this address already" in page

    assert db.session.scalars(select(OutboxMail)).all() == []


def test_a_role_counts_at_once(browser: Browser, app: Flask) -> None:
    signed_in(browser, "administrator")
    other = Browser(app)
    secretary = signed_in(other, "secretary")
    page = other.visit("staff.provider")

    browser.visit("staff.member", member_id=secretary.id).submit("member-form", role="consultant")

    refused = page.submit("provider-form", name="Somebody else entirely", status=403)
    assert "You may not see this page" in refused
    assert "Somebody else entirely" in refused
    assert "Your account does not include this" in refused
    assert actions() == ["staff.role_changed", "page.refused"]
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).first()
    assert entry is not None
    assert entry.detail == {"role": "consultant"}


def test_a_closed_account_is_out_and_a_new_link_opens_it(browser: Browser, app: Flask) -> None:
    signed_in(browser, "administrator")
    other = Browser(app)
    secretary = signed_in(other, "secretary")
    page = browser.visit("staff.member", member_id=secretary.id)

    page = page.submit("close-form")
    assert "The account is closed" in page
    assert not is_in(other)
    sign_in(other, secretary.email, status=422)

    page.submit("link-form")
    other.open(link_in_mail()).submit("password-form", password="syv cykler i regnvejr")
    sign_in(other, secretary.email, "syv cykler i regnvejr")
    assert is_in(other)
    assert actions()[1:4] == ["staff.disabled", "staff.sign_in_failed", "staff.link_made"]


def test_who_has_lost_phone_and_codes_sets_up_a_new_app(browser: Browser, app: Flask) -> None:
    signed_in(browser, "administrator")
    other = Browser(app)
    secretary = signed_in(other, "secretary")

    page = browser.visit("staff.member", member_id=secretary.id).submit("factor-form")
    assert "At the next sign-in a new app is set up" in page

    assert not is_in(other)
    page = other.visit("staff.sign_in")
    page = page.submit("sign-in-form", email=secretary.email, password=PASSWORD)
    assert page.title.startswith("Set up an app for codes")


def test_nobody_closes_or_demotes_themselves(browser: Browser) -> None:
    member = signed_in(browser, "administrator")
    page = browser.visit("staff.member", member_id=member.id)
    assert not page.html.select("#close-form, #factor-form, #link-form")
    token = page.one("#member-form input[name=csrf_token]")["value"]

    refused = page.submit("member-form", role="consultant", status=422)
    assert "Ask another administrator" in refused.one("#role-error").get_text()
    for endpoint in ("close_member", "remove_member_factor", "send_member_link"):
        address = url_for(f"staff.{endpoint}", language="en", member_id=member.id)
        data = {"csrf_token": token}
        page = browser.open(address, method="post", data=data, status=422, came_from="same-origin")
        assert "Ask another administrator to do this" in page

    assert member_called(member.email).role is Role.ADMINISTRATOR
    assert is_in(browser)
    assert actions() == []


def test_two_who_close_each_other_one_comes_too_late(app: Flask) -> None:
    first = member_of_staff("administrator")
    second = staff.add("second@kursushuset.example", name=Bilingual("A", "A"), role=first.role)
    staff.require_administrator(first)
    staff.disable(second, actor=first)
    db.session.commit()

    with pytest.raises(RoleTaken):
        staff.require_administrator(second)
    first.role = Role.SECRETARY
    db.session.commit()
    with pytest.raises(RoleTaken):
        staff.require_administrator(first)


def test_an_account_that_is_not_there_is_not_found(browser: Browser) -> None:
    signed_in(browser, "administrator")

    assert browser.visit("staff.member", member_id=4711, status=404)


def test_where_one_is_signed_in_is_told_in_words(browser: Browser) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    browser.client.environ_base["HTTP_USER_AGENT"] = agent

    sign_in(browser, member_of_staff().email)

    assert "Firefox, Windows" in browser.visit("staff.account")
