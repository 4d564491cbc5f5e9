"""flask ...: each command a thin shell around a service."""

from flask import Flask

from app.cli.staff import staff


def init_app(app: Flask) -> None:
    """Bind the commands."""
    app.cli.add_command(staff)
