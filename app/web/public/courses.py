"""The start page, the catalogue and the pages of the courses."""

from flask import Response, abort, make_response, redirect, url_for

from app.web import languages
from app.web.access import public
from app.web.languages import two
from app.web.pages import page
from app.web.public import bp


@bp.get("/")
@public
def start() -> Response:
    """Send on to the reader's language."""
    response = make_response(redirect(url_for(".home", language=str(languages.preferred()))))
    response.headers["Vary"] = "Accept-Language"
    return response


@two(bp, "/", "/")
@public
def home() -> Response:
    return page("public/home.html")


@two(bp, "/kurser", "/courses")
@public
def courses() -> Response:
    return page("public/courses.html")


@two(bp, "/kurser/<slug>", "/courses/<slug>")
@public
def course(slug: str) -> Response:
    abort(404)
