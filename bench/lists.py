"""Databases of both kinds with a list of any length, for what is done to a whole list at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app import clock
from app.extensions import db
from app.models import Cohort
from bench.ground import folder
from tests import postgresql
from tests.databases import Database, PostgresqlDatabase, SqliteDatabase
from tests.factories import Make

KINDS: dict[str, Callable[[Path, str], Database]] = {
    "SQLite": SqliteDatabase,
    "PostgreSQL": PostgresqlDatabase,
}
# as one would run it: what is acknowledged is on disk
DURABLE = "-c shared_buffers=128MB -c max_connections=50"

MANY = """
    INSERT INTO subscription (course_id, email, language, state, seats_wanted, note, at_ours,
                              queued_at, confirmed_at, renewed_at, displaced, wording, page,
                              link_version, months)
    WITH RECURSIVE numbers (n) AS (
        SELECT CAST(:first AS integer) UNION ALL SELECT n + 1 FROM numbers WHERE n < :last
    )
    SELECT :course_id, 'reader' || n || '@odense.example',
           CASE WHEN n % 10 = 0 THEN 'en' ELSE 'da' END, 'active', 1, '', :no,
           :now, :now, :now, :no, 'Yes.', '', 1, '[]'
    FROM numbers
"""


@contextmanager
def site(kind: str, **settings: str) -> Iterator[Flask]:
    """The site on an empty database that keeps what it has acknowledged."""
    postgresql.SETTINGS = DURABLE
    postgresql.prepare()
    try:
        with folder() as where:
            database = KINDS[kind](where, "bench")
            database.empty()
            app = database.site(**settings)
            with app.app_context():
                Make().provider()
                yield app
                db.session.remove()
            database.close()
    finally:
        postgresql.finish()


def cohort_with(readers: int) -> Cohort:
    """A draft, with so many on the list of its course."""
    cohort = Make().cohort(Make().course(slug=f"course-of-{readers}"), code=f"H{readers}")
    cohort.course.published = True
    moment = clock.now() - timedelta(days=1)
    values = {"course_id": cohort.course_id, "now": moment, "no": False}
    db.session.execute(text(MANY), values | {"first": 1, "last": readers})
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE subscription"))
        db.session.commit()
    return cohort
