"""flask ...: each command a thin shell around a service."""

from flask import Flask

from app.cli.audit import audit
from app.cli.mail import mail
from app.cli.staff import staff
from app.cli.work import work


def init_app(app: Flask) -> None:
    """Bind the commands."""
    app.cli.add_command(staff)
    app.cli.add_command(mail)
    app.cli.add_command(work)
    app.cli.add_command(audit)
