"""flask people ...: the rights of people, as far as a shell is needed for them."""

import click
from flask.cli import AppGroup

from app.extensions import db
from app.services import erased_bytes, replaying, uploads

people = AppGroup("people", help="Erasures: done again after a restore, and gone from the bytes.")


@people.command("replay-erasures")
def replay_erasures() -> None:
    """Erase anew whom the journal names. For a backup that was put back, before mail is sent."""
    done = replaying.replay()
    db.session.commit()
    uploads.remove(done.files)
    erased_bytes.leave_nothing(whole=True)
    click.echo(f"In the journal: {done.lines}. Erased again: {done.people}.")


@people.command("vacuum")
def vacuum() -> None:
    """Leave no bytes of what was erased. PostgreSQL writes the tables anew: nobody else can use
    them meanwhile."""
    erased_bytes.leave_nothing(whole=True)
    click.echo("Done.")
