"""Pages for who has a place, or waits for one: behind the links in the mails."""

from flask import Blueprint, Flask

bp = Blueprint("participant", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
