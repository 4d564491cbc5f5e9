"""The log is searched, fetched in batches, and lets go of what is over two years old."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models import AuditEntry, StaffSession
from app.services import audit_log, sign_ins, sweep
from app.services.audit_log import Wanted
from tests.staffing import member_of_staff


def write(at: datetime | None = None, **columns: Any) -> AuditEntry:
    said: dict[str, Any] = {"action": "cohort.opened", "subject": "cohort/1", "detail": {}}
    entry = AuditEntry(at=at or clock.now(), **said | columns)
    db.session.add(entry)
    db.session.commit()
    return entry


def found(**wanted: Any) -> list[int]:
    return [entry.id for entry, _ in audit_log.newest(Wanted(**wanted))]


def test_the_newest_come_first_with_who_acted(app: Flask) -> None:
    member = member_of_staff()
    first, second = write(), write(actor_id=member.id)

    assert audit_log.newest(Wanted()) == [(second, member), (first, None)]
    assert audit_log.newest(Wanted(), before=second.id) == [(first, None)]


def test_it_is_searched_by_person_act_subject_and_day(app: Flask) -> None:
    member = member_of_staff()
    at = datetime(2027, 3, 1, 22, 59, tzinfo=clock.COPENHAGEN)
    one = write(at, actor_id=member.id, action="staff.added", subject="staff_member/1").id
    two = write(at + timedelta(minutes=61), action="read", subject="registration/12").id
    three = write(at + timedelta(days=1), action="reads.other", subject="registration/1").id

    assert found(actor_id=member.id) == [one]
    assert found(areas=("staff", "read")) == [two, one]
    assert found(subject="registration") == [three, two]
    assert found(subject="registration/1") == [three]
    assert found(subject="registration%") == found(subject="_egistration") == []
    assert found(first=date(2027, 3, 2)) == [three, two]
    assert found(first=date(2027, 3, 1), last=date(2027, 3, 1)) == [one]
    assert found(areas=("staff",), subject="registration") == []


def test_it_comes_in_batches_and_each_entry_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [write().id for _ in range(7)]
    monkeypatch.setattr(audit_log, "IN_A_BATCH", 3)

    batches = [[one.id for one in batch] for batch in audit_log.in_batches(Wanted())]

    assert batches == [numbers[:3], numbers[3:6], numbers[6:]]
    assert audit_log.count(Wanted()) == 7


def test_what_is_two_years_old_goes_with_the_sweep_and_nothing_else(app: Flask) -> None:
    now = clock.now()
    for days in (733, 800):
        write(now - timedelta(days=days), subject="cohort/9")
    kept = [write(now - timedelta(days=days)).id for days in (725, 1)]

    assert audit_log.too_old(now) == 2
    assert sweep.sweep(now) == sweep.Swept(entries=2)
    assert sweep.sweep(now) == sweep.Swept()
    # and one entry says how many went
    log = [entry for entry, _ in audit_log.newest(Wanted())]
    assert [entry.id for entry in log if entry.action != "retention.forgotten"] == kept[::-1]
    assert [entry.detail for entry in log if entry.action == "retention.forgotten"] == [
        {"entries": 2}
    ]


def test_a_clock_that_runs_ahead_takes_nothing_away(app: Flask) -> None:
    write()

    with time_machine.travel(clock.now() + timedelta(days=1000)):
        assert sweep.sweep(clock.now()).entries == 0

    assert len(found()) == 1


def test_as_many_go_at_once_as_are_asked_for(app: Flask) -> None:
    now = clock.now()
    for _ in range(5):
        write(now - timedelta(days=800))

    assert audit_log.forget(now, at_most=3) == 3
    assert audit_log.forget(now, at_most=3) == 2
    db.session.commit()


def test_sign_ins_of_a_month_ago_are_forgotten(app: Flask) -> None:
    member = member_of_staff()
    with time_machine.travel(clock.now() - timedelta(days=31)):
        sign_ins.begin(member)
    sign_ins.begin(member)
    db.session.commit()

    assert sweep.sweep(clock.now()).sign_ins == 1
    assert db.session.scalar(select(func.count(StaffSession.id))) == 1
