"""The site starts without what only few ask for; it is loaded when somebody does."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.databases import environment

# libraries of migrations, files, pictures, calendars, passwords and sealed boxes
LATE = {
    "alembic",
    "authlib",
    "cryptography",
    "dns",
    "docx",
    "email_validator",
    "flask_migrate",
    "holidays",
    "icalendar",
    "joserfc",
    "lxml",
    "mako",
    "openpyxl",
    "requests",
    "segno",
    "typst",
    "webauthn",
    "xlsxwriter",
    "zxcvbn",
    # runs in a process of its own
    "app.documents.upload_check",
}
SITE = "from app import create_app; create_app()"
SETTINGS = "from app.cli import gunicorn_conf"


def loaded(program: str, folder: Path) -> set[str]:
    """The modules that are there once a new Python has run this."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {program}; print(*sys.modules)"],
        cwd=Path(__file__).parents[2],
        env=environment(f"sqlite:///{folder / 'none.db'}", folder),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_the_site_starts_without_what_only_few_ask_for(tmp_path: Path) -> None:
    assert loaded(SITE, tmp_path) & LATE == set()


@pytest.mark.parametrize("name", sorted(LATE))
def test_what_is_named_here_exists(name: str) -> None:
    assert find_spec(name) is not None


def test_the_settings_of_the_server_are_read_before_the_site(tmp_path: Path) -> None:
    """They keep the garbage collector from looking at what is loaded after them."""
    assert loaded(SETTINGS, tmp_path) & {"app.web", "sqlalchemy"} == set()
