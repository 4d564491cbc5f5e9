"""Staff stay signed in for a while, and are out when they or we say so."""

from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask, url_for
from sqlalchemy import select

from app.extensions import db
from app.models import AuditEntry, StaffSession
from app.services import sign_ins, staff
from app.web.staff.presence import KEY
from tests.browser import Browser
from tests.staffing import is_in, member_of_staff, sign_in, signed_in


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def cookie(browser: Browser) -> str:
    kept = browser.client.get_cookie("holdstart", domain="127.0.0.1")
    assert kept is not None
    return kept.value


def test_the_database_does_not_hold_what_the_cookie_carries(browser: Browser) -> None:
    sign_in(browser, member_of_staff().email)

    with browser.client.session_transaction() as kept:
        key = kept[KEY][0]
    row = db.session.scalars(select(StaffSession)).one()
    assert len(key) >= 43
    assert key not in row.key_hash


def test_a_copied_cookie_is_dead_after_signing_out(browser: Browser, app: Flask) -> None:
    signed_in(browser)
    copy = Browser(app)
    copy.client.set_cookie("holdstart", cookie(browser), domain="127.0.0.1")
    assert is_in(copy)

    sign_ins.sign_out(db.session.scalars(select(StaffSession)).one())
    db.session.commit()

    assert not is_in(copy)


def test_a_sign_in_ends_after_half_an_hour_without_use(browser: Browser) -> None:
    start = datetime(2027, 3, 1, 8, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as traveller:
        signed_in(browser)
        for _ in range(3):
            traveller.shift(timedelta(minutes=29))
            assert is_in(browser)

        traveller.shift(timedelta(minutes=30))
        assert not is_in(browser)


def test_a_sign_in_ends_after_twelve_hours_of_use(browser: Browser) -> None:
    start = datetime(2027, 3, 1, 8, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as traveller:
        signed_in(browser)
        for _ in range(28):
            traveller.shift(timedelta(minutes=25))
            assert is_in(browser)

        traveller.shift(timedelta(minutes=20))
        assert not is_in(browser)


def test_not_every_request_sets_a_cookie(browser: Browser) -> None:
    with time_machine.travel(datetime(2027, 3, 1, 8, tzinfo=UTC), tick=False) as traveller:
        signed_in(browser)
        browser.visit("staff.account")

        again = browser.visit("staff.account")
        traveller.shift(timedelta(seconds=61))
        later = browser.visit("staff.account")

        assert "Set-Cookie" not in again.response.headers
        assert "Set-Cookie" in later.response.headers


def test_a_closed_account_is_out_at_once(browser: Browser) -> None:
    member = signed_in(browser)

    staff.disable(member)
    db.session.commit()

    assert not is_in(browser)
    sign_in(browser, member.email, status=422)


def test_a_changed_password_ends_every_other_sign_in(browser: Browser, app: Flask) -> None:
    member = signed_in(browser)
    other = Browser(app)
    signed_in(other, member=member)

    page = browser.visit("staff.account").click("Change the password")
    page = page.submit("password-form", password="syv cykler i regnvejr")

    assert "The password is changed" in page
    assert is_in(browser)
    assert not is_in(other)
    sign_in(other, member.email, status=422)
    sign_in(other, member.email, "syv cykler i regnvejr")
    assert is_in(other)


def test_ending_sign_ins_ends_ones_own_alone(browser: Browser, app: Flask) -> None:
    member = signed_in(browser)
    second, third, stranger = Browser(app), Browser(app), Browser(app)
    signed_in(second, member=member)
    signed_in(third, member=member)
    signed_in(stranger, "administrator")
    ids = {row.member_id: row.id for row in db.session.scalars(select(StaffSession))}

    page = browser.visit("staff.account")
    token = page.one("#sign-out-form input[name=csrf_token]")["value"]
    for sign_in_id in (ids[member.id], *(v for k, v in ids.items() if k != member.id), 4711):
        address = url_for("staff.end_sign_in", language="en", sign_in_id=sign_in_id)
        browser.open(address, method="post", data={"csrf_token": token}, came_from="same-origin")

    assert [is_in(one) for one in (browser, second, third, stranger)] == [True, True, False, True]
    page = browser.visit("staff.account").submit("end-others-form")
    assert "You are signed out everywhere else" in page
    assert [is_in(one) for one in (browser, second, stranger)] == [True, False, True]


def test_a_role_that_does_not_include_the_page_is_refused_and_written_down(
    browser: Browser,
) -> None:
    member = signed_in(browser, "consultant")

    page = browser.visit("staff.provider", status=403)

    assert "You may not see this page" in page
    db.session.rollback()
    [entry] = db.session.scalars(select(AuditEntry))
    assert (entry.action, entry.subject, entry.actor_id, entry.peer) == (
        "page.refused",
        "page/staff.provider",
        member.id,
        "127.0.0.1",
    )


def test_a_refused_post_is_written_down_too(browser: Browser) -> None:
    signed_in(browser, "consultant")
    page = browser.visit("staff.account")
    token = page.one("#sign-out-form input[name=csrf_token]")["value"]

    browser.open(
        url_for("staff.provider", language="en"),
        method="post",
        data={"csrf_token": token, "name": "Somebody else"},
        status=403,
        came_from="same-origin",
    )

    assert actions() == ["page.refused"]
