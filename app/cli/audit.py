"""flask audit: is what must always be true, true on this site?"""

import sys

import click
from flask.cli import with_appcontext

from app import clock
from app.extensions import reading
from app.services import self_check


@click.command()
@with_appcontext
def audit() -> None:
    """Check the rules of seats, offers, notices and mails. Changes nothing; 0 is fine, 2 is not."""
    with reading():
        found = self_check.findings(clock.now())
    for finding in found:
        click.echo(f"{finding.subject}: {finding.rule} ({finding.detail or 'broken'})")
    if found:
        click.echo(f"{len(found)} broken.", err=True)
        sys.exit(2)
    click.echo("All true.")
