"""Files that are handed in: which are taken, which are not and why, and what looking at them costs.

The numbers are those of the list of files that every release is held to.
"""

import io
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.documents import upload_child
from app.documents.upload_refusal import Why
from app.extensions import upload_settings
from app.models.errors import FileRefused
from app.services import uploads
from app.services.uploads import Taken
from tests import uploading
from tests.documents.bad_uploads import BAD
from tests.documents.good_uploads import GOOD
from tests.documents.office import converted
from tests.uploading import MB, ours

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("app")]

# the process that looks, itself included
SECONDS = 2.0
MEGABYTES = 100
REPORT = """
import resource
used = resource.getrusage(resource.RUSAGE_SELF)
lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
sys.stderr.write(f"{lines['VmHWM'].split()[0]} {used.ru_utime + used.ru_stime}")
"""

Measured = list[tuple[float, float]]


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Measured]:
    """Megabytes and seconds of each process that has looked at a file; all within their limits."""
    found: Measured = []
    run = subprocess.run

    def watched(*arguments: Any, **named: Any) -> Any:
        done = run(*arguments, **named)
        if arguments[0][0] == sys.executable:
            memory, seconds = done.stderr.split()
            found.append((int(memory) / 1024, float(seconds)))
        return done

    monkeypatch.setattr(upload_child, "BEGIN", upload_child.BEGIN + REPORT)
    monkeypatch.setattr(subprocess, "run", watched)
    yield found
    assert [one for one in found if one[0] > MEGABYTES or one[1] > SECONDS] == []


def take(name: str, content: bytes) -> Taken:
    return uploads.take(name, io.BytesIO(content))


def stored() -> list[str]:
    folder = upload_settings().folder
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


@pytest.mark.parametrize("what", GOOD)
def test_a_good_file_is_taken(what: str, measured: Measured) -> None:
    name, make = GOOD[what]
    content = make()

    taken = take(name, content)

    assert (taken.name, taken.size) == (name, len(content))
    assert (upload_settings().folder / taken.stored_as).read_bytes() == content
    assert stored() == [taken.stored_as]
    assert not taken.scanned
    assert len(measured) == 1


def test_the_photos_are_nearly_as_large_as_may_be() -> None:
    assert 9.7 * MB < len(uploading.with_photos()) < 10 * MB


@pytest.mark.slow
def test_what_libreoffice_saves_is_taken(measured: Measured, tmp_path: Path) -> None:
    for kind in ("docx", "xlsx"):
        (tmp_path / f"plan.{kind}").write_bytes(ours(kind))
    saved = [*converted(tmp_path, "docx", tmp_path / "plan.docx")]
    saved += converted(tmp_path, "xlsx", tmp_path / "plan.xlsx")
    saved += converted(tmp_path, "pdf", tmp_path / "plan.docx")

    for file in saved:
        taken = take(file.name, file.read_bytes())

        assert taken.kind == ("plan" if taken.format != "pdf" else "")


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_and_leaves_nothing(what: str, measured: Measured) -> None:
    name, make, why = BAD[what]

    with pytest.raises(FileRefused) as refused:
        take(name, make())

    assert Why(refused.value.why) is why
    assert stored() == []
    by_name = why in {Why.NAME, Why.FORMAT} or name.lower().endswith("m")
    assert len(measured) == (0 if by_name or why is Why.TOO_LARGE else 1)


def test_every_number_of_the_list_is_here() -> None:
    numbers = {int(what.split()[0]) for what in (*GOOD, *BAD)}

    assert numbers == set(range(1, 24))


def test_a_bomb_stays_small_until_it_is_unpacked() -> None:
    assert len(uploading.bomb_of_one_text()) < 300_000
    assert len(uploading.bomb_of_paragraphs()) < 300_000


def test_the_process_can_do_little() -> None:
    tries = """
import json, os, resource, socket
tried = {}
for name, act in {
    "socket": lambda: socket.socket(),
    "program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "fork": lambda: os.fork(),
    "memory": lambda: bytearray(300_000_000),
    "environment": lambda: os.environ["PATH"],
}.items():
    try:
        act()
    except Exception as error:
        tried[name] = type(error).__name__
sys.stderr.write(json.dumps(tried))
"""
    done = subprocess.run(
        upload_child.command("docx", after=tries),
        input=ours(),
        capture_output=True,
        env={},
        check=False,
    )

    assert json.loads(done.stderr) == {
        "socket": "PermissionError",
        "program": "PermissionError",
        "fork": "PermissionError",
        "memory": "MemoryError",
        "environment": "KeyError",
    }


def test_what_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_child, "BEGIN", "import time; time.sleep(60)")
    monkeypatch.setattr(upload_child, "PATIENCE", 0.5)

    with pytest.raises(FileRefused):
        take("a.docx", ours())

    assert stored() == []


def test_what_uses_up_its_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = "\nimport resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    monkeypatch.setattr(upload_child, "BEGIN", greedy)

    with pytest.raises(FileRefused):
        take("a.docx", ours())

    assert resource.getrlimit(resource.RLIMIT_CPU)[0] != 1
    assert stored() == []
