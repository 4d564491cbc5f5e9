"""A passkey in a real browser, whose security key is its own (the DevTools have one)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.extensions import db
from app.models import Passkey
from tests import databases
from tests.end_to_end.chromium import NARROW, WIDE, Tab
from tests.factories import Make
from tests.serving import served
from tests.staffing import PASSWORD, member_of_staff, new_code

pytestmark = pytest.mark.one_database
EMAIL = "secretary@kursushuset.example"


@pytest.fixture
def address(app: Flask, make: Make, database: databases.Sites) -> Iterator[str]:
    """A site with a name: browsers know this machine's, and trust it without https."""
    make.provider()
    member_of_staff()
    with served(database, processes=1, threads=4, host="localhost") as port:
        yield f"http://localhost:{port}"


@pytest.fixture
def tab(chrome: Browser, address: str) -> Iterator[Tab]:
    one = Tab(chrome, address)
    yield one
    one.close()


def plug_in(one: Tab) -> tuple[object, str]:
    """Give the tab a security key that somebody touches at once."""
    tools = one.context.new_cdp_session(one.page)
    tools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True}
    key = {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    return tools, str(made["authenticatorId"])


def at(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def give_password(page: Page) -> None:
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    at(page, "Enter your code")


def press(page: Page, name: str) -> None:
    """With the keyboard: on with Tab until the focus is there, then Enter."""
    button = page.get_by_role("button", name=name)
    expect(button).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            return page.keyboard.press("Enter")
    raise AssertionError(f"{name} is not reached")


def sign_in_with_code(one: Tab) -> Page:
    page = one.open("/en/staff/sign-in?next=/en/staff/account")
    give_password(page)
    page.get_by_label("Code from your app").fill(new_code())
    db.session.rollback()
    page.keyboard.press("Enter")
    at(page, "My account")
    return page


def add(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add a passkey").press("Enter")
    page.get_by_label("Name").fill(name)
    page.keyboard.press("Enter")


def test_a_passkey_is_added_and_signs_in_by_keyboard(tab: Tab) -> None:
    plug_in(tab)
    page = sign_in_with_code(tab)

    page.get_by_role("link", name="Add a passkey").press("Enter")
    expect(page.get_by_label("Name")).to_have_value("Chrome, Linux")
    assert tab.faults() == []
    page.get_by_label("Name").fill("On my key ring")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The passkey is added")).to_be_visible()
    expect(page.locator("#passkeys + p + dl dt")).to_have_text("On my key ring")
    tab.width(NARROW)
    assert tab.faults() == []
    tab.width(WIDE)
    page.get_by_role("button", name="Sign out", exact=True).press("Enter")
    expect(page.get_by_text("You are signed out")).to_be_visible()

    page = tab.open("/en/staff/sign-in?next=/en/staff/account")
    give_password(page)
    expect(page.get_by_label("Code from your app")).to_be_visible()
    assert tab.faults() == []
    press(page, "Use your passkey")

    at(page, "My account")
    expect(page.get_by_text("not used yet")).to_have_count(0)
    db.session.rollback()
    assert db.session.query(Passkey).one().last_used_at is not None


def test_without_the_key_the_page_says_so_and_the_code_still_works(tab: Tab) -> None:
    tools, key = plug_in(tab)
    page = sign_in_with_code(tab)
    add(page, "On my key ring")
    expect(page.get_by_text("The passkey is added")).to_be_visible()
    # the same key once more
    add(page, "Once more")
    expect(page.get_by_role("alert")).to_have_text(
        "This passkey has been added already. Choose another one."
    )
    assert tab.faults() == []
    page.get_by_role("button", name="Sign out", exact=True).press("Enter")
    tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})  # type: ignore[attr-defined]
    tools.send(  # type: ignore[attr-defined]
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}},
    )

    page = tab.open("/en/staff/sign-in?next=/en/staff/account")
    give_password(page)
    press(page, "Use your passkey")

    expect(page.get_by_role("alert")).to_contain_text("Nothing came from the passkey")
    assert tab.faults() == []
    page.get_by_label("Code from your app").fill(new_code())
    db.session.rollback()
    page.keyboard.press("Enter")
    at(page, "My account")


def test_without_javascript_the_code_works_and_adding_says_what_it_needs(
    chrome: Browser, tab: Tab, address: str
) -> None:
    plug_in(tab)
    add(sign_in_with_code(tab), "On my key ring")
    expect(tab.page.get_by_text("The passkey is added")).to_be_visible()
    plain = Tab(chrome, address, java_script_enabled=False)

    page = plain.open("/en/staff/sign-in?next=/en/staff/account")
    give_password(page)
    expect(page.get_by_role("button", name="Use your passkey")).to_be_hidden()
    page.get_by_label("Code from your app").fill(new_code())
    db.session.rollback()
    page.keyboard.press("Enter")
    at(page, "My account")
    page.get_by_role("link", name="Add a passkey").click()

    expect(page.get_by_text("can only be added with JavaScript")).to_be_visible()
    expect(page.locator("#passkey-form")).to_be_hidden()
    assert plain.faults() == []
    plain.close()
