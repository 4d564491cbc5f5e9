"""Who may import whom: the contracts in setup.cfg hold, and would tell if they did not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")
# a file of each layer, and what it must not import
BROKEN = {
    "models/course.py": "import flask",
    "models/cohort.py": "from app import services",
    "services/courses.py": "import flask_babel",
    "mail/links.py": "from app.services import courses",
    "web/public/courses.py": "import sqlalchemy",
    "web/staff/courses.py": "from app.web import subscriber",
    "helpers.py": "",
}


def broken_contracts(folder: Path) -> list[str]:
    """The names of the contracts that the code in this folder breaks."""
    done = subprocess.run(
        [LINTER, "--no-cache", "--config", "setup.cfg"], cwd=folder, capture_output=True, text=True
    )
    found = re.findall(r"^(.+) BROKEN$", done.stdout, re.MULTILINE)
    assert bool(done.returncode) == bool(found), done.stdout + done.stderr
    return found


def contracts() -> list[str]:
    settings = (ROOT / "setup.cfg").read_text()
    return re.findall(r"^\[importlinter:contract:.+\]\nname = (.+)$", settings, re.MULTILINE)


def test_nobody_imports_whom_they_must_not() -> None:
    assert broken_contracts(ROOT) == []


def test_every_contract_tells_when_it_is_broken(tmp_path: Path) -> None:
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    for name, line in BROKEN.items():
        with (tmp_path / "app" / name).open("a") as file:
            file.write(f"\n{line}\n")

    assert broken_contracts(tmp_path) == contracts()


@pytest.mark.parametrize("name", [name for name in BROKEN if name != "helpers.py"])
def test_the_files_that_are_broken_above_are_there(name: str) -> None:
    assert (ROOT / "app" / name).is_file()
