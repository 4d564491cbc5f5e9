"""A forgotten password: the same answer for every address, one link, one hour, and the code."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import Rendered, Stale
from app.models import AuditEntry, OutboxMail, StaffMember
from tests.browser import Browser
from tests.staffing import go_in, is_in, member_of_staff, sign_in, signed_in

NEW = "syv cykler i regnvejr"
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
OLD = "This link does not work any more"


def ask(browser: Browser, email: str, status: int = 200) -> str:
    page = browser.visit("staff.forgotten").submit("forgotten-form", email=email, status=status)
    return page.response.text


def link() -> str:
    """The one in the newest mail."""
    db.session.rollback()
    mail = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    member = db.session.get_one(StaffMember, mail.about_id)
    found = letters.render(mail.letter, member, None, Language.ENGLISH)
    assert isinstance(found, Rendered)
    [address] = re.findall(r"http://127\.0\.0\.1/en/l/\S+", found.text)
    return str(address)


def test_a_new_password_is_chosen_behind_the_link_and_the_code_is_asked_for(
    browser: Browser, app: Flask
) -> None:
    member = member_of_staff()
    inside = Browser(app)
    signed_in(inside, member=member)

    page = browser.visit("staff.sign_in").click("Forgotten your password?")
    page = page.submit("forgotten-form", email=f" {member.email.upper()} ")
    assert "If this address has an account, a link is on its way" in page
    page = browser.open(link()).submit("password-form", password=NEW)

    assert not is_in(browser)
    assert not is_in(inside)
    page = page.submit("sign-in-form", email=member.email, password=NEW)
    assert page.title.startswith("Enter your code")
    assert go_in(browser.visit("staff.sign_in"), member.email, NEW)
    assert is_in(browser)


def test_the_answer_is_the_same_for_every_address(browser: Browser) -> None:
    member = member_of_staff()
    closed = member_of_staff("consultant", active=False)
    addresses = [member.email, closed.email, "nobody@kursushuset.example"]

    answers = {ask(browser, one).replace(one, "...") for one in addresses}

    assert len(answers) == 1
    assert db.session.scalar(select(func.count(OutboxMail.id))) == 3
    letter = letters.LETTERS["staff_reset"].write
    assert isinstance(letter(closed, None, Language.DANISH), Stale)
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert [one.about_id for one in mails] == [member.id, 0, 0]


def test_the_database_is_asked_the_same_for_every_address(browser: Browser) -> None:
    member = member_of_staff()
    asked: dict[str, list[str]] = {}

    for email in (member.email, "nobody@kursushuset.example"):
        page = browser.visit("staff.forgotten")
        said = asked.setdefault(email, [])

        def note(*arguments: Any, said: list[str] = said) -> None:
            said.append(str(arguments[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        page.submit("forgotten-form", email=email)
        event.remove(db.engine, "before_cursor_execute", note)

    first, second = asked.values()
    assert first == second
    assert len(first) > 3


def test_an_address_gets_three_mails_a_day(browser: Browser) -> None:
    member = member_of_staff()
    with time_machine.travel(NOW, tick=False) as traveller:
        answers = {ask(browser, member.email) for _ in range(5)}
        assert len(answers) == 1
        assert db.session.scalar(select(func.count(OutboxMail.id))) == 3

        traveller.shift(timedelta(days=1, seconds=1))
        ask(browser, member.email)
        assert db.session.scalar(select(func.count(OutboxMail.id))) == 4


def test_the_link_works_once_and_for_an_hour(browser: Browser, app: Flask) -> None:
    member = member_of_staff()
    with time_machine.travel(NOW, tick=False) as traveller:
        ask(browser, member.email)
        first = link()
        traveller.shift(timedelta(minutes=59))
        assert "Choose a password" in browser.open(first)
        traveller.shift(timedelta(minutes=2))
        assert OLD in Browser(app).open(first, status=404)

        second = link()
        browser.open(second).submit("password-form", password=NEW)
        assert OLD in browser.open(second, status=404)


def test_asking_changes_nothing_for_its_owner(browser: Browser, app: Flask) -> None:
    member = member_of_staff()
    inside = Browser(app)
    sign_in(inside, member.email)

    ask(browser, member.email)

    assert is_in(inside)
    sign_in(browser, member.email)
    assert is_in(browser)


def test_it_is_written_down_without_the_address(browser: Browser) -> None:
    member = member_of_staff()
    ask(browser, member.email)
    ask(browser, "nobody@kursushuset.example")

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.action, one.subject) for one in entries] == [
        ("staff.reset_asked", f"staff_member/{member.id}"),
        ("staff.reset_asked", "staff_member/none"),
    ]


def test_what_is_no_address_is_said(browser: Browser) -> None:
    assert "Enter an address like name@example.dk" in ask(browser, "kontoret", status=422)
