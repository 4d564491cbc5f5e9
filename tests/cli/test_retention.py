"""flask retention: what would be forgotten, what is, and what the log says of it."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import AuditEntry, Registration
from tests.factories import Make
from tests.places import group


def counts(said: str) -> dict[str, int]:
    lines = [line.split() for line in said.splitlines()]
    return {name: int(number) for name, number in lines if int(number)}


def test_a_dry_run_counts_and_changes_nothing_and_a_second_run_finds_nothing(
    app: Flask, make: Make
) -> None:
    one = group(make, make.cohort(state="open", in_days=-366), 2, state="attended", note="Train")
    one.seats[0].food = "Vegetarian"
    make.subscription(state="new", queued_at=clock.now() - timedelta(days=8))
    db.session.commit()
    run = app.test_cli_runner().invoke
    told = {"unconfirmed": 1, "food": 1, "phones": 1, "names": 2, "contacts": 1}

    dry = run(args=["retention", "--dry-run"]).output
    again = run(args=["retention", "--dry-run"]).output
    db.session.rollback()
    assert counts(dry) == counts(again) == told
    assert "entries" in dry
    assert one.contact_name

    assert counts(run(args=["retention"]).output) == told
    assert counts(run(args=["retention"]).output) == {}
    db.session.expire_all()
    assert db.session.scalars(select(Registration.contact_name)).all() == [""]
    noted = select(AuditEntry).where(AuditEntry.action == "retention.forgotten")
    [entry] = db.session.scalars(noted)
    assert entry.detail == told
    assert (entry.subject, entry.actor_id) == ("retention", None)
