"""What every press behind a link ends with."""

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_babel import LazyString
from wtforms import Field

from app.extensions import db
from app.models.errors import AddressHasSeat, RuleBroken
from app.web.forms import Form
from app.web.messages import say
from app.web.pages import see_other


def press(
    change: Callable[[], object],
    done: str | LazyString | Callable[[], str] = "",
    *,
    to: str,
    **page: Any,
) -> Response:
    """Do it, or say why not, and show how things stand now. Somebody else may have been first.

    `done` may depend on what came of it.
    """
    try:
        change()
    except RuleBroken as broken:
        db.session.rollback()
        return see_other(to, say(broken), **page)
    db.session.commit()
    return see_other(to, done() if callable(done) else done, **page)


def fill_in(change: Callable[[], object], form: Form, address: Field | None = None) -> bool:
    """Do what the form asks for; or let the form say why not, with all that was typed."""
    try:
        change()
    except RuleBroken as broken:
        db.session.rollback()
        form.refuse(broken, address if isinstance(broken, AddressHasSeat) else None)
        return False
    db.session.commit()
    return True
