"""flask work and flask mail: what they do, and how they take it when something is away."""

import signal
import threading
from datetime import datetime, timedelta

import pytest
from click import ClickException
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import clock
from app.cli import work
from app.cli.mail import mail
from app.extensions import db
from app.mail.outgoing import WeAreRefused
from app.mail.smtp import Connection
from app.mail.transport import SmtpTransport
from app.services import outbox, sweep
from tests.factories import Make
from tests.smtp_sink import Sink


def worker(sink: Sink | None = None) -> work.Worker:
    port = sink.port if sink else 1
    connection = Connection("127.0.0.1", port, tls="none", connect=20, command=20, dot=20)
    transport = SmtpTransport([connection], timedelta(seconds=3))
    return work.Worker(transport, threading.Event())


def queue(make: Make) -> None:
    make.provider()
    reader = make.subscription(state="new")
    outbox.queue(
        "confirm_subscription", about=reader, key="k", to=reader.email, language=reader.language
    )
    db.session.commit()


@pytest.mark.one_database
def test_it_sweeps_once_a_minute_and_looks_for_mails_every_second(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[datetime] = []
    monkeypatch.setattr(sweep, "sweep", swept.append)
    with Sink() as sink:
        one = worker(sink)
        assert one.turn() == work.LOOK_EVERY
        queue(make)
        assert one.turn() == work.LOOK_EVERY

    assert len(swept) == 1 and swept[0] <= clock.now()
    assert len(sink.taken) == 1


@pytest.mark.one_database
def test_without_a_mail_server_it_rests_a_minute_and_goes_on_sweeping(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[SmtpTransport] = []
    monkeypatch.setattr(sweep, "sweep", lambda now: None)

    def away(transport: SmtpTransport, **options: object) -> outbox.Delivered:
        asked.append(transport)
        return outbox.Delivered(waiting=1, unreachable="connection refused")

    monkeypatch.setattr(outbox, "deliver", away)
    one = worker()

    one.turn()
    one.turn()

    assert len(asked) == 1


@pytest.mark.one_database
def test_it_outlives_a_database_that_is_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(now: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(sweep, "sweep", away)

    assert worker().turn() == work.PAUSE_WITHOUT_DATABASE


@pytest.mark.one_database
def test_a_refused_password_ends_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object, **options: object) -> None:
        raise WeAreRefused("535 5.7.8 wrong password")

    monkeypatch.setattr(outbox, "deliver", refused)
    monkeypatch.setattr(sweep, "sweep", lambda now: None)

    with pytest.raises(ClickException, match="535"):
        worker().run()


def test_a_signal_asks_it_to_stop() -> None:
    with work.stopped_by_signals() as stop:
        signal.raise_signal(signal.SIGTERM)

        assert stop.is_set()


@pytest.mark.one_database
def test_mails_are_sent_by_hand(app: Flask, make: Make) -> None:
    queue(make)

    with Sink() as sink:
        app.config["MAIL_PORT"] = sink.port
        told = app.test_cli_runner().invoke(mail, ["deliver"])

    assert (told.exit_code, told.output) == (0, "Sent 1, dropped 0, waiting 0, failed 0.\n")


@pytest.mark.one_database
def test_by_hand_without_a_server_it_says_so(app: Flask, make: Make) -> None:
    queue(make)

    told = app.test_cli_runner().invoke(mail, ["deliver"])

    assert told.exit_code == 1
    assert "waiting 1" in told.output
    assert "The mail server cannot be reached: connection refused" in told.output
