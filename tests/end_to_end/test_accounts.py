"""The way in for staff, and what was typed when it ended, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from app import clock
from app.extensions import db
from app.models import SecondFactor, StaffMember, StaffSession
from app.services import passwords
from app.web.staff.codes import box
from tests.end_to_end.chromium import NARROW, Tab
from tests.end_to_end.pages import Arranged, Stop
from tests.end_to_end.site import Site, beside
from tests.staffing import PASSWORD, SECRET, code_at


def test_a_newcomer_gets_in_with_password_and_app(
    tab: Callable[..., Tab], arranged: Arranged, site: Site
) -> None:
    one = tab()
    with site.app.app_context():
        member = beside().staff("consultant", "newcomer@kursushuset.example")
        arranged.people["newest"] = (member.id, member.link_version)
    arranged.go(one, Stop("", "staff.set_password", {}, "newest", "invite"), "en")
    page = one.page

    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Save the password").click()
    page.get_by_label("Email").fill("newcomer@kursushuset.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(re.compile("/staff/second-factor"))
    picture = page.get_by_role("img", name="QR code")
    assert picture.evaluate("one => one.naturalWidth") > 100
    key = page.locator("dl code").inner_text().replace(" ", "")
    page.get_by_label("Code from your app").fill(code_at(secret=key))
    page.get_by_role("button", name="Use this app").click()

    expect(page.locator("#codes li")).to_have_count(10)
    assert one.faults() == []
    one.width(NARROW)
    assert one.faults() == []
    page.get_by_role("link", name="I have kept them: go on").click()
    expect(page).to_have_url(re.compile("/en/staff/cohorts"))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_was_typed_is_there_after_signing_in_again(
    tab: Callable[..., Tab], site: Site, arranged: Arranged, scripts: bool
) -> None:
    one = tab(java_script_enabled=scripts)
    email = f"secretary-{scripts}@kursushuset.example".lower()
    with site.app.app_context():
        member = beside().staff("secretary", email, password_hash=passwords.hashed(PASSWORD))
        sealed = box().seal(SECRET.encode())
        db.session.add(SecondFactor(member_id=member.id, sealed=sealed))
        arranged.keys[email] = arranged._signed_in(member)
        known = member.id
    arranged.go(one, Stop("", "staff.provider", {}, email), "en")
    page = one.page

    before = page.get_by_label("Opening hours, in English").input_value()
    page.get_by_label("Opening hours, in English").fill("9:00–12:00, and æøå")
    with site.app.app_context():
        ended = update(StaffSession).where(StaffSession.member_id == known)
        db.session.execute(ended.values(ended_at=clock.now()))
        db.session.commit()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    assert one.faults() == []
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert one.faults() == []
    page.get_by_label("Code from your app").fill(code_at())
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(re.compile("/en/staff/provider$"))
    hours = page.get_by_label("Opening hours, in English")
    expect(hours).to_have_value("9:00–12:00, and æøå")
    assert one.faults() == []
    hours.fill(before)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    with site.app.app_context():
        assert db.session.get_one(StaffMember, known).active
