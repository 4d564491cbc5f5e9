"""The secretary sees which mails wait, left or failed, and why."""

from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.language import Language
from app.models import AuditEntry, MailState, OutboxMail
from app.services import outbox
from tests.browser import Browser
from tests.factories import Make


def mail(make: Make, key: str, **columns: object) -> OutboxMail:
    subscription = make.subscription(email=f"{key}@odense.example")
    outbox.queue(
        "cohort_open",
        about=subscription,
        key=key,
        to=subscription.email,
        language=Language.DANISH,
    )
    stored = db.session.query(OutboxMail).filter_by(key=key).one()
    for name, value in columns.items():
        setattr(stored, name, value)
    db.session.commit()
    return stored


def test_an_outbox_without_mails_says_what_will_stand_there(desk: Browser) -> None:
    page = desk.visit("staff.outbox")

    assert "No email is waiting." in page
    assert "There are none." in page


def test_mails_stand_in_their_state_with_the_reason(desk: Browser, make: Make) -> None:
    mail(make, "waits", due_at=clock.now() + timedelta(minutes=9))
    mail(make, "left", state=MailState.SENT, sent_at=clock.now(), attempts=1)
    mail(make, "refused", state=MailState.FAILED, attempts=1, error="550 no such mailbox")

    page = desk.visit("staff.outbox")

    assert page.all(".numbers dd") == ["1", "1", "1", "0"]
    assert page.all("tbody th") == [
        "refused@odense.example",
        "left@odense.example",
        "waits@odense.example",
    ]
    assert "550 no such mailbox" in page
    assert "1 email leaves when its time has come." in page

    failed = desk.visit("staff.outbox", state="failed")
    assert failed.all("tbody th") == ["refused@odense.example"]


def test_a_mail_server_that_is_down_is_seen(desk: Browser, make: Make) -> None:
    since = clock.now() - timedelta(minutes=30)
    for number in range(14):
        mail(make, f"m{number}", due_at=since, attempts=3, error="connection refused")

    page = desk.visit("staff.outbox")

    local = clock.local(since)
    assert f"14 emails are waiting, the first since {local.day}" in page
    assert f"{local:%-H:%M}" in page


def test_what_failed_is_sent_again_once(desk: Browser, make: Make) -> None:
    failed = mail(make, "refused", state=MailState.FAILED, attempts=9, error="550")
    page = desk.visit("staff.outbox", state="failed")
    action = str(page.one("table form")["action"])
    data = {"csrf_token": str(page.one("table [name=csrf_token]")["value"])}

    answer = desk.open(action, method="post", data=data, came_from="same-origin")

    assert "The email is queued again." in answer
    db.session.refresh(failed)
    assert (failed.state, failed.attempts, failed.error) == (MailState.QUEUED, 0, "")
    again = desk.open(action, method="post", data=data, came_from="same-origin")
    assert "The email waits already" in again


def test_older_mails_are_on_further_pages(desk: Browser, make: Make) -> None:
    subscription = make.subscription()
    for number in range(outbox.A_PAGE + 3):
        outbox.queue(
            "cohort_open",
            about=subscription,
            key=f"key/{number}",
            to=f"number{number}@odense.example",
            language=Language.DANISH,
        )
    db.session.commit()

    page = desk.visit("staff.outbox")
    older = page.click("Older emails")

    assert len(page.all("tbody tr")) == outbox.A_PAGE
    assert older.all("tbody th") == [f"number{number}@odense.example" for number in (2, 1, 0)]
    assert len(older.click("Back to the newest").all("tbody tr")) == outbox.A_PAGE


@pytest.mark.parametrize("after", ["x", "-1", "99999999999999999999", "1' or 1=1"])
def test_a_strange_address_shows_the_newest(desk: Browser, make: Make, after: str) -> None:
    mail(make, "waits")

    page = desk.visit("staff.outbox", after=after, state="nothing")

    assert page.all("tbody th") == ["waits@odense.example"]


def test_who_looked_at_addresses_is_noted_without_them(desk: Browser, make: Make) -> None:
    mail(make, "waits")

    desk.visit("staff.outbox")

    [entry] = db.session.query(AuditEntry).filter_by(action="read").all()
    assert entry.subject == "outbox"
    assert "odense" not in str(entry.detail)
