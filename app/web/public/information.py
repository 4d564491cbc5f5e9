"""What the law and good manners ask a site to say of itself."""

from flask import Response

from app.web.access import public
from app.web.kept import kept
from app.web.languages import two
from app.web.pages import page
from app.web.public import bp


@two(bp, "/tilgaengelighed", "/accessibility")
@public
@kept
def accessibility() -> Response:
    return page("public/accessibility.html")


@two(bp, "/privatliv", "/privacy")
@public
@kept
def privacy() -> Response:
    return page("public/privacy.html")


@two(bp, "/cookies", "/cookies")
@public
@kept
def cookies() -> Response:
    return page("public/cookies.html")


@two(bp, "/vilkaar", "/terms")
@public
@kept
def terms() -> Response:
    return page("public/terms.html")
