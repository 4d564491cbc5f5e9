"""Pages for everyone. They are the same for every reader: no cookie, no flash, no session."""

from typing import Any

from flask import Blueprint, Flask, current_app, g, request

from app.services import provider
from app.web import languages

bp = Blueprint("public", __name__)


def init_app(app: Flask) -> None:
    from app.web.public import (  # noqa: F401  they add their pages
        certificate,
        courses,
        feeds,
        information,
        registration,
        site,
        subscriptions,
        worksheets,
    )

    app.register_blueprint(bp)
    app.context_processor(surroundings)


def surroundings() -> dict[str, Any]:
    """What the page around every page needs."""
    other = languages.other_address()
    return {
        "provider": provider.whatever_happens() if g.get("refused") else provider.get(),
        "other_address": other,
        "alternates": alternates(other),
    }


def alternates(other: str | None) -> dict[str, str]:
    """The full addresses of a public page in both languages, for those who search."""
    if other is None or request.blueprint != bp.name or g.get("refused"):
        return {}
    base = current_app.config["BASE_URL"]
    language = languages.language()
    addresses = {
        str(language): base + request.full_path.rstrip("?"),
        str(language.other): base + other,
    }
    return {"da": addresses["da"], "en": addresses["en"], "x-default": addresses["da"]}
