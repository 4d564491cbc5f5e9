"""Pages for who is on the list, or was asked to be: behind the links in the mails."""

from flask import Blueprint, Flask

bp = Blueprint("subscriber", __name__)


def init_app(app: Flask) -> None:
    from app.web.subscriber import subscription  # noqa: F401  it adds its pages

    app.register_blueprint(bp)
