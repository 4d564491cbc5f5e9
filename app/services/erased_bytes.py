"""Erased is gone from the bytes too, not only from what the database shows."""

import logging

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db

log = logging.getLogger("holdstart")

# how long emptying the log of SQLite may wait for readers, in milliseconds
PATIENCE = 500
# where people stand
TABLES = (
    "answer",
    "answer_section",
    "cohort",
    "date_answer",
    "download",
    "handed_file",
    "hold",
    "outbox_mail",
    "pass",
    "registration",
    "seat",
    "subscription",
)


def leave_nothing(*, whole: bool = False) -> None:
    """After a commit. SQLite has overwritten the rows (secure_delete), and empties its log here.

    PostgreSQL is told to vacuum. That takes the rows away at once, and their bytes as soon as the
    place is used again; `whole` writes the tables anew instead, while nobody else can use them.
    """
    if db.engine.dialect.name == "sqlite":
        empty_log()
    else:
        _vacuum("VACUUM FULL" if whole else "VACUUM")


def empty_log() -> None:
    """Leave nothing of what was erased in SQLite's write-ahead log; a busy one waits a minute."""
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA busy_timeout=30000")
    finally:
        connection.close()


def _vacuum(command: str) -> None:
    """What cannot be done now does itself later: the rows are erased already."""
    db.session.rollback()
    apart = db.engine.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with apart.connect() as connection:
            connection.execute(text("SET lock_timeout = '2s'"))
            for table in TABLES:
                connection.execute(text(f"{command} {table}"))
            connection.execute(text("RESET lock_timeout"))
    except SQLAlchemyError as error:
        log.error("vacuum: %s", type(error).__name__)
