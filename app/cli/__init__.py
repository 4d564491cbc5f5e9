"""flask ...: each command a thin shell around a service."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind the commands."""
