"""Nothing typed is lost when a sign-in has ended: it comes back after the next one, unsaved."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, url_for
from sqlalchemy import select

from app.extensions import db
from app.models import Provider, StaffSession
from app.services import sign_ins
from app.web import typed
from app.web.forms import Form
from app.web.staff.read_form import ReadForm
from tests.browser import Browser, Page
from tests.factories import Make
from tests.staffing import go_in, is_in, member_of_staff, new_code, signed_in

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
TYPED = "Læringshuset på øen, og en lang række ord, der tog en halv time at skrive"


@pytest.fixture
def page(browser: Browser, make: Make) -> Page:
    """The form about the provider, opened by a secretary."""
    make.provider()
    signed_in(browser)
    return browser.visit("staff.provider")


def end_all_sign_ins() -> None:
    for one in db.session.scalars(select(StaffSession)):
        sign_ins.sign_out(one)
    db.session.commit()


def kept_name() -> str:
    db.session.rollback()
    return db.session.scalars(select(Provider)).one().name


def test_what_was_typed_comes_back_after_signing_in(browser: Browser, page: Page) -> None:
    member = member_of_staff()
    end_all_sign_ins()

    page = page.submit("provider-form", name=TYPED, status=401)
    assert "You have been signed out. What you typed is kept" in page
    page = go_in(page, member.email)

    assert page.path == "/en/staff/provider"
    assert page.one("#name")["value"] == TYPED
    assert not page.html.select(".errors")
    assert kept_name() == "Kursushuset"
    page = page.submit("provider-form")
    assert "Saved" in page
    assert kept_name() == TYPED


def test_half_an_hour_of_typing_is_not_lost(browser: Browser, make: Make) -> None:
    make.provider()
    with time_machine.travel(NOW, tick=False) as traveller:
        member = signed_in(browser)
        page = browser.visit("staff.provider")
        traveller.shift(timedelta(hours=2))

        page = page.submit("provider-form", name=TYPED, status=401)
        page = go_in(page, member.email)

        assert page.one("#name")["value"] == TYPED


def test_a_slip_on_the_way_in_loses_nothing(browser: Browser, page: Page) -> None:
    member = member_of_staff()
    end_all_sign_ins()

    page = page.submit("provider-form", name=TYPED, status=401)
    page = page.submit("sign-in-form", email=member.email, password="wrong", status=422)
    assert "What you typed is kept" in page
    assert not page.html.select("a[hreflang]")
    page = page.submit("sign-in-form", email=member.email, password="fire kopper og en paraply")
    page = page.submit("code-form", code="000000", status=422)
    page = page.submit("code-form", code=new_code())

    assert page.one("#name")["value"] == TYPED


def test_what_is_typed_twice_too_late_is_kept_too(browser: Browser, page: Page) -> None:
    member = member_of_staff()
    end_all_sign_ins()
    page = page.submit("provider-form", name=TYPED, status=401)
    sealed = page.one("input[name=typed]")["value"]

    address = url_for("staff.provider", language="en")
    page = browser.open(
        address, method="post", data={"typed": sealed}, status=401, came_from="same-origin"
    )

    assert go_in(page, member.email).one("#name")["value"] == TYPED


def test_somebody_else_who_signs_in_does_not_see_it(browser: Browser, page: Page) -> None:
    other = member_of_staff("administrator")
    end_all_sign_ins()

    page = page.submit("provider-form", name=TYPED, status=401)
    assert TYPED not in page.response.text
    page = go_in(page, other.email)

    assert is_in(browser)
    assert TYPED not in page.response.text


def test_it_opens_only_where_it_was_typed(browser: Browser, page: Page) -> None:
    end_all_sign_ins()
    page = page.submit("provider-form", name=TYPED, status=401)
    sealed = str(page.one("input[name=typed]")["value"])
    signed_in(browser)
    provider = url_for("staff.provider", language="en")
    elsewhere = url_for("staff.change_password", language="en")

    for address, text, came_from in (
        (elsewhere, sealed, "same-origin"),
        (provider, sealed[:-8] + "AAAAAAA=", "same-origin"),
        (provider, sealed, "cross-site"),
    ):
        browser.open(address, method="post", data={"typed": text}, status=400, came_from=came_from)
    assert kept_name() == "Kursushuset"


def test_the_page_that_shows_it_again_can_change_nothing(
    app: Flask, browser: Browser, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = seal(app, member_of_staff().id, TYPED)
    # as if a view acted whatever the form says
    monkeypatch.setattr(Form, "validate_on_submit", lambda form: form.validate() or True)
    monkeypatch.setattr(ReadForm, "is_up_to_date", lambda form, **stored: True)

    answer = browser.send("/en/staff/provider", method="post", data={"typed": sealed})

    assert answer.status_code >= 500
    assert kept_name() == "Kursushuset"


def seal(app: Flask, member_id: int, name: str) -> str:
    """As the site seals a form about the provider."""
    fields = {"name": name, "email": "courses@kursushuset.example", "closed_weeks": ""}
    with app.test_request_context("/en/staff/provider", method="POST", data=fields):
        return typed.keep(member_id)


def test_a_button_that_was_pressed_too_late_leads_back_to_its_page(browser: Browser) -> None:
    member = signed_in(browser)
    page = browser.visit("staff.account")
    end_all_sign_ins()

    page = page.submit("sign-out-form", status=401)
    assert "Nothing has been changed. Sign in, and do it again." in page
    assert not page.html.select("input[name=typed]")
    assert go_in(page, member.email).path.startswith("/en/staff/")


@pytest.mark.one_database
def test_no_password_is_ever_kept(browser: Browser, app: Flask) -> None:
    def every(kind: type[Form]) -> set[type[Form]]:
        return {kind}.union(*(every(one) for one in kind.__subclasses__()))

    with app.test_request_context("/en/"):
        secret = {
            field.name
            for kind in every(Form)
            if kind.__module__.startswith("app.")
            for field in kind(meta={"csrf": False})
            if field.type == "PasswordField" or field.name == "code"
        }

    assert {"password", "code"} <= secret <= typed.NEVER


@pytest.mark.one_database
def test_what_is_too_large_to_come_back_is_said(browser: Browser, page: Page) -> None:
    end_all_sign_ins()

    page = page.submit("provider-form", terms_en=secrets.token_urlsafe(175_000), status=401)

    assert "too long to be kept here" in page
    assert not page.html.select("input[name=typed]")
