"""The log is added to, and to nothing else."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from app import clock
from app.extensions import db
from app.models import AuditEntry
from app.services import audit
from tests.staffing import member_of_staff


def entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_an_entry_is_kept_with_what_it_is_about(app: Flask) -> None:
    member = member_of_staff()
    db.session.info["peer"] = "192.0.2.7"

    audit.record("cohort.opened", "cohort/12", actor=member, told=19)
    db.session.commit()

    [entry] = entries()
    assert (entry.action, entry.subject, entry.actor_id) == (
        "cohort.opened",
        "cohort/12",
        member.id,
    )
    assert (entry.peer, entry.detail) == ("192.0.2.7", {"told": 19})
    assert clock.now() - entry.at < timedelta(minutes=1)


def test_an_entry_goes_with_what_was_not_kept(app: Flask) -> None:
    audit.record("cohort.opened", "cohort/12")

    db.session.rollback()

    assert entries() == []


def test_a_request_that_only_reads_can_be_written_down(app: Flask) -> None:
    with app.test_request_context("/en/", method="GET"):
        entries()
        audit.record_apart("page.refused", "page/staff.provider", actor_id=None, peer="192.0.2.7")
        with pytest.raises(DBAPIError):
            db.session.execute(update(AuditEntry).values(action="other"))
        db.session.rollback()

    assert [one.action for one in entries()] == ["page.refused"]


def test_the_database_refuses_to_change_an_entry(app: Flask) -> None:
    audit.record("cohort.opened", "cohort/12")
    db.session.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(update(AuditEntry).values(action="nothing"))
    db.session.rollback()

    assert [one.action for one in entries()] == ["cohort.opened"]


def test_the_database_refuses_to_delete_an_entry(app: Flask) -> None:
    audit.record("cohort.opened", "cohort/12")
    db.session.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(delete(AuditEntry))
    db.session.rollback()

    assert [one.action for one in entries()] == ["cohort.opened"]


def test_after_two_years_an_entry_may_go(app: Flask) -> None:
    long_ago = clock.now() - timedelta(days=740)
    db.session.add(AuditEntry(at=long_ago, action="a", subject="cohort/1", peer="", detail={}))
    db.session.commit()

    db.session.execute(delete(AuditEntry))
    db.session.commit()

    assert entries() == []
