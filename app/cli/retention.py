"""flask retention: what is forgotten when its time is over."""

import click
from flask.cli import with_appcontext

from app import clock
from app.extensions import db, reading
from app.services import sweep


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say how much; change nothing.")
@with_appcontext
def retention(dry_run: bool) -> None:
    """Forget what is over, class by class; the worker does it every minute."""
    now = clock.now()
    if dry_run:
        with reading():
            counts = sweep.due(now)
    else:
        done = sweep.sweep(now)
        db.session.commit()
        counts = {name: getattr(done, name) for name in sweep.FORGOTTEN}
    for name, number in counts.items():
        click.echo(f"{name:<12}{number:>9}")
