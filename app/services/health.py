"""Whether the site can do its work. What is wrong is for the operator, not for strangers."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.extensions import db
from app.services import outbox

LATE_MAIL = timedelta(minutes=15)
LEAST_FREE = 0.05


def problems(migrations: str, folder: str) -> list[str]:
    """What keeps the site from being ready: one sentence each. A mail server that is down does not.

    Mail that is due and has not been tried says that the worker is down.
    """
    try:
        return [*_database(migrations), *_mail(), *_disk(folder)]
    except SQLAlchemyError as error:
        db.session.rollback()
        return [f"The database does not answer: {type(error).__name__}.", *_disk(folder)]


def _database(migrations: str) -> Iterator[str]:
    # Alembic would tell the same, but loading it makes a web process a tenth larger
    now = db.session.scalars(text("SELECT version_num FROM alembic_version")).all()
    wanted = newest(migrations)
    if now != [wanted]:
        yield f"The database is at {sorted(now)}, the program at {wanted}."


def newest(migrations: str) -> str:
    """The last migration: they are named by their revision, and numbered in their order."""
    return max(file.stem for file in Path(migrations, "versions").glob("[0-9]*.py"))


def _mail() -> Iterator[str]:
    now = clock.now()
    oldest = outbox.oldest_due(now)
    if oldest is not None and now - oldest >= LATE_MAIL:
        yield f"A mail has been due since {oldest:%Y-%m-%d %H:%M} UTC. Is the worker running?"


def _disk(folder: str) -> Iterator[str]:
    existing = next(path for path in (Path(folder), *Path(folder).parents) if path.exists())
    usage = shutil.disk_usage(existing)
    if usage.free < LEAST_FREE * usage.total:
        yield f"The disk has {usage.free // 2**20} MiB left."
