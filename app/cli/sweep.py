"""flask sweep: what time alone brings about, once."""

from dataclasses import asdict

import click
from flask.cli import with_appcontext

from app import clock
from app.services import sweep as service


@click.command()
@with_appcontext
def sweep() -> None:
    """Erase what is over, end pauses, put the yearly question, open cohorts, send worksheets. The
    worker does it every minute."""
    done = {name: number for name, number in asdict(service.sweep(clock.now())).items() if number}
    told = ", ".join(f"{name} {number}" for name, number in done.items())
    click.echo(f"Swept: {told or 'nothing was due'}.")
