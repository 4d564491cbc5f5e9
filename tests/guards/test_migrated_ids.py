"""The id of a row that is gone is given to nobody else, whatever a migration does to its table."""

import flask_migrate
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Table, text

from app.extensions import db
from app.models import Base
from tests.factories import Make
from tests.guards.test_migrations import FIRST, FOLDER, connected, fill, scratch

__all__ = ["scratch"]


def never_again() -> list[Table]:
    """The tables whose ids stand in links: SQLite would give the last one again."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.dialect_options["sqlite"]["autoincrement"]
    ]


def given() -> dict[str, int]:
    """The highest id of each of them that was ever given, as the database remembers it."""
    with connected() as connection:
        asked = "SELECT seq FROM sqlite_sequence WHERE name = '{}'"
        if connection.dialect.name == "postgresql":
            asked = "SELECT last_value FROM {}_id_seq"
        names = [table.name for table in never_again()]
        return {name: connection.scalar(text(asked.format(name))) or 0 for name in names}


def without_the_newest() -> dict[str, int]:
    """Rows in every table, of which the newest were deleted."""
    fill()
    make = Make()
    make.subscription(make.course())
    for table in never_again():
        newest = db.session.scalar(db.select(db.func.max(table.c.id)))
        db.session.execute(table.delete().where(table.c.id == newest))
    db.session.commit()
    return given()


def test_there_are_ids_that_are_not_given_again() -> None:
    assert [table.name for table in never_again()] == ["subscription"]


def test_no_migration_gives_an_id_again(scratch: Flask) -> None:
    flask_migrate.upgrade()
    before = without_the_newest()
    steps = [one.revision for one in ScriptDirectory(str(FOLDER)).walk_revisions()]
    steps = steps[: steps.index(FIRST) + 1]

    for step in steps[1:]:
        flask_migrate.downgrade(revision=step)
        assert given() == before, f"down to {step}"
    for step in reversed(steps[:-1]):
        flask_migrate.upgrade(revision=step)
        assert given() == before, f"up to {step}"

    if db.engine.dialect.name == "sqlite":
        with connected() as connection:
            made = text("SELECT sql FROM sqlite_master WHERE name = :name")
            for table in never_again():
                assert "AUTOINCREMENT" in connection.scalar(made, {"name": table.name})
