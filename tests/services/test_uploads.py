"""Files on the disk: stored before a row names them, scanned, and swept when none does."""

import io
import os
import stat
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from app import clock
from app.documents.upload_refusal import Why
from app.extensions import db, upload_settings
from app.models import Answer, HandedFile
from app.models.errors import FileRefused
from app.services import hand_in, uploads
from app.services.sweep import sweep
from app.services.uploads import Taken
from tests.factories import Make
from tests.handing_in import cohort_with_plan, team
from tests.uploading import changed, eicar, filled, ours

pytestmark = pytest.mark.usefixtures("app")

LATER = timedelta(hours=25)
# looks for the sample in all that a document holds, as a scanner does
SCANNER = """
import sys, zipfile
from tests.uploading import eicar
with zipfile.ZipFile(sys.argv[1]) as file:
    sys.exit(any(eicar() in file.read(name) for name in file.namelist()))
"""


def take(content: bytes | None = None, name: str = "plan.docx") -> Taken:
    return uploads.take(name, io.BytesIO(content or ours()))


def refused(content: bytes | None = None) -> Why:
    with pytest.raises(FileRefused) as found:
        take(content)
    return Why(found.value.why)


def stored() -> list[str]:
    return sorted(path.name for path in upload_settings().folder.glob("*"))


def handed_in(make: Make, taken: Taken, **columns: Any) -> Answer:
    answer = make.answer(team(make, cohort_with_plan(make, **columns)), "plan")
    hand_in.hand_in(answer, taken, by="contact")
    db.session.commit()
    return answer


def scanner(app: Flask, tmp_path: Path, program: str = SCANNER) -> None:
    script = tmp_path / "scan it.py"
    script.write_text(f"import sys\nsys.path.insert(0, {os.getcwd()!r})\n{program}")
    app.config["SCAN_COMMAND"] = f"{sys.executable} '{script}'"


@pytest.mark.one_database
def test_nobody_else_on_the_machine_reads_it() -> None:
    path = upload_settings().folder / take().stored_as

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.suffix == ""


@pytest.mark.one_database
def test_a_scanner_finds_the_sample_24(app: Flask, tmp_path: Path) -> None:
    scanner(app, tmp_path)
    infected = changed(None, {"word/media/a.txt": eicar()})

    assert refused(infected) is Why.INFECTED

    assert stored() == []
    assert take().scanned


@pytest.mark.one_database
def test_without_a_scanner_it_is_said_that_none_has_looked(app: Flask) -> None:
    assert app.config["SCAN_COMMAND"] == ""
    assert not take().scanned


@pytest.mark.one_database
@pytest.mark.parametrize("ends_with", [2, 40, None])
def test_a_scanner_that_cannot_look_lets_nothing_through(
    app: Flask, tmp_path: Path, ends_with: int | None
) -> None:
    if ends_with is None:
        app.config["SCAN_COMMAND"] = "/no/such/scanner"
    else:
        scanner(app, tmp_path, f"sys.exit({ends_with})")

    assert refused() is Why.NOT_SCANNED

    assert stored() == []


@pytest.mark.one_database
def test_a_disk_that_is_full_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    assert refused() is Why.NO_ROOM
    assert stored() == []


@pytest.mark.one_database
def test_a_cpr_number_is_refused_in_our_own_file_and_in_a_name() -> None:
    number = "010299-" + "1234"

    assert refused(filled({"1.challenges.1.challenge": f"About {number}"})) is Why.CPR
    with pytest.raises(FileRefused) as found:
        take(name=f"Plan {number}.docx")

    assert Why(found.value.why) is Why.CPR
    assert stored() == []


def test_what_no_row_names_is_swept_after_a_day(make: Make) -> None:
    kept, orphan = take(), take(ours("pdf"), "plan.pdf")
    handed_in(make, kept)
    part = upload_settings().folder / f"{'0' * 32}.part"
    part.touch()
    strange = upload_settings().folder / "README"
    strange.touch()

    assert uploads.sweep(clock.now() + timedelta(hours=23)) == 0
    assert uploads.sweep(clock.now() + LATER) == 2

    assert stored() == sorted(["README", kept.stored_as])
    assert orphan.stored_as not in stored()
    assert uploads.sweep(clock.now() + LATER) == 0


def test_three_months_after_the_course_the_file_is_forgotten(make: Make) -> None:
    old, new = take(), take(ours("pdf"), "plan.pdf")
    answer = handed_in(make, old, in_days=-91)
    handed_in(make, new, in_days=-80)
    for path in upload_settings().folder.iterdir():
        os.utime(path, (0, 0))

    swept = sweep(clock.now())

    assert (swept.files, swept.orphans, swept.failed) == (1, 1, 0)
    assert db.session.scalars(select(HandedFile.stored_as)).all() == [new.stored_as]
    assert stored() == [new.stored_as]
    db.session.expire_all()
    assert hand_in.to_read(answer) == (1, {})


def test_a_row_whose_file_has_gone_is_not_found(make: Make) -> None:
    taken = take()
    [file] = handed_in(make, taken).files
    uploads.drop(taken)

    with pytest.raises(NoResultFound):
        uploads.open_file(file)
