"""What `make lint` says, so that one command tells everything: ruff and mypy have no objection."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BROKEN = "import os\n\n\ndef double(number: int) -> int:\n    return str(number)\n"


def objections(tool: str, *arguments: str) -> str:
    """What the tool has to say; nothing if it is content."""
    program = Path(sys.executable).with_name(tool)
    done = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize("asked", ["check", "format --check"])
def test_ruff_is_content(asked: str) -> None:
    assert objections("ruff", *asked.split(), "--no-cache", ".") == ""


@pytest.mark.slow
def test_mypy_is_content() -> None:
    assert objections("mypy") == ""


def test_an_objection_is_heard(tmp_path: Path) -> None:
    file = tmp_path / "broken.py"
    file.write_text(BROKEN)

    assert "F401" in objections("ruff", "check", "--no-cache", str(file))
    assert "return-value" in objections("mypy", "--cache-dir", str(tmp_path / "cache"), str(file))
