"""Staff sign in, and come where they wanted to go."""

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models import AuditEntry, StaffMember, StaffSession
from app.web.staff.presence import KEY
from app.web.staff.sign_in import on_this_site
from tests.browser import Browser
from tests.staffing import (
    PASSWORD,
    WRONG,
    go_in,
    is_in,
    member_of_staff,
    new_code,
    sign_in,
    signed_in,
)


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_secretary_signs_in_and_out(browser: Browser) -> None:
    member = member_of_staff()

    page = sign_in(browser, f" {member.email.upper()} ")
    assert is_in(browser)

    page = browser.visit("staff.account").submit("sign-out-form")
    assert "You are signed out" in page
    assert not is_in(browser)
    assert actions() == ["staff.signed_in", "staff.signed_out"]


def test_the_page_sets_no_cookie_before_somebody_is_signed_in(browser: Browser) -> None:
    page = browser.visit("staff.sign_in")

    assert "Set-Cookie" not in page.response.headers
    assert page.response.headers["Cache-Control"] == "no-store"


def test_what_was_typed_stays_but_for_the_password(browser: Browser) -> None:
    page = sign_in(browser, "somebody@kursushuset.example", WRONG, status=422)

    assert page.one("#email")["value"] == "somebody@kursushuset.example"
    assert WRONG not in page.response.text


def test_signing_in_begins_a_new_cookie(browser: Browser) -> None:
    member = member_of_staff()
    with browser.client.session_transaction() as kept:
        kept["links"] = ["a-token"]
        kept["csrf_token"] = "planted"
        kept[KEY] = ["planted", int(clock.now().timestamp())]

    sign_in(browser, member.email)

    with browser.client.session_transaction() as kept:
        assert kept["links"] == ["a-token"]
        assert kept.get("csrf_token") != "planted"
        assert kept[KEY][0] != "planted"


def test_somebody_else_cannot_sign_a_visitor_in(browser: Browser) -> None:
    member = member_of_staff()

    browser.open(
        url_for("staff.sign_in", language="en"),
        method="post",
        data={"email": member.email, "password": PASSWORD},
        status=400,
        came_from="cross-site",
    )

    assert db.session.scalar(select(func.count(StaffSession.id))) == 0


def test_after_signing_in_the_wanted_page_comes(browser: Browser) -> None:
    member = member_of_staff()

    page = browser.visit("staff.provider")
    assert page.title.startswith("Sign in")
    page = go_in(page, member.email)

    assert page.title.startswith("Provider")


ELSEWHERE = [
    "",
    "//evil.example",
    "///evil.example",
    "////evil.example/en/staff/account",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example",
    "https:///evil.example",
    "HTTPS://EVIL.EXAMPLE/en/staff/account",
    "\thttps://evil.example",
    "ht\ttps://evil.example",
    "http://evil.example/en/staff/account",
    "//evil.example/en/staff/account",
    "http://127.0.0.1@evil.example/en/staff/account",
    "//127.0.0.1:80@evil.example/en/staff/account",
    "http://127.0.0.1.evil.example/en/staff/account",
    "javascript:alert(1)",
    "data:text/html,x",
    "/en/staff/account/../../../evil",
    "/en/staff/account\r\nLocation: https://evil.example",
    "//[evil",
    "/en/l/some-token",
    "/en/staff/sign-in",
    "/en/staff/sign-out",
    "evil.example/en/staff/account",
    "/en/courses",
    "/nowhere",
]


@pytest.mark.one_database
@pytest.mark.parametrize("address", ELSEWHERE)
def test_next_leads_nowhere_else(browser: Browser, address: str) -> None:
    member = member_of_staff()

    response = browser.send(
        url_for("staff.sign_in", language="en", next=address),
        method="post",
        data={"email": member.email, "password": PASSWORD},
    )

    assert response.status_code == 303
    assert response.location == "/en/staff/code"


@pytest.mark.one_database
def test_next_keeps_what_was_asked_for(app: Flask) -> None:
    with app.test_request_context("/en/staff/sign-in"):
        assert on_this_site("/da/staff/provider") == "/da/staff/provider"
        assert on_this_site("/en/staff/account?a=1&_external=x") == (
            "/en/staff/account?a=1&_external=x"
        )


def test_public_pages_are_the_same_for_staff(browser: Browser, app: Flask) -> None:
    signed_in(browser)

    ours = browser.visit("public.courses").response
    theirs = Browser(app).visit("public.courses").response

    assert ours.text == theirs.text
    assert "Set-Cookie" not in ours.headers


def test_the_cookies_are_for_this_site_alone(browser: Browser) -> None:
    page = browser.visit("staff.sign_in").submit(
        "sign-in-form", email=member_of_staff().email, password=PASSWORD
    )
    token = page.one("#code-form input[name=csrf_token]")["value"]
    response = browser.send(
        url_for("staff.code", language="en"),
        method="post",
        data={"csrf_token": token, "code": new_code()},
    )

    cookies = response.headers.getlist("Set-Cookie")
    assert response.status_code == 303
    assert len(cookies) == 2
    for one in cookies:
        assert "HttpOnly" in one
        assert "SameSite=Lax" in one
        assert "Path=/" in one
        assert "Domain" not in one
        assert len(one) < 4096


@pytest.mark.one_database
@pytest.mark.environment(BASE_URL="https://courses.example")
def test_behind_https_the_cookies_are_locked_to_the_host(browser: Browser) -> None:
    member = member_of_staff()

    response = browser.send(
        "https://courses.example/en/staff/sign-in",
        method="post",
        data={"email": member.email, "password": PASSWORD},
    )

    for one in response.headers.getlist("Set-Cookie"):
        assert one.startswith("__Host-holdstart")
        assert "Secure" in one


def test_a_member_stays_in_the_database_as_they_were(browser: Browser) -> None:
    member = member_of_staff()
    before = member.password_hash

    sign_in(browser, member.email)

    db.session.rollback()
    assert db.session.get_one(StaffMember, member.id).password_hash == before
