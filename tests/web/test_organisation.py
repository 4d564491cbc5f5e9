"""Staff sign in through their own organisation (OpenID Connect), where it is configured."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, url_for
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import AuditEntry, StaffMember
from app.services.sign_ins import end_all
from app.web import limits
from tests.browser import Browser, Page
from tests.issuing import CONFIGURED, SECRET, Issuer, issuing, let_in
from tests.staffing import is_in, member_of_staff, new_code, signed_in

pytestmark = pytest.mark.environment(**CONFIGURED)

TO, BACK = "staff.to_organisation", "staff.from_organisation"
NOT_LET_IN = "did not let you in. Begin again, or use your password."
BEGIN_AGAIN = "in another window, or was used already. Begin again."


@pytest.fixture
def issuer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    monkeypatch.setenv("NO_PROXY", "*")
    with issuing() as found:
        app.config["OIDC_ISSUER"] = found.address
        found.claims = {"email": "secretary@kursushuset.example"}
        yield found


def sent_back(browser: Browser, **values: Any) -> str:
    """Begins, and signs in there; gives the address that the organisation sends back to."""
    answer = browser.send(url_for(TO, language=browser.language, **values))
    assert answer.status_code == 303
    return let_in(answer.location)


def come_back(browser: Browser, address: str, status: int = 200) -> Page:
    return browser.open(address, status=status, came_from="cross-site")


def log() -> list[tuple[str, str, dict[str, object]]]:
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(one.action, one.subject, one.detail) for one in rows]


def refusal(reason: str) -> list[tuple[str, str, dict[str, object]]]:
    return [("staff.oidc_refused", "staff_member/none", {"reason": reason})]


def test_a_secretary_comes_in_with_the_code_and_without_the_password(
    browser: Browser, issuer: Issuer
) -> None:
    member_of_staff()

    page = browser.visit("staff.provider")
    link = next(one for one in page.html.select("a.button") if "Kursushuset" in one.text)
    assert link.text == "Sign in with Kursushuset"
    page = come_back(browser, let_in(browser.send(str(link["href"])).location))

    assert page.title.startswith("Enter your code")
    assert not is_in(browser)
    page = page.submit("code-form", code=new_code())
    assert page.title.startswith("Provider")
    assert log() == [("staff.signed_in", "staff_member/1", {})]


def test_who_was_invited_sets_up_an_app_first(browser: Browser, issuer: Issuer) -> None:
    member = member_of_staff(password_hash=None)
    db.session.execute(db.text("DELETE FROM second_factor"))

    page = come_back(browser, sent_back(browser))

    assert page.path.endswith("/second-factor")
    assert not is_in(browser)
    assert db.session.get_one(StaffMember, member.id).password_hash is None


def test_it_comes_back_in_the_language_it_began_in(app: Flask, issuer: Issuer) -> None:
    issuer.claims["email"] = "nobody@kursushuset.example"
    danish = Browser(app, "da")

    page = come_back(danish, sent_back(danish), status=422)

    assert "Der er ingen åben konto her med din mailadresse." in page


@pytest.mark.parametrize(
    ("claims", "says", "reason"),
    [
        ({"email": "nobody@kursushuset.example"}, "There is no open account", "NobodyHere"),
        ({"email_verified": False}, "does not say that your email", "AddressUnproved"),
        ({"email_verified": "true"}, "does not say that your email", "AddressUnproved"),
        (
            {"email": None, "preferred_username": "secretary@kursushuset.example"},
            "does not say that your email",
            "AddressUnproved",
        ),
        ({"nonce": "of another sign-in"}, NOT_LET_IN, "OrganisationRefused"),
        ({"iss": "https://another.example"}, NOT_LET_IN, "OrganisationRefused"),
        ({"aud": "another-site"}, NOT_LET_IN, "OrganisationRefused"),
        ({"aud": "another-site", "azp": "holdstart"}, NOT_LET_IN, "OrganisationRefused"),
        ({"exp": 1_000_000_000}, NOT_LET_IN, "OrganisationRefused"),
    ],
)
def test_who_is_not_known_for_certain_stays_out(
    browser: Browser, issuer: Issuer, claims: dict[str, object], says: str, reason: str
) -> None:
    member_of_staff()
    issuer.claims |= claims

    page = come_back(browser, sent_back(browser), status=422)

    assert says in page
    assert page.html.select("#sign-in-form")
    assert log() == refusal(reason)
    assert not is_in(browser)
    assert browser.visit("staff.code").title.startswith("Sign in")


def test_a_closed_account_stays_closed(browser: Browser, issuer: Issuer) -> None:
    member_of_staff(active=False)

    page = come_back(browser, sent_back(browser), status=422)

    assert "There is no open account" in page
    assert log() == refusal("NobodyHere")


def test_the_word_of_entra_counts_as_well(browser: Browser, issuer: Issuer) -> None:
    member_of_staff()
    issuer.claims |= {"email_verified": None, "xms_edov": True}

    assert come_back(browser, sent_back(browser)).title.startswith("Enter your code")


@pytest.mark.parametrize("algorithm", ["RS256", "HS256", "none"])
def test_what_another_has_signed_is_refused(
    browser: Browser, issuer: Issuer, algorithm: str
) -> None:
    member_of_staff()
    other = OctKey.import_key(SECRET) if algorithm == "HS256" else RSAKey.generate_key(2048)
    issuer.signs_with, issuer.algorithm = other, algorithm  # type: ignore[assignment]

    page = come_back(browser, sent_back(browser), status=422)

    assert NOT_LET_IN in page
    assert log() == refusal("OrganisationRefused")


def test_a_state_works_once_also_with_a_copy_of_the_cookie(
    browser: Browser, issuer: Issuer
) -> None:
    member_of_staff()
    back = sent_back(browser)
    with browser.client.session_transaction() as kept:
        copied = dict(kept)
    come_back(browser, back)

    assert BEGIN_AGAIN in come_back(browser, back, status=422)
    with browser.client.session_transaction() as kept:
        kept.update(copied)
    assert BEGIN_AGAIN in come_back(browser, back, status=422)


def test_it_comes_back_to_the_browser_it_began_in_and_in_time(
    browser: Browser, app: Flask, issuer: Issuer
) -> None:
    member_of_staff()
    other = Browser(app)

    assert BEGIN_AGAIN in come_back(other, sent_back(browser), status=422)
    sent_back(other)
    assert BEGIN_AGAIN in come_back(other, sent_back(browser), status=422)
    back = sent_back(browser)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert BEGIN_AGAIN in come_back(browser, back, status=422)
    assert log() == []


def test_who_changes_their_mind_there_is_told_kindly(browser: Browser, issuer: Issuer) -> None:
    back = re.sub("code=[^&]+", "error=access_denied&error_description=No", sent_back(browser))

    assert NOT_LET_IN in come_back(browser, back, status=422)


def test_an_issuer_that_does_not_answer_leaves_the_password(
    browser: Browser, app: Flask, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    away = "does not answer just now"
    back = sent_back(browser)
    issuer.is_broken = True

    with caplog.at_level(logging.DEBUG, "holdstart"):
        assert away in come_back(browser, back, status=422)
        assert away in browser.visit(TO, status=422)
        app.config["OIDC_ISSUER"] = CONFIGURED["OIDC_ISSUER"]
        assert away in browser.visit(TO, status=422)

    assert [one.getMessage() for one in caplog.records if one.name == "holdstart.oidc"] == [
        "the issuer does not answer: HTTPError",
        "the issuer does not answer: HTTPError",
        "the issuer does not answer: ConnectionError",
    ]


def test_an_issuer_that_says_it_is_another_is_refused(
    browser: Browser, app: Flask, issuer: Issuer
) -> None:
    app.config["OIDC_ISSUER"] = issuer.address.replace("127.0.0.1", "localhost")

    assert NOT_LET_IN in browser.visit(TO, status=422)


def test_it_is_held_back_as_other_public_forms_are(
    browser: Browser, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 1)
    sent_back(browser)

    browser.visit(TO, status=429)
    browser.visit(BACK, status=429)


def test_who_is_in_already_goes_on(browser: Browser, issuer: Issuer) -> None:
    signed_in(browser)

    assert browser.visit(TO, next="/en/staff/provider").title.startswith("Provider")
    assert browser.visit(BACK).path.startswith("/en/staff")


@pytest.mark.one_database
@pytest.mark.environment()
def test_where_it_is_not_configured_nothing_of_it_is_there(browser: Browser) -> None:
    page = browser.visit("staff.sign_in")

    assert page.all("main a") == ["Forgotten your password?"]
    for address in ("/en/staff/sign-in/organisation", "/staff/sign-in/back"):
        browser.open(address, status=404)


@pytest.mark.one_database
def test_what_was_typed_elsewhere_is_not_left_behind(browser: Browser) -> None:
    """The link would lose it; the password does not."""
    signed_in(browser)
    page = browser.visit("staff.provider")
    end_all(member_of_staff())
    db.session.commit()

    page = page.submit("provider-form", status=401)

    assert "What you typed is kept" in page
    assert not page.html.select("main a.button")


@pytest.mark.one_database
def test_the_page_to_sign_in_on_still_sets_no_cookie(browser: Browser) -> None:
    assert "Set-Cookie" not in browser.visit("staff.sign_in").response.headers
