"""Pages for who registered people: behind the links in the mails."""

from flask import Blueprint, Flask

bp = Blueprint("contact", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
