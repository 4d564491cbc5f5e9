"""What every view ends with."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import LazyString

from app.web.forms import Form


def page(template: str, *, form: Form | None = None, status: int = 200, **context: Any) -> Response:
    """Render a page; with a form that has errors, as 422 (htmx and tests can tell)."""
    if form is not None and form.errors:
        status = 422
    return make_response(render_template(template, form=form, **context), status)


def see_other(endpoint: str, message: str | LazyString | None = None, **values: Any) -> Response:
    """Send the browser on after a change, so that a reload repeats nothing.

    A message sets a cookie: only for pages that have one.
    """
    if message:
        flash(str(message))
    return make_response(redirect(url_for(endpoint, **values), 303))
