"""Pages for who has a place, or waits for one: behind the links in the mails."""

from flask import Blueprint, Flask

from app.web.languages import ANY

bp = Blueprint("participant", __name__)

HERE = f"/{ANY}/place/<digest>"


def init_app(app: Flask) -> None:
    from app.web.participant import (  # noqa: F401  they add pages
        certificate,
        contact_list,
        seat,
        worksheets,
    )

    app.register_blueprint(bp)
