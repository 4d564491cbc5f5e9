"""There is no place left: what nearly everybody gets in a rush, decided and written once for all.

Whoever sends the last page of the form first is refused under the lock of the cohort. That it is
full, and the page that says it, stay right until the content version is raised or a moment comes
that changes something by itself, as with the pages of kept.py. Until then the others are refused
by what is kept: they wait for nobody, and no writer waits for them. Only what was typed is put
into it anew; it is judged when they have chosen what they want instead.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from markupsafe import Markup, escape

from app import clock
from app.extensions import reading, reading_first
from app.services import registrations
from app.web import register_rows
from app.web.kept import Page, Shelf

TEMPLATE = "public/register_choice.html"
CONFLICT = 409
# where the answers go; nobody can type it, since "<" is escaped
TYPED = Markup("<!-- typed -->")
# pressed beside the main button: something else is wanted than to register at once
OTHER_BUTTONS = {"go", "add", "remove", "use", "choice", "stay"}
# the answers that the page speaks of; it says how many people come, too
SPOKEN_OF = ("attending", "unnamed", "together", "at_least")
View = Callable[..., Response]


def init_app(app: Flask) -> None:
    app.extensions["full_cohorts"] = Shelf()


def refused_together(view: View) -> View:
    """For the public form of a cohort. Nothing there writes before it says so (extensions.py)."""

    @wraps(view)
    def asked(slug: str, code: str) -> Response:
        if request.method != "POST":
            return view(slug=slug, code=code)
        with reading_first():
            return _find(code) or view(slug=slug, code=code)

    return asked


def _find(code: str) -> Response | None:
    """The refusal, if it is kept, and unless this form has made a registration already."""
    g.full_cohort = None
    if request.form.get("step") != "check" or not OTHER_BUTTONS.isdisjoint(request.form):
        return None
    shelf: Shelf = current_app.extensions["full_cohorts"]
    with reading():
        version, sent = registrations.version_and_sent(code, request.form.get("form_key", ""))
        mark = shelf.open(version, clock.now())
    said = [request.form.get(name) for name in SPOKEN_OF]
    people = register_rows.count(request.form)
    key = (request.path, repr((request.query_string, people, said)).encode())
    page = shelf.find(key)
    if page is None or sent:
        g.full_cohort = (key, mark)
        return None
    body = page.plain.decode().replace(TYPED, _hidden(), 1)
    return Response(body, CONFLICT, content_type=page.content_type)


def keep(**context: Any) -> None:
    """The cohort is full, and the page of this context says it: keep it, if others may have it."""
    if g.get("full_cohort"):
        shelf: Shelf = current_app.extensions["full_cohorts"]
        key, mark = g.full_cohort
        body = render_template(TEMPLATE, typed=TYPED, **context).encode()
        shelf.put(key, Page(body, "", "text/html; charset=utf-8"), mark)


def _hidden() -> str:
    """Everything that was posted, to be posted again."""
    return "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in request.form.items()
    )
