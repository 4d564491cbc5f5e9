"""Passwords cannot be tried by the thousand, and nobody learns who works here."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AuditEntry
from app.services import passwords, sign_ins, staff
from tests.browser import Browser
from tests.staffing import PASSWORD, WRONG, is_in, member_of_staff, sign_in


def test_the_answer_tells_neither_which_was_wrong_nor_who_is_here(browser: Browser) -> None:
    member = member_of_staff()
    staff.add("invited@kursushuset.example", name=member.name, role=member.role)
    closed = member_of_staff("consultant", active=False)
    addresses = [member.email, "nobody@kursushuset.example", "invited@kursushuset.example"]

    answers = {
        sign_in(browser, email, typed, status=422).response.text.replace(email, "...")
        for email, typed in [*((one, WRONG) for one in addresses), (closed.email, PASSWORD)]
    }

    assert len(answers) == 1
    assert "The email address or the password is not right" in answers.pop()


def test_an_unknown_address_takes_a_look_at_a_password_too(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = member_of_staff()
    looks: list[str] = []
    real = passwords.hasher

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            looks.append(kept.split("$")[3])
            return real.verify(kept, password)

        hash = staticmethod(real.hash)

    monkeypatch.setattr(passwords, "hasher", Counting())
    for email in (member.email, "nobody@kursushuset.example"):
        sign_in(browser, email, WRONG, status=422)

    assert looks == ["m=19456,t=2,p=1"] * 2


def test_strangers_get_ten_looks_a_day_and_the_owner_gets_in(
    browser: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = member_of_staff()
    sign_in(browser, member.email)
    sign_ins.end_all(member)
    db.session.commit()
    stranger = Browser(app)
    looked = []
    is_right = passwords.is_right

    def look(kept: str | None, password: str) -> bool:
        looked.append(kept)
        return is_right(kept, password)

    monkeypatch.setattr(passwords, "is_right", look)

    pages = [sign_in(stranger, member.email, WRONG, status=422) for _ in range(25)]
    page = sign_in(stranger, member.email, PASSWORD, status=422)

    assert looked == [member.password_hash] * 10 + [None] * 16
    assert "is not right" in pages[9]
    assert "Too many passwords have been tried" in pages[10]
    assert "Too many passwords have been tried" in page
    sign_in(browser, member.email)
    assert is_in(browser)


def test_an_address_that_nobody_has_is_refused_in_the_same_way(browser: Browser) -> None:
    for _ in range(10):
        page = sign_in(browser, "nobody@kursushuset.example", WRONG, status=422)
        assert "is not right" in page

    page = sign_in(browser, "nobody@kursushuset.example", WRONG, status=422)
    assert "Too many passwords have been tried" in page


def test_the_next_day_strangers_may_try_again(browser: Browser) -> None:
    member = member_of_staff()
    with time_machine.travel(datetime(2027, 3, 1, 8, tzinfo=UTC), tick=False) as traveller:
        for _ in range(11):
            sign_in(browser, member.email, WRONG, status=422)

        traveller.shift(timedelta(days=1, seconds=1))
        sign_in(browser, member.email)
        assert is_in(browser)


def test_a_known_device_is_not_known_with_the_password_of_yesterday(browser: Browser) -> None:
    member = member_of_staff()
    sign_in(browser, member.email)
    staff.set_password(member, "syv cykler i regnvejr")
    db.session.commit()

    for _ in range(10):
        sign_in(browser, member.email, WRONG, status=422)

    assert "Too many" in sign_in(browser, member.email, "syv cykler i regnvejr", status=422)


def test_failures_are_written_down_without_what_was_typed(browser: Browser) -> None:
    member = member_of_staff()

    sign_in(browser, member.email, WRONG, status=422)
    sign_in(browser, "nobody@kursushuset.example", WRONG, status=422)

    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.action, one.subject) for one in entries] == [
        ("staff.sign_in_failed", f"staff_member/{member.id}"),
        ("staff.sign_in_failed", "staff_member/none"),
    ]
    assert {one.peer for one in entries} == {"127.0.0.1"}
    assert "@" not in str([one.detail for one in entries])
