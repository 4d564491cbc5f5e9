"""Another address of one's own account: it counts when the mail sent to it has been answered."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import time_machine
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters, writing
from app.mail.letter import Stale
from app.models import AuditEntry, MailState, OutboxMail, StaffMember
from app.services import staff
from tests.browser import Browser, Page
from tests.staffing import PASSWORD, go_in, is_in, member_of_staff, sign_in, signed_in

NEW = "new@kursushuset.example"
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
OLD = "This link does not work any more"


def ask(browser: Browser, email: str = NEW, status: int = 200) -> Page:
    page = browser.visit("staff.account").click("Change the address")
    return page.submit("email-form", email=email, status=status)


def mails() -> list[tuple[str, str]]:
    db.session.rollback()
    asked = select(OutboxMail.letter, OutboxMail.recipient).order_by(OutboxMail.id)
    return [(letter, to) for letter, to in db.session.execute(asked)]


def link() -> str:
    """The one in the newest mail, which has left."""
    db.session.rollback()
    wanted = select(OutboxMail).where(OutboxMail.letter == staff.NEW_EMAIL)
    mail = db.session.scalars(wanted.order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    [outgoing] = writing.Desk().write([mail], clock.now()).outgoing
    assert outgoing.recipient == mail.recipient
    body = message_from_bytes(outgoing.data, policy=policy.default).get_body(("plain",))
    assert body is not None
    mail.state = MailState.SENT
    db.session.commit()
    [address] = re.findall(r"http://127\.0\.0\.1/en/l/\S+", body.get_content())
    return str(address)


def address_of(member_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(StaffMember, member_id).email


def test_nothing_is_changed_before_the_button_behind_the_link_is_pressed(
    browser: Browser, app: Flask
) -> None:
    member = signed_in(browser)
    former = member.email

    page = ask(browser, " New@Kursushuset.example ")
    assert "Until then nothing is changed" in page
    page = browser.open(link())

    assert NEW in page
    assert former in page
    assert address_of(member.id) == former
    assert mails() == [("staff_new_email", NEW)]

    page = page.submit("confirm-form")
    assert "Your email address is changed" in page
    assert mails() == [("staff_new_email", NEW), ("staff_email_changed", former)]
    assert is_in(browser)
    sign_in(Browser(app), former, status=422)
    other = Browser(app)
    sign_in(other, NEW)
    assert is_in(other)
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[:2] == ["staff.email_asked", "staff.email_changed"]


def test_the_link_works_once_and_for_a_day(browser: Browser) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        member = signed_in(browser)
        ask(browser)
        first = link()
        traveller.shift(timedelta(hours=23, minutes=59))
        signed_in(browser, member=member)
        assert "Confirm your new email address" in browser.open(first)
        traveller.shift(timedelta(minutes=2))
        assert OLD in browser.open(first, status=404)

        signed_in(browser, member=member)
        ask(browser)
        second = link()
        browser.open(second).submit("confirm-form")
        assert OLD in browser.open(second, status=404)


def test_the_link_dies_with_a_new_password(browser: Browser) -> None:
    member = signed_in(browser)
    ask(browser)
    sent = link()
    page = browser.open(sent)
    ask(browser)

    staff.change_password(member, "syv cykler i regnvejr")
    db.session.commit()

    signed_in(browser, member=member)
    assert OLD in page.submit("confirm-form", status=404)
    assert OLD in browser.open(sent, status=404)
    # what had not left is not sent either: its link would be a living one
    assert len(mails()) == 1
    assert address_of(member.id) == "secretary@kursushuset.example"


def test_who_has_the_mail_but_not_the_account_can_do_nothing_with_it(
    browser: Browser, app: Flask
) -> None:
    member = signed_in(browser)
    ask(browser)
    stranger, colleague = Browser(app), Browser(app)
    signed_in(colleague, "administrator")

    assert stranger.open(link()).path.endswith("/staff/sign-in")
    assert "belongs to another account" in colleague.open(link(), status=404)

    page = go_in(stranger.open(link()), member.email, PASSWORD)
    assert page.title.startswith("Confirm your new email address")


def test_an_address_of_somebody_else_is_refused_when_asked_for_and_when_confirmed(
    browser: Browser,
) -> None:
    taken = "Somebody has an account with this address already"
    administrator = member_of_staff("administrator")
    member = signed_in(browser)

    assert taken in ask(browser, administrator.email, 422)
    assert "Your account has this address already" in ask(browser, member.email)
    assert mails() == []

    ask(browser)
    page = browser.open(link())
    administrator.email = NEW
    db.session.commit()
    assert taken in page.submit("confirm-form", status=422)
    assert address_of(member.id) == "secretary@kursushuset.example"


def test_an_address_is_written_to_three_times_a_day(app: Flask) -> None:
    members = [member_of_staff(role) for role in ("consultant", "secretary", "administrator")]
    for member in [*members, *members]:
        staff.ask_for_email(member, NEW, Language.DANISH)
        db.session.execute(update(OutboxMail).values(state=MailState.SENT))
        db.session.commit()

    assert len(mails()) == 3
    letter = letters.LETTERS[staff.NEW_EMAIL].write
    members[0].active = False
    assert isinstance(letter(members[0], None, Language.DANISH, OutboxMail(recipient=NEW)), Stale)
