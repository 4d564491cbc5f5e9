"""Pages for colleagues who write on a worksheet: behind the link that was shared with them."""

from flask import Blueprint, Flask

from app.web.languages import ANY

bp = Blueprint("colleague", __name__)

HERE = f"/{ANY}/shared/<digest>"


def init_app(app: Flask) -> None:
    from app.web.colleague import worksheets  # noqa: F401  it adds its pages

    app.register_blueprint(bp)
