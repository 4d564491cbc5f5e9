"""Every POST proves that it comes from a page of this site.

Public pages set no cookie, so there is no token to carry: the browser's own word counts,
Sec-Fetch-Site or, where it sends none, Origin. Pages with a cookie carry Flask-WTF's token.
"""

from flask import Flask, abort, current_app, request

from app.extensions import csrf
from app.models import Role
from app.web.access import MARK, SAFE

# RFC 8058: mail programs post to it from anywhere; what it does is stop mails to the token's owner
EXEMPT = {"subscriber.one_click"}


def init_app(app: Flask) -> None:
    @app.before_request
    def require_proof() -> None:
        if request.method in SAFE or request.endpoint is None or request.endpoint in EXEMPT:
            return
        mark = getattr(app.view_functions[request.endpoint], MARK, None)
        if mark == "public":
            if not comes_from_here():
                abort(400)
        elif not isinstance(mark, Role) or not comes_from_here():
            csrf.protect()
        # else access.staff asks for the token, once it knows who is signed in


def comes_from_here() -> bool:
    """Whether the browser says that one of our own pages posts this."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site == "same-origin"
    return request.headers.get("Origin") == current_app.config["BASE_URL"]
