"""For what is done only by who has just shown who they are, with password and code."""

from functools import wraps
from typing import Any

from flask import current_app, g, request

from app import clock
from app.web import typed
from app.web.access import SAFE, View
from app.web.pages import see_other

MARK = "fresh"


def fresh(view: View) -> View:
    """Below @staff(...): asks for password and code unless they were given in the last ten minutes.

    For changing how somebody signs in, and for files with many people in them.
    """

    @wraps(view)
    def guarded(**values: Any) -> Any:
        return view(**values) if is_fresh() else ask()

    setattr(guarded, MARK, True)
    return guarded


def is_fresh() -> bool:
    """In the demo, whose link is both factors, there is nothing to give again."""
    if current_app.config["DEMO"] and g.staff.password_hash is None:
        return True
    return bool(g.staff_session.is_fresh(clock.now()))


def ask() -> Any:
    """The page that asks; what was typed comes back after it."""
    if request.method in SAFE:
        return see_other("staff.prove", next=typed.here())
    g.typed = typed.keep(g.staff.id)
    g.interrupted = True
    return current_app.view_functions["staff.prove"]()
