"""Runs the migrations, on SQLite and PostgreSQL, with the site's own connection settings."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import g
from sqlalchemy import Connection, Enum

from app.extensions import db
from app.models import UtcDateTime


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Name SQL types in a migration, not our classes: those will change, the migration will not."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=True,
        transactional_ddl=True,
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
