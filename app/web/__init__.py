"""Everything that speaks HTTP."""

import logging

from flask import Flask, Response, current_app, g, request
from flask.globals import request_ctx
from jinja2 import StrictUndefined
from sqlalchemy.exc import DBAPIError, InterfaceError, NoResultFound, OperationalError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    NotFound,
    ServiceUnavailable,
)
from werkzeug.middleware.proxy_fix import ProxyFix

from app.extensions import db
from app.web import (
    assets,
    colleague,
    contact,
    course_words,
    filters,
    full_cohorts,
    headers,
    health,
    inbox,
    kept,
    languages,
    large,
    limits,
    links,
    participant,
    proof,
    public,
    rows,
    staff,
    subscriber,
    translations,
    typed,
)
from app.web.access import public as for_everyone
from app.web.pages import page

log = logging.getLogger("holdstart")


def init_app(app: Flask) -> None:
    proxies = app.config["PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    # a name that nobody gave is a mistake, not an empty text
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    languages.init_app(app)
    rows.init_app(app)
    translations.init_app(app)
    large.init_app(app)
    proof.init_app(app)
    limits.init_app(app)
    filters.init_app(app)
    course_words.init_app(app)
    assets.init_app(app)
    headers.init_app(app)
    kept.init_app(app)
    full_cohorts.init_app(app)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(NoResultFound, not_there)
    app.register_error_handler(DBAPIError, away)
    app.register_error_handler(Exception, failed)
    for_everyone(app.view_functions["static"])
    app.register_blueprint(links.bp)
    app.register_blueprint(health.bp)
    public.init_app(app)
    subscriber.init_app(app)
    contact.init_app(app)
    participant.init_app(app)
    colleague.init_app(app)
    staff.init_app(app)
    inbox.init_app(app)


TEMPLATES = {400: "400", 403: "403", 404: "404", 405: "404", 413: "413", 429: "429", 503: "503"}


def refused(error: HTTPException) -> Response:
    """A page in the reader's language for what HTTP itself refuses."""
    code = error.code or 500
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    if code < 400:
        return error.get_response()  # type: ignore[return-value]
    g.refused = True
    if request_ctx.url_adapter is None:
        # a forged Host: the links of the page lead to the real one
        request_ctx.url_adapter = current_app.create_url_adapter(None)
    take_language_of_path()
    if code >= 500 and code != 503:
        return failed(error)
    texts = typed.texts() if code == 403 else []
    response = page(f"errors/{TEMPLATES.get(code, '400')}.html", status=code, typed=texts)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def not_there(error: NoResultFound) -> Response:
    """Behind a private link: what it led to has gone, or a newer link has replaced it."""
    if g.get("link") is not None:
        db.session.rollback()
        return page("errors/old_link.html", status=404)
    return refused(NotFound())


def failed(error: Exception) -> Response:
    """Tell nothing of the error to the reader, and everything but personal data to the log."""
    db.session.rollback()
    g.refused = True
    take_language_of_path()
    if not isinstance(error, InternalServerError):
        log.exception("failed: %s %s", request.method, request.endpoint)
    return page("errors/500.html", status=500)


def away(error: DBAPIError) -> Response:
    """The database cannot be reached, or is too busy: say so, and ask to try again."""
    if not isinstance(error, OperationalError | InterfaceError):
        return failed(error)
    log.error("no database: %s", type(error.orig).__name__)
    return refused(ServiceUnavailable(retry_after=30))


def take_language_of_path() -> None:
    """An address that leads nowhere still says in which language."""
    first = request.path[1:3]
    if "args" not in g and first in {"da", "en"} and request.path[3:4] in {"", "/"}:
        g.language = first
