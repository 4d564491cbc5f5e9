"""The provider's own rules: what staff choose is what is done, and what readers are told."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import Rendered
from app.models import AuditEntry, Bilingual, Provider, keeping
from tests.browser import Browser
from tests.factories import Make
from tests.staffing import signed_in


def kept() -> Provider:
    db.session.rollback()
    return db.session.scalars(select(Provider)).one()


def test_what_is_chosen_holds_and_the_privacy_page_says_it(
    browser: Browser, make: Make, app: Flask
) -> None:
    make.provider()
    signed_in(browser)
    reader, danish = Browser(app), Browser(app, "da")
    assert "14 days after the course" in reader.visit("public.privacy")

    browser.visit("staff.provider").submit(
        "provider-form", keep_food="1", keep_names="18", keep_invoices="7", claim_15="5"
    )

    assert kept().retention == {"food": 1, "names": 18, "invoices": 7}
    assert kept().claim_windows == {"15": 5}
    page = reader.visit("public.privacy")
    assert "1 day after the course" in page
    assert "18 months after the course" in page
    assert "7 years after the end of the accounting year" in page
    assert "1 dag efter kurset" in danish.visit("public.privacy")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.detail == {"fields": ["claim_windows", "retention"]}


def test_a_rule_as_usual_is_not_kept_and_follows_the_usual(browser: Browser, make: Make) -> None:
    make.provider(retention={"food": 7}, claim_windows={"5": 1})
    signed_in(browser)

    browser.visit("staff.provider").submit("provider-form", keep_food="14", claim_5="2")

    assert (kept().retention, kept().claim_windows) == ({}, {})


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("keep_invoices", "4", "Enter a number from 5 to 10."),
        ("keep_log", "12", "Enter a number from 24 to 60."),
        ("keep_food", "0", "Enter a number from 1 to 30."),
        ("keep_names", "a year", "Enter a number from 6 to 24."),
        ("keep_phone", "", "Enter a number from 7 to 90."),
        ("claim_15", "11", "Enter a number from 1 to 10."),
        (
            "claim_5",
            "4",
            "Close to the start, an offer cannot stand longer than earlier on.",
        ),
    ],
)
def test_what_is_out_of_bounds_is_refused_and_nothing_typed_is_lost(
    browser: Browser, make: Make, field: str, typed: str, said: str
) -> None:
    make.provider()
    signed_in(browser)

    page = browser.visit("staff.provider").submit(
        "provider-form", status=422, keep_files="2", **{field: typed}
    )

    assert said in page.one(f"#{field}-error").get_text()
    assert page.one(f"#{field}").get("value", "") == typed
    assert page.one("#keep_files")["value"] == "2"
    assert kept().retention == {}


def test_what_is_about_to_be_forgotten_is_said_before_it_is_saved(
    browser: Browser, make: Make
) -> None:
    make.provider()
    cohort = make.cohort(state="open", in_days=-5)
    for _ in range(2):
        make.registration(cohort, state="attended").seats[0].food = "Vegetarian"
    db.session.commit()
    signed_in(browser)

    page = browser.visit("staff.provider").submit("provider-form", keep_food="3", name="New")

    assert "With these times 2 more pieces of data are forgotten within minutes" in page
    assert page.one("#name")["value"] == "New"
    assert kept().retention == {}
    page = page.submit("provider-form", keep_food="2")
    assert "Nothing is saved yet." in page
    page = page.submit("provider-form")
    assert "The public pages say it from now on" in page
    assert (kept().retention, kept().name) == ({"food": 2}, "New")


def test_a_signature_takes_the_place_of_the_greeting(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)

    browser.visit("staff.provider").submit(
        "provider-form",
        signature_da="De bedste hilsner\nfra <b>os</b> [her](https://evil.example)",
        signature_en="All the best\nfrom **us**",
    )

    assert kept().signature.en == "All the best\nfrom **us**"
    subscription = make.subscription(state="new")
    danish, english = (
        letters.render("confirm_subscription", subscription, None, language)
        for language in Language
    )
    assert isinstance(danish, Rendered) and isinstance(english, Rendered)
    assert "\n\nAll the best\nfrom **us**\nKursushuset, Havnegade 1" in english.text
    assert "Kind regards" not in english.text
    assert "fra &lt;b&gt;os&lt;/b&gt; [her](https://evil.example)<br>" in danish.html


def test_a_signature_is_short_and_in_both_languages(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)

    page = browser.visit("staff.provider").submit(
        "provider-form", status=422, signature_da="Hilsen\n" * 12
    )

    assert "at most ten lines" in page.one("#signature_da-error").get_text()
    assert "both Danish and English" in page.one("#signature_en-error").get_text()


def test_letters_and_pages_say_how_long_as_it_is_chosen(browser: Browser, make: Make) -> None:
    make.provider(retention={"names": 24, "unconfirmed": 3}, terms=Bilingual("", ""))
    course = make.course()

    page = browser.visit("public.subscribe", slug=course.slug).submit(
        "subscribe-form", email="leader@odense.example"
    )

    assert "Open the link in the email within three days and say yes." in page
    said = letters.render(
        "confirm_subscription", make.subscription(state="new"), None, Language.DANISH
    )
    assert isinstance(said, Rendered)
    assert "Så sletter vi adressen efter tre dage." in said.text


def test_what_stands_in_the_row_never_breaks_the_law() -> None:
    broken = {"invoices": 1, "log": 3, "names": 999, "food": "soon"}

    assert keeping.number(broken, "invoices") == 5
    assert keeping.number(broken, "log") == 24
    assert keeping.number(broken, "names") == 24
    assert keeping.number(broken, "food") == 14
    assert keeping.time({}, "files") == timedelta(days=90)
    assert keeping.time({}, "names") == timedelta(days=365)
    assert keeping.time({}, "asked") == timedelta(days=335)
