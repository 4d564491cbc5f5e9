"""What every test may ask for. A test that uses the database runs on SQLite and on PostgreSQL."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from flask import Flask

from tests import postgresql
from tests.databases import Database, PostgresqlDatabase, SqliteDatabase

pytest.register_assert_rewrite("tests.browser", "tests.soundness")

from tests.browser import Browser  # noqa: E402
from tests.factories import Make  # noqa: E402

KINDS: dict[str, Callable[[Path, str], Database]] = {
    "sqlite": SqliteDatabase,
    "postgresql": PostgresqlDatabase,
}
# what is quick comes first, so that a slip is told early
LAST = ("cli", "races", "faults", "end_to_end")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        # a run that is told to end takes its server with it, as with Ctrl-C
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        postgresql.prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgresql.finish()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        one = metafunc.definition.get_closest_marker("one_database")
        metafunc.parametrize("database", ["sqlite"] if one else list(KINDS), indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> tuple[int, bool]:
        folder = item.path.parent.name
        return (LAST.index(folder) + 1 if folder in LAST else 0, "slow" in item.keywords)

    items.sort(key=place)


def missing(what: str) -> NoReturn:
    """Skip with a notice; where everything has to be there (CI=true), fail."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"{what}, and CI=true asks for it")
    pytest.skip(what)


@pytest.fixture(scope="session")
def databases(worker_id: str) -> Iterator[Callable[[str], Database]]:
    """The databases of this worker: made and migrated once, when first asked for."""
    made: dict[str, Database] = {}
    memory = Path("/dev/shm")
    where = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="holdstart-", dir=where) as folder:

        def get(kind: str) -> Database:
            if kind not in made:
                made[kind] = KINDS[kind](Path(folder), worker_id)
            return made[kind]

        yield get
        for database in made.values():
            database.close()


@pytest.fixture
def database(
    request: pytest.FixtureRequest, databases: Callable[[str], Database]
) -> Iterator[Database]:
    """A migrated database with the rows that every site has, and nothing else."""
    try:
        found = databases(request.param)
    except postgresql.NoServer as reason:
        missing(f"no PostgreSQL: {reason}")
    found.empty()
    yield found


@pytest.fixture
def app(request: pytest.FixtureRequest, database: Database) -> Iterator[Flask]:
    """The site on an empty database, with the settings of the mark `environment` on top."""
    marker = request.node.get_closest_marker("environment")
    site = database.site(**(marker.kwargs if marker else {}))
    before = dict(site.config)
    shutil.rmtree(before["UPLOADS_PATH"], ignore_errors=True)
    with site.app_context():
        yield site
    site.config.clear()
    site.config.update(before)


@pytest.fixture
def make(app: Flask) -> Make:
    """Makes rows, and stores them."""
    return Make()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor who reads English and has no JavaScript."""
    return Browser(app)
