"""The demo keeps to itself: a key of its own, its own settings, and a log without private links."""

import logging
import socket
import stat
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from flask import Flask
from gunicorn.config import Config
from sqlalchemy import func, select

from app import tokens
from app.cli import access_log, demo
from app.extensions import db
from app.models import Course, StaffMember
from tests.browser import Browser
from tests.staffing import is_in, member_of_staff


def test_the_key_is_written_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"

    first = demo.secret_key(file)

    assert len(first) >= 48
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert demo.secret_key(file) == first


def test_what_is_set_for_a_real_site_does_not_reach_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = {
        "DATABASE_URL": "postgresql://real.example/site",
        "MAIL_HOST": "mail.real.example",
        "MAIL_PASSWORD": "secret",
        "SECRET_KEY": "the key of the real site",
    }
    for name, value in real.items():
        monkeypatch.setenv(name, value)

    set_for_it = demo.settings(tmp_path, 8000)

    assert not set(real.values()) & set(set_for_it.values())
    assert set_for_it["MAIL_HOST"] == "127.0.0.1"
    assert "DATABASE_URL" not in set_for_it


def test_a_taken_port_is_said_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = CliRunner().invoke(demo.demo, ["run", "--port", str(port)])

    assert done.exit_code == 1
    assert f"Port {port} is taken" in done.output
    assert list((tmp_path / "instance").iterdir()) == []


def test_to_begin_anew_throws_the_data_away_and_keeps_the_key(tmp_path: Path) -> None:
    for name in ("holdstart.db", "holdstart.db-wal", "secret_key", "inbox/new/1"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    demo.forget(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.environment(DEMO="1")
def test_the_demo_is_filled_once_and_says_where_to_begin(app: Flask, browser: Browser) -> None:
    db.session.commit()
    first = app.test_cli_runner().invoke(demo.demo, ["seed"])
    courses = db.session.scalar(select(func.count()).select_from(Course))
    db.session.commit()
    second = app.test_cli_runner().invoke(demo.demo, ["seed"])

    assert "New demo data." in first.output
    assert "The demo data of last time" in second.output
    assert courses == 10
    assert db.session.scalar(select(func.count()).select_from(Course)) == courses
    links = [word for word in first.output.split() if "/l/" in word]
    assert len(links) == 3
    assert links == [word for word in second.output.split() if "/l/" in word]
    for link in links:
        page = browser.open(link)
        assert page.path.startswith("/da/staff/demo/")
        assert is_in(page.submit("demo-form").browser)


@pytest.mark.environment(DEMO="1")
def test_a_secretary_with_a_password_is_sent_to_the_sign_in(app: Flask) -> None:
    db.session.commit()
    app.test_cli_runner().invoke(demo.demo, ["seed"])
    for member in db.session.scalars(select(StaffMember)):
        member.password_hash = "set"
    db.session.commit()

    again = app.test_cli_runner().invoke(demo.demo, ["seed"])

    assert again.output.count("/da/staff/sign-in") == 3
    assert "/l/" not in again.output


def test_no_other_site_has_the_door_of_the_demo(app: Flask, browser: Browser) -> None:
    member = member_of_staff(password_hash=None)
    token = tokens.sign(app.config["LINK_KEYS"], demo.DOOR, member.id, member.link_version)

    page = browser.visit("links.open_private", token=token, status=404)

    assert "staff.demo" not in app.view_functions
    assert "This link does not work any more" in page
    assert not is_in(browser)


@pytest.mark.environment(DEMO="1")
def test_the_door_is_closed_once_a_password_is_chosen(app: Flask, browser: Browser) -> None:
    member = member_of_staff(password_hash=None)
    token = tokens.sign(app.config["LINK_KEYS"], demo.DOOR, member.id, member.link_version)
    page = browser.visit("links.open_private", token=token)
    member_of_staff(password_hash="set")

    page.submit("demo-form", status=404)

    assert not is_in(browser)


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/da/l/WyJjb25maXJtIl0.abc", "/da/l/-"),
        ("/en/stop/WyJzdG9wIl0.abc", "/en/stop/-"),
        ("/da/kurser/stop-og-leg", "/da/kurser/stop-og-leg"),
        ("/da/subscription/3f9ac1/stop", "/da/subscription/3f9ac1/stop"),
    ],
)
def test_a_log_holds_no_private_link(path: str, logged: str) -> None:
    assert access_log.without_token(path) == logged


def test_a_line_of_the_log_says_no_more_than_it_must(caplog: pytest.LogCaptureFixture) -> None:
    config = Config()
    config.set("accesslog", "-")
    config.set("access_log_format", access_log.FORMAT)
    logger = access_log.AccessLog(config)
    asked = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/da/l/TOKEN?q=somebody@odense.example",
        "PATH_INFO": "/da/l/TOKEN",
        "QUERY_STRING": "q=somebody@odense.example",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": "http://127.0.0.1/da/l/TOKEN",
        "REMOTE_ADDR": "192.0.2.1",
    }
    answer = SimpleNamespace(status="303 SEE OTHER", sent=0, headers=[])
    request = SimpleNamespace(headers=[])

    logger.access_log.addHandler(caplog.handler)
    logger.access_log.setLevel(logging.INFO)
    logger.access(answer, request, asked, timedelta(milliseconds=7))

    [line] = [record.getMessage() for record in caplog.records]
    assert '"GET /da/l/-" 303' in line
    atoms = logger.atoms(answer, request, asked, timedelta())
    assert [name for name, value in atoms.items() if "TOKEN" in str(value)] == []
    assert [name for name, value in atoms.items() if "somebody" in str(value)] == []
