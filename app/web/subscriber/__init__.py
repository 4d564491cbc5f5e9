"""Pages for who is on the list, or was asked to be: behind the links in the mails."""

from flask import Blueprint, Flask

bp = Blueprint("subscriber", __name__)


def init_app(app: Flask) -> None:
    from app.web.subscriber import dates, registration, subscription  # noqa: F401  they add their pages

    app.register_blueprint(bp)
