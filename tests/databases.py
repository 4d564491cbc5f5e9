"""A migrated database that can be emptied fast, and the site on it."""

import shutil
import sqlite3
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path
from typing import Protocol

import flask_migrate
import psycopg
from flask import Flask
from psycopg import sql

from app import create_app
from app.cli import migrations
from app.config import from_environment
from app.extensions import db
from tests import postgresql

BASE_URL = "http://127.0.0.1"
KEPT = {"municipality", "content_version", "alembic_version"}
# kept pages carry this number: no two tests of a process may share one
versions = count(1_000, 1_000)
NEW_VERSION = "UPDATE content_version SET number = {}"


def environment(url: str, folder: Path) -> dict[str, str]:
    """What an operator would set for this site."""
    return {
        "BASE_URL": BASE_URL,
        "DATABASE_URL": url,
        "INSTANCE_PATH": str(folder),
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnop",
        "MAIL_FROM": "courses@holdstart.example",
        "MAIL_PORT": "1",
        "MAIL_TLS": "none",
        "SECURITY_CONTACT": "mailto:security@holdstart.example",
    }


class Database(Protocol):
    """What the fixtures ask of a database."""

    def site(self, **settings: str) -> Flask: ...
    def empty(self) -> None: ...
    def close(self) -> None: ...


class Sites:
    """The sites on one database: one for each set of settings."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.made: list[Flask] = []
        self._site = cache(self._new)

    def site(self, **settings: str) -> Flask:
        return self._site(tuple(sorted(settings.items())))

    def _new(self, settings: tuple[tuple[str, str], ...]) -> Flask:
        app = create_app(from_environment(environment(self.url, self.folder) | dict(settings)))
        migrations.bind(app)
        self.made.append(app)
        return app

    def close(self) -> None:
        for app in self.made:
            with app.app_context():
                db.engine.dispose()


class SqliteDatabase(Sites):
    """A file. Every test has a new one, a copy of the freshly migrated one.

    Not the same one emptied: a process that a test has killed or left behind cannot reach it.
    """

    def __init__(self, folder: Path, worker: str) -> None:
        instance = folder / "sqlite"
        instance.mkdir(exist_ok=True)
        self.file = instance / "test.db"
        self.template = instance / "template.db"
        super().__init__(f"sqlite:///{self.file}", instance)
        with self.site().app_context():
            flask_migrate.upgrade()
            # the last connection brings everything into the file
            db.engine.dispose()
        self.file.rename(self.template)

    def empty(self) -> None:
        super().close()
        for left in self.file.parent.glob("test.db*"):
            left.unlink()
        shutil.copyfile(self.template, self.file)
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute(NEW_VERSION.format(next(versions)))

    def close(self) -> None:
        super().close()
        shutil.rmtree(self.folder)


class PostgresqlDatabase(Sites):
    """A database of the server that all workers share. Emptied by truncating what has rows."""

    def __init__(self, folder: Path, worker: str) -> None:
        instance = folder / "postgresql"
        url = postgresql.new_database(f"holdstart_test_{worker}")
        instance.mkdir(exist_ok=True)
        super().__init__(url, instance)
        with self.site().app_context():
            flask_migrate.upgrade()
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("SET lock_timeout = '5s'")
        self.tables = [name for name in db.metadata.tables if name not in KEPT]

    def empty(self) -> None:
        has_rows = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(name), sql.Identifier(name)
            )
            for name in self.tables
        )
        with self.connection.transaction():
            filled = [sql.Identifier(str(name)) for (name,) in self.connection.execute(has_rows)]
            if filled:
                self.connection.execute(
                    sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(
                        sql.SQL(", ").join(filled)
                    )
                )
            self.connection.execute(NEW_VERSION.format(next(versions)))

    def close(self) -> None:
        super().close()
        self.connection.close()
