"""flask sweep, as a timer runs it."""

from datetime import timedelta

from flask import Flask

from app import clock
from app.extensions import db
from tests.factories import Make


def test_it_says_what_it_did(app: Flask, make: Make) -> None:
    make.subscription(state="new", queued_at=clock.now() - timedelta(days=8))
    db.session.commit()
    run = app.test_cli_runner().invoke

    assert run(args=["sweep"]).output == "Swept: unconfirmed 1.\n"
    assert run(args=["sweep"]).output == "Swept: nothing was due.\n"
