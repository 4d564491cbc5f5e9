"""Pages for who registered people: behind the links in the mails."""

from flask import Blueprint, Flask

from app.web.languages import ANY

bp = Blueprint("contact", __name__)

HERE = f"/{ANY}/registration/<digest>"


def init_app(app: Flask) -> None:
    from app.web.contact import (  # noqa: F401  they add their pages
        choice,
        dates,
        details,
        offer,
        places,
        receipt,
        registration,
        worksheets,
    )

    app.register_blueprint(bp)
