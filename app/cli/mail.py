"""flask mail ...: the outbox by hand."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.mail.outgoing import Misconfigured, WeAreRefused
from app.mail.transport import SmtpTransport
from app.services import outbox

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


def sentence(told: outbox.Delivered) -> str:
    return f"Sent {told.sent}, dropped {told.stale}, waiting {told.waiting}, failed {told.failed}."
