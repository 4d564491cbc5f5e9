"""Staff write what the site says of its provider."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import AuditEntry, Bilingual, Provider
from app.models.provider import looks_like_cvr
from app.web.staff.provider_form import week_of
from tests.browser import Browser
from tests.factories import Make
from tests.staffing import signed_in


def kept() -> Provider:
    db.session.rollback()
    return db.session.scalars(select(Provider)).one()


def test_a_new_site_gets_its_provider(browser: Browser, app: Flask) -> None:
    signed_in(browser)
    reader = Browser(app)
    assert "Holdstart" in reader.visit("public.home").one(".brand").get_text()

    page = browser.visit("staff.provider").submit(
        "provider-form",
        name="Kursushuset",
        email="Office@Kursushuset.example ",
        hours_da="kl. 9.00-12.00",
        hours_en="9:00 to 12:00",
        closed_weeks="2026-W52\n\n2027 uge 7\n2026-W52",
    )

    assert "The public pages say it from now on" in page
    assert kept().email == "office@kursushuset.example"
    assert kept().hours == Bilingual("kl. 9.00-12.00", "9:00 to 12:00")
    assert kept().closed_weeks == ["2026-W52", "2027-W07"]
    assert "Kursushuset" in reader.visit("public.home").one(".brand").get_text()


def test_saving_as_it_stands_changes_nothing(browser: Browser, make: Make) -> None:
    before = {
        name: value
        for name, value in vars(make.provider(closed_weeks=["2026-W52"])).items()
        if not name.startswith("_")
    }
    signed_in(browser)

    browser.visit("staff.provider").submit("provider-form")

    after = kept()
    assert {name: getattr(after, name) for name in before} == before
    assert db.session.scalar(select(func.count(AuditEntry.id))) == 0


def test_a_change_shows_in_public_at_once_and_is_written_down(
    browser: Browser, make: Make, app: Flask
) -> None:
    make.provider()
    member = signed_in(browser, "administrator")
    reader = Browser(app)
    reader.visit("public.terms")

    browser.visit("staff.provider").submit(
        "provider-form", name="Det nye kursushus", terms_en="Cancelling costs a smile."
    )

    assert "Cancelling costs a smile" in reader.visit("public.terms")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject, entry.actor_id) == (
        "provider.changed",
        "provider",
        member.id,
    )
    assert entry.detail == {"fields": ["name", "terms"]}
    assert entry.peer == "127.0.0.1"


def test_nothing_typed_is_lost_when_something_is_wrong(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)

    page = browser.visit("staff.provider").submit(
        "provider-form",
        name="",
        email="office@",
        accessibility_email="access",
        vat_note_da="",
        vat_note_en="No VAT",
        terms_da="Helt nye vilkår",
        closed_weeks="2026-W52\n2026-W54\n",
        status=422,
    )

    assert page.title.startswith("Error:")
    assert "Enter the name of the provider" in page.one("#name-error").get_text()
    assert "Enter an address like" in page.one("#email-error").get_text()
    assert "Enter an address like" in page.one("#accessibility_email-error").get_text()
    assert "both Danish and English" in page.one("#vat_note_da-error").get_text()
    assert '"2026-W54" is not a week' in page.one("#closed_weeks-error").get_text()
    assert page.one("#email")["value"] == "office@"
    assert "Helt nye vilkår" in page.one("#terms_da").get_text()
    assert "2026-W54" in page.one("#closed_weeks").get_text()
    assert kept().name == "Kursushuset"


def test_an_odd_cvr_number_is_a_hint_and_stops_nobody(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    page = browser.visit("staff.provider")
    assert "does not look right" not in page

    page = page.submit("provider-form", cvr="12345678")

    assert "does not look right" in page.one("#cvr-hint").get_text()
    assert kept().cvr == "12345678"


def test_only_what_the_form_shows_can_be_changed(browser: Browser, make: Make, app: Flask) -> None:
    provider = make.provider()
    signed_in(browser)
    page = browser.visit("staff.provider")
    data = {
        str(one["name"]): str(one.get("value", "")) or one.get_text()
        for one in page.html.select("#provider-form [name]")
    }

    browser.open(page.path, method="post", data=data | {"id": "4711"}, came_from="same-origin")

    assert kept().id == provider.id


def test_a_form_without_its_token_changes_nothing(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    path = browser.visit("staff.provider").path

    data = {"name": "Somebody else", "email": "other@kursushuset.example"}
    browser.open(path, method="post", data=data, status=400, came_from="same-origin")

    assert kept().name == "Kursushuset"


@pytest.mark.one_database
def test_the_page_is_danish_in_danish(app: Flask, make: Make) -> None:
    make.provider()
    browser = Browser(app, "da")
    signed_in(browser)

    page = browser.visit("staff.provider").submit("provider-form", closed_weeks="x", status=422)

    assert page.title.startswith("Fejl: Udbyder")
    assert '"x" er ikke en uge' in page


@pytest.mark.parametrize(
    ("typed", "week"),
    [
        ("2026-W52", "2026-W52"),
        (" 2026-w1 ", "2026-W01"),
        ("2026 uge 7", "2026-W07"),
        ("2026-53", "2026-W53"),
        ("2027-W53", None),
        ("2026-W00", None),
        ("uge 7", None),
        ("2026-W521", None),
        ("", ""),
    ],
)
def test_weeks_are_understood_as_people_write_them(typed: str, week: str | None) -> None:
    assert week_of(typed) == week


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("12345674", True),
        ("DK 12 34 56 74", True),
        ("12345675", False),
        ("02345674", False),
        ("1234567", False),
        ("1234567a", False),
        ("", False),
    ],
)
def test_cvr_numbers_have_a_check_digit(number: str, right: bool) -> None:
    assert looks_like_cvr(number) is right
