"""The language is part of every address."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, g, has_request_context, request, url_for

from app.language import Language

ANY = "<any(da, en):language>"


def locale() -> str:
    """For Flask-Babel: Danish, or British English."""
    return "en_GB" if language() is Language.ENGLISH else "da"


def language() -> Language:
    """The language of the address; elsewhere the reader's, Danish when in doubt."""
    if "language" not in g:
        g.language = preferred() if has_request_context() else Language.DANISH
    return Language(g.language)


def preferred() -> Language:
    """What the browser asks for, Danish when in doubt."""
    return Language(request.accept_languages.best_match(["da", "en"], "da") or "da")


def two(
    blueprint: Blueprint, danish: str, english: str, **options: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A public page with Danish words under /da and English ones under /en: one end point."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        blueprint.add_url_rule(
            f"/da{danish}", view_func=view, defaults={"language": "da"}, **options
        )
        blueprint.add_url_rule(
            f"/en{english}", view_func=view, defaults={"language": "en"}, **options
        )
        return view

    return decorate


def keeps_typed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let the button of the other language show the form as it is typed: nothing is sent by it."""

    @wraps(view)
    def shown(**values: Any) -> Any:
        if request.method == "POST" and "stay" in request.form:
            g.shown_again = True
        return view(**values)

    return shown


def other_address() -> str | None:
    """This page in the other language; None where there is none (an error page)."""
    if g.get("interrupted"):
        # the address is that of what was sent, not of the page that is shown
        return None
    if request.endpoint is None or "language" not in (request.view_args or {}) | g.get("args", {}):
        return None
    values = {**g.get("args", {}), "language": str(language().other)}
    query = urlencode(list(request.args.items(multi=True)))
    return url_for(request.endpoint, **values) + (f"?{query}" if query else "")


def init_app(app: Flask) -> None:
    @app.url_value_preprocessor
    def take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "language" in values:
            g.args = dict(values)
            g.language = Language(values.pop("language"))

    @app.url_defaults
    def add_language(endpoint: str, values: dict[str, Any]) -> None:
        if "language" not in values and app.url_map.is_endpoint_expecting(endpoint, "language"):
            values["language"] = str(language())
