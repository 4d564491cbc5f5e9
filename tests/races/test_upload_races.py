"""Many hand in at once: each press counts once, and two files at most are looked at at a time."""

import io
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from app.documents import upload_child
from app.documents.gate import AT_A_TIME
from app.extensions import db, upload_settings
from app.models import Answer, HandedFile
from app.models.errors import RuleBroken
from app.services import hand_in, uploads
from tests.browser import Browser
from tests.factories import Make
from tests.handing_in import FORM, cohort_with_plan, page_of, team, upload
from tests.uploading import ours


def press(app: Flask, answer_id: int, start: threading.Barrier) -> str:
    with app.app_context():
        start.wait()
        taken = uploads.take("plan.docx", io.BytesIO(ours()))
        try:
            hand_in.hand_in(db.session.get_one(Answer, answer_id), taken, by="contact")
        except RuleBroken as broken:
            return type(broken).__name__
        db.session.commit()
        return "handed in"


def all_at_once(app: Flask, ids: list[int]) -> Counter[str]:
    db.session.rollback()
    start = threading.Barrier(len(ids))
    with ThreadPoolExecutor(len(ids)) as pool:
        return Counter(pool.map(lambda one: press(app, one, start), ids))


def on_disk() -> set[str]:
    return {path.name for path in upload_settings().folder.glob("*")}


def test_one_file_pressed_many_times_is_one_file(app: Flask, make: Make) -> None:
    answer = make.answer(team(make), "plan")

    assert all_at_once(app, [answer.id] * 4) == {"handed in": 4}

    [row] = db.session.query(HandedFile)
    assert on_disk() == {row.stored_as}


def test_two_at_a_time_are_looked_at(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = cohort_with_plan(make)
    ids = [make.answer(team(make, cohort), "plan").id for _ in range(6)]
    look, lock = upload_child.look_at, threading.Lock()
    inside, most = 0, 0

    def counted(*arguments: Any) -> Any:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        try:
            return look(*arguments)
        finally:
            with lock:
                inside -= 1

    monkeypatch.setattr(upload_child, "look_at", counted)

    assert all_at_once(app, ids) == {"handed in": 6}

    assert most == AT_A_TIME
    assert on_disk() == {row.stored_as for row in db.session.query(HandedFile)}
    assert len(on_disk()) == 6


@pytest.mark.one_database
def test_nobody_waits_for_a_file_to_be_looked_at(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else writes meanwhile: on SQLite a transaction that is open would hinder it."""
    one, other = team(make), team(make)
    written: list[bool] = []
    look = upload_child.look_at

    def slow(*arguments: Any) -> Any:
        with app.app_context():
            db.session.get_one(type(other), other_id).note = "Written meanwhile"
            db.session.commit()
            written.append(True)
        return look(*arguments)

    other_id = other.id
    monkeypatch.setattr(upload_child, "look_at", slow)
    page_of(Browser(app), one).submit(FORM, file=upload())

    assert written == [True]
