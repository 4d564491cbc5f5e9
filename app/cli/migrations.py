"""flask db ...: Flask-Migrate's commands. Alembic is loaded by them alone, never by the site."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app import config
from app.extensions import db


def bind(app: Flask) -> None:
    """For whoever migrates; the site itself needs it for nothing."""
    # a tenth of the memory of a web process, and of its start
    from flask_migrate import Migrate

    Migrate(app, db, directory=config.tree("migrations"))


@click.command("db", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@with_appcontext
def migrations(words: tuple[str, ...]) -> None:
    """Perform database migrations."""
    bind(current_app)
    from flask_migrate.cli import db as commands

    commands.main(words, prog_name="flask db")
