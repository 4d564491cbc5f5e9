"""Runs the migrations, on SQLite and PostgreSQL, with the site's own connection settings."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import g
from sqlalchemy import Connection, Enum, text

from app.extensions import db
from app.models import UtcDateTime


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Name SQL types in a migration, not our classes: those will change, the migration will not."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


class NeverAgain:
    """On SQLite, what the database remembers of ids that it has given, over each migration.

    A batch migration makes a table anew and with it forgets the ids of deleted rows. Links hold
    them: whoever was given such an id again would be met by the links of the one before.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.given = self.read()

    def read(self) -> dict[str, int]:
        """By the tables that never give an id again."""
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
        given = {name: 0 for (name,) in self.connection.exec_driver_sql(asked)}
        if given:
            known = self.connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
            given |= {name: seq or 0 for name, seq in known}
        return given

    def put_back(self, **_: Any) -> None:
        """After each migration, in its transaction."""
        for name, now in self.read().items():
            highest = max(now, self.given.get(name, 0))
            for step in (
                "DELETE FROM sqlite_sequence WHERE name = :name",
                "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)",
            ):
                self.connection.execute(text(step), {"name": name, "seq": highest})
        self.given = self.read()


def migrate(connection: Connection) -> None:
    after: Any = None
    if connection.dialect.name == "sqlite":
        after = NeverAgain(connection).put_back
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=True,
        transactional_ddl=True,
        on_version_apply=after,
    )
    with context.begin_transaction():
        context.run_migrations()


g.reads_only = False
with db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        # A batch migration makes a table anew; with foreign keys on, SQLite would delete what
        # refers to it. It can only be switched outside a transaction.
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
    else:
        connection.exec_driver_sql("SET lock_timeout = '2s'")
        connection.commit()
    migrate(connection)
    connection.commit()
    connection.invalidate()
