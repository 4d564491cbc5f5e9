"""The extensions, unbound; create_app binds them. And the rules of a transaction."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, event, select, update
from sqlalchemy.orm import Session

from app.models import (
    Assignment,
    Base,
    Cohort,
    ContentVersion,
    Course,
    CourseContact,
    CourseSection,
    Hold,
    Meeting,
    Provider,
    Registration,
    Seat,
    StaffMember,
    Tag,
)

db = SQLAlchemy(metadata=Base.metadata)
babel = Babel()
csrf = CSRFProtect()
wtforms_domain = Domain(domain="wtforms")

# what public pages show: a change to one of these makes every kept page old
SHOWN = (
    Assignment,
    Cohort,
    Course,
    CourseContact,
    CourseSection,
    Hold,
    Meeting,
    Provider,
    Registration,
    Seat,
    StaffMember,
    Tag,
)


@dataclass(frozen=True, slots=True)
class UploadSettings:
    """Where handed-in files lie, and the program that looks for viruses in them; () if none."""

    folder: Path
    scan: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErasureSettings:
    """Where it stands who was erased, and the keys of the hashes in it; the last one writes."""

    file: Path
    keys: tuple[str, ...]


def erasure_settings() -> ErasureSettings:
    settings = current_app.config
    return ErasureSettings(Path(settings["ERASURES_PATH"]), tuple(settings["LINK_KEYS"]))


def upload_settings() -> UploadSettings:
    settings = current_app.config
    return UploadSettings(
        Path(settings["UPLOADS_PATH"]), tuple(shlex.split(settings["SCAN_COMMAND"]))
    )


def reads_only() -> bool:
    """Whether this transaction belongs to a request that may change nothing."""
    if has_app_context() and "reads_only" in g:
        return bool(g.reads_only)
    return has_request_context() and request.method in {"GET", "HEAD", "OPTIONS"}


def is_lasting() -> bool:
    """Whether what is acknowledged must outlive a power cut."""
    return not has_app_context() or bool(g.get("lasting", True))


@contextmanager
def own_transaction(*, lasting: bool = True) -> Iterator[Connection]:
    """A transaction that may write whatever the request may: for the log and for counters.

    Not while db.session may write: on SQLite that holds the lock this one would wait for, and
    everybody with it. Refused at once, on both databases. What is not lasting may be gone after a
    power cut, and nobody waits for the disk.
    """
    if db.session().in_transaction() and not reads_only():
        raise RuntimeError("commit or roll back first: this transaction waits for that one")
    before = g.get("reads_only")
    g.reads_only, g.lasting = False, lasting
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        g.pop("lasting")
        if before is None:
            g.pop("reads_only")
        else:
            g.reads_only = before


@contextmanager
def reading() -> Iterator[None]:
    """For work outside requests: a transaction that changes nothing, and hinders no writer."""
    before = g.get("reads_only")
    db.session.rollback()
    g.reads_only = True
    try:
        yield
    finally:
        db.session.rollback()
        if before is None:
            g.pop("reads_only")
        else:
            g.reads_only = before


@contextmanager
def reading_first() -> Iterator[None]:
    """For a request that may change something: what it does before `write` only reads."""
    g.reads_only = True
    try:
        yield
    finally:
        g.pop("reads_only", None)


def write() -> None:
    """From here on the request may change something. What it has read is read anew."""
    if reads_only():
        db.session.rollback()
        g.reads_only = False


def bind_transaction_rules(engine: Engine) -> None:
    """Writers take their lock at once, readers cannot write: the same on both databases.

    SQLite: WAL and synchronous=FULL (NORMAL loses acknowledged commits in a power cut), and
    BEGIN IMMEDIATE, since a read transaction that turns into a write fails instead of waiting.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _prepare_sqlite(dbapi: Any, record: object) -> None:
    dbapi.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", "secure_delete=ON"):
        dbapi.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = reads_only()
    dbapi: Any = connection.connection.dbapi_connection
    # without a statement of SQLAlchemy for each, which costs as much as the rest
    dbapi.execute(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    dbapi.execute(f"PRAGMA synchronous={'FULL' if is_lasting() else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if reads_only():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    elif not is_lasting():
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


@event.listens_for(Session, "before_flush")
def _note_change(session: Session, *_: object) -> None:
    changed = (*session.new, *session.deleted, *(row for row in session.dirty))
    if any(isinstance(row, SHOWN) and _is_changed(session, row) for row in changed):
        session.info["content_changed"] = True


def _is_changed(session: Session, row: object) -> bool:
    return row not in session.dirty or session.is_modified(row)


@event.listens_for(Session, "before_commit")
def _raise_version(session: Session) -> None:
    """Last in the transaction, so that nobody waits for this row longer than a commit takes."""
    session.flush()
    if session.info.pop("content_changed", False):
        session.execute(update(ContentVersion).values(number=ContentVersion.number + 1))


@event.listens_for(Session, "after_rollback")
def _forget_change(session: Session) -> None:
    session.info.pop("content_changed", None)


def content_changed() -> None:
    """Say that public pages show something new, when it was written without the session's rows."""
    db.session.info["content_changed"] = True


def content_version() -> int:
    """The number that every kept page carries."""
    return db.session.scalar(select(ContentVersion.number)) or 0
