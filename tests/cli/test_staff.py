"""flask staff: accounts are made, listed and closed from the shell."""

import re
from datetime import timedelta

import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import Role, StaffMember
from tests.browser import Browser, Page
from tests.staffing import PASSWORD, code_at, is_in, member_of_staff, signed_in

ADD = ["add", "office@kursushuset.example", "--name", "Kontoret", "--role", "secretary"]
OLD = "This link does not work any more"


def run(app: Flask, *arguments: str) -> Result:
    result = app.test_cli_runner().invoke(args=["staff", *arguments])
    db.session.rollback()
    return result


def address(result: Result) -> str:
    assert result.exit_code == 0, result.output
    [found] = re.findall(r"http://127\.0\.0\.1/\S+", result.output)
    return str(found)


def choose(browser: Browser, link: str, password: str = PASSWORD, status: int = 200) -> Page:
    return browser.open(link).submit("password-form", password=password, status=status)


def test_a_site_begins_without_accounts(app: Flask) -> None:
    assert run(app, "list").output == ""


def test_a_new_member_chooses_a_password_behind_the_link_and_signs_in(
    app: Flask, browser: Browser
) -> None:
    link = address(run(app, *ADD, "--name-en", "The office", "--language", "en"))

    page = browser.open(link)
    assert "/l/" not in page.path
    assert "Choose a password" in page
    page = page.submit("password-form", password=PASSWORD)
    assert "The password is set" in page
    page = page.submit("sign-in-form", email="office@kursushuset.example", password=PASSWORD)
    key = page.one("dl code").get_text().replace(" ", "")
    page = page.submit("factor-form", code=code_at(secret=key))
    assert len(page.all("#codes li")) == 10

    assert "The office" in browser.visit("staff.account")
    member = db.session.scalars(select(StaffMember)).one()
    assert (member.name.da, member.name.en, member.role) == (
        "Kontoret",
        "The office",
        Role.SECRETARY,
    )


def test_opening_the_link_changes_nothing(app: Flask, browser: Browser) -> None:
    link = address(run(app, *ADD, "--language", "en"))

    browser.open(link)
    Browser(app).open(link)

    assert "Choose a password" in browser.open(link)


def test_the_link_works_once(app: Flask, browser: Browser) -> None:
    link = address(run(app, *ADD, "--language", "en"))
    page = browser.open(link)
    choose(browser, link)

    assert OLD in browser.open(link, status=404)
    assert OLD in page.submit("password-form", password="syv cykler i regnvejr", status=404)


def test_the_link_works_for_seven_days(app: Flask, browser: Browser) -> None:
    link = address(run(app, *ADD, "--language", "en"))

    with time_machine.travel(clock.now() + timedelta(days=6, hours=23)):
        assert "Choose a password" in browser.open(link)
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert OLD in browser.open(link, status=404)


def test_a_new_link_replaces_the_old_one(app: Flask, browser: Browser) -> None:
    old = address(run(app, *ADD, "--language", "en"))

    new = address(run(app, "link", "office@kursushuset.example", "--language", "en"))

    assert OLD in browser.open(old, status=404)
    assert "The password is set" in choose(browser, new)


def test_a_bad_password_is_explained_at_the_field(app: Flask, browser: Browser) -> None:
    link = address(run(app, *ADD, "--language", "en"))

    page = choose(browser, link, "too short", status=422)
    assert "The password is too short" in page.one("#password-error").get_text()
    page = page.submit("password-form", password="passwordqwertyuiop", status=422)
    assert "The password is easy to guess" in page.one("#password-error").get_text()
    page = page.submit("password-form", password="x" * 129, status=422)
    assert "at most 128 characters" in page
    assert page.title.startswith("Error:")


def test_accounts_are_listed_and_closed(app: Flask, browser: Browser) -> None:
    choose(browser, address(run(app, *ADD, "--language", "en")))
    listed = "office@kursushuset.example\tsecretary\t"
    assert run(app, "list").output == f"{listed}active\n"

    assert run(app, "disable", "office@kursushuset.example").exit_code == 0

    assert run(app, "list").output == f"{listed}disabled\n"
    address(run(app, "link", "office@kursushuset.example"))
    assert run(app, "list").output == f"{listed}active\n"


def test_who_has_lost_phone_and_codes_sets_up_a_new_app(app: Flask, browser: Browser) -> None:
    member = member_of_staff("administrator")
    signed_in(browser, member=member)

    done = run(app, "forget-app", member.email)

    assert (
        done.output == "administrator@kursushuset.example sets up a new app at the next sign-in.\n"
    )
    assert not is_in(browser)
    page = browser.visit("staff.sign_in")
    page = page.submit("sign-in-form", email=member.email, password=PASSWORD)
    assert page.title.startswith("Set up an app for codes")
    assert run(app, "forget-app", "nobody@kursushuset.example").exit_code == 1


def test_what_cannot_be_is_said(app: Flask) -> None:
    run(app, *ADD)

    taken, nobody = run(app, *ADD), run(app, "link", "nobody@kursushuset.example")
    no_role = run(app, "add", "other@kursushuset.example", "--name", "X", "--role", "owner")
    no_address = run(app, "add", "kontoret", "--name", "X", "--role", "secretary")

    assert "has an account already" in taken.output
    assert "has no account" in nobody.output
    assert "'owner' is not one of" in no_role.output
    assert "is no address" in no_address.output
    assert [one.exit_code for one in (taken, nobody, no_role, no_address)] == [1, 1, 2, 2]
