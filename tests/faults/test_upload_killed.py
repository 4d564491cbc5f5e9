"""Whoever stores a file may be killed at any moment: no row names a file that is not there."""

import hashlib
import os
import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from app.extensions import db, upload_settings
from app.models import Answer, AnswerState, AuditEntry, HandedFile
from app.services import hand_in, uploads
from tests import databases
from tests.factories import Make
from tests.faults.dies_while_uploading import POINTS
from tests.handing_in import team
from tests.uploading import ours

TRIES = 4


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "plan.docx"
    found.write_bytes(ours())
    return found


def uploading(
    answer: Answer, file: Path, database: databases.Sites, point: str = ""
) -> "subprocess.Popen[bytes]":
    arguments = ["-m", "tests.faults.dies_while_uploading", str(answer.id), str(file), point]
    # on SQLite a transaction of ours would keep the other process waiting
    db.session.rollback()
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=os.environ | databases.environment(database.url, database.folder),
    )


def rows(answer: Answer) -> int:
    """How many files there are, each of them whole on the disk; and all else of it, or nothing."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.query(HandedFile).all()
    for row in found:
        content = (upload_settings().folder / row.stored_as).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row.sha256
    assert answer.state is (AnswerState.SENT if found else AnswerState.DRAFT)
    assert db.session.query(AuditEntry).filter_by(action="worksheet.handed_in").count() == len(
        found
    )
    return len(found)


def on_disk() -> set[str]:
    return {path.name for path in upload_settings().folder.glob("*")}


def swept_clean() -> None:
    """A day later nothing is left but what rows name."""
    uploads.sweep(clock.now() + timedelta(hours=25))
    assert on_disk() == {row.stored_as for row in db.session.query(HandedFile)}
    db.session.rollback()


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point_no_row_names_what_is_not_there(
    app: Flask, make: Make, database: databases.Sites, file: Path, point: str
) -> None:
    answer = make.answer(team(make), "plan")

    assert uploading(answer, file, database, point).wait(60) == -9

    assert rows(answer) == (1 if point == "after_commit" else 0)
    assert len(on_disk()) == 1
    swept_clean()
    with file.open("rb") as stream:
        hand_in.hand_in(answer, uploads.take("plan.docx", stream), by="contact")
    db.session.commit()
    assert rows(answer) == 1
    swept_clean()


@pytest.mark.slow
def test_killed_at_any_moment_no_row_names_what_is_not_there(
    app: Flask, make: Make, database: databases.Sites, file: Path
) -> None:
    began = time.monotonic()
    answer = make.answer(team(make), "plan")
    assert uploading(answer, file, database).wait(60) == 0
    lasts = time.monotonic() - began
    stored = rows(answer)

    for _ in range(TRIES):
        file.write_bytes(ours() if stored % 2 else ours("docx", "mapping"))
        running = uploading(answer, file, database)
        # most of the time goes by before it begins
        time.sleep(lasts * random.uniform(0.5, 1.0))
        running.kill()
        running.wait()

        found = rows(answer)
        assert found in {stored, stored + 1}
        stored = found
    swept_clean()
