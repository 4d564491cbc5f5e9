"""Whether the site is alive and ready, and that strangers learn no more."""

import shutil
from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock, create_app
from app.extensions import db
from app.language import Language
from app.models import MailState, OutboxMail
from app.services import health
from tests.browser import Browser
from tests.factories import Make


class Usage(NamedTuple):
    total: int
    free: int


def mail(make: Make, minutes: int, state: MailState = MailState.QUEUED) -> OutboxMail:
    """A mail that has been due for so many minutes."""
    due = clock.now() - timedelta(minutes=minutes)
    found = OutboxMail(
        key="x",
        letter="confirm_subscription",
        about_id=1,
        recipient="somebody@odense.example",
        language=Language.DANISH,
        message_id="<x@holdstart.example>",
        state=state,
        queued_at=due,
        due_at=due,
    )
    db.session.add(found)
    db.session.commit()
    return found


def ready(browser: Browser) -> bool:
    answer = browser.send("/ready")
    assert (answer.status_code, answer.text) in {(200, "ok\n"), (503, "not ready\n")}
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers
    return answer.status_code == 200


def test_a_site_that_works_is_alive_and_ready(browser: Browser) -> None:
    assert browser.send("/live").text == "ok\n"
    assert ready(browser)


@pytest.mark.parametrize(
    ("minutes", "state", "is_ready"),
    [
        (14, MailState.QUEUED, True),
        (15, MailState.QUEUED, False),
        (15, MailState.SENDING, False),
        (60, MailState.SENT, True),
        (60, MailState.FAILED, True),
        (-60, MailState.QUEUED, True),
    ],
)
def test_mail_that_nobody_sends_turns_it_red_after_a_quarter_of_an_hour(
    browser: Browser, make: Make, minutes: int, state: MailState, is_ready: bool
) -> None:
    mail(make, minutes, state)

    assert ready(browser) is is_ready


def test_a_database_of_another_version_is_not_ready(browser: Browser) -> None:
    before = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    try:
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000_older'"))
        assert not ready(browser)
    finally:
        db.session.execute(
            text("UPDATE alembic_version SET version_num = :before"), {"before": before}
        )
        db.session.commit()
    assert ready(browser)


def test_a_full_disk_is_not_ready(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1000, 51))
    assert ready(browser)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1000, 49))
    assert not ready(browser)


def test_what_is_wrong_is_told_to_the_log_without_addresses(
    browser: Browser, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    mail(make, 20)

    ready(browser)

    assert "not ready: A mail has been due since" in caplog.text
    assert "somebody" not in caplog.text


def test_without_a_database_pages_say_come_again_in_the_readers_language(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    away = "postgresql+psycopg://nobody@127.0.0.1:9/nothing?connect_timeout=1"
    site = create_app({**app.config, "SQLALCHEMY_DATABASE_URI": away, "SQLALCHEMY_ENGINES": {}})
    client = site.test_client()

    assert client.get("/live").status_code == 200
    assert client.get("/ready").status_code == 503
    da, en = client.get("/da/kurser"), client.get("/en/courses/some-day")

    assert (da.status_code, en.status_code) == (503, 503)
    assert '<html lang="da">' in da.text
    assert "We are not quite ready" in en.text
    assert en.headers["Retry-After"] == "30"
    assert "psycopg" not in en.text
    assert health.problems("migrations", "/") == []
