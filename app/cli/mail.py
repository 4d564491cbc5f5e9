"""flask mail ...: the outbox by hand."""

from typing import BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup

from app.extensions import db
from app.mail.outgoing import Misconfigured, WeAreRefused
from app.mail.transport import SmtpTransport
from app.services import bounces, outbox

LONGEST_REPORT = 1024 * 1024

mail = AppGroup("mail", help="The mails that wait in the outbox.")


@mail.command("deliver")
def deliver() -> None:
    """Send what is due, once. Safe beside the worker."""
    try:
        told = outbox.deliver(SmtpTransport.from_config(current_app.config))
    except (Misconfigured, WeAreRefused) as trouble:
        raise click.ClickException(f"No mail leaves: {trouble}") from trouble
    click.echo(sentence(told))
    if told.unreachable:
        raise click.ClickException(f"The mail server cannot be reached: {told.unreachable}")


@mail.command("bounce")
@click.argument("report", type=click.File("rb"), default="-")
def bounce(report: BinaryIO) -> None:
    """Read a report that a mail did not arrive, from a file or standard input.

    For the mail server to pipe what comes to MAIL_BOUNCES into. Nothing is ever answered.
    """
    found = bounces.take(report.read(LONGEST_REPORT), current_app.config["LINK_KEYS"])
    db.session.commit()
    click.echo(f"{found.verdict} {found.status}".strip())


def sentence(told: outbox.Delivered) -> str:
    return f"Sent {told.sent}, dropped {told.stale}, waiting {told.waiting}, failed {told.failed}."
