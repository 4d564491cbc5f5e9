"""Who may see a page. Every view says it; a guard test lists who says what."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import abort, current_app, g, request, session

from app import tokens
from app.extensions import csrf
from app.models import Role
from app.services import consultants, provider
from app.web import typed
from app.web.pages import page, see_other

MARK = "access"
SAFE = {"GET", "HEAD", "OPTIONS"}
# leads in without password and code; on this machine alone (config.py)
DEMO = "demo"
View = Callable[..., Any]

# how long a link of a purpose opens anything; None: as long as the row's version stands
LIFETIMES: dict[str, timedelta | None] = {
    # the provider chooses (models/keeping.py): as long as the address is kept without a yes
    "confirm": None,
    "status": None,
    "stop": None,
    "one_click": None,
    "renew": timedelta(days=60),
    # these end with the row, or with its next version; what they may still do, the row says
    "register": None,
    "dates": None,
    # for who has just sent the form: the address they typed may be anybody's, so the page of the
    # contact opens by the mail alone
    "receipt": timedelta(days=1),
    "registration": None,
    "offer": None,
    "queue_again": None,
    "choice": None,
    "seat": None,
    "undo": None,
    # given on to colleagues, they open no more than the worksheet
    "worksheet": None,
    "team_worksheet": None,
    # how long it opens anything, the worksheet says (services/sharing.py)
    "share": None,
    "password": timedelta(minutes=60),
    "invite": timedelta(days=7),
    "new_email": timedelta(hours=24),
    DEMO: None,
}
OPENED_AT_ONCE = 10


def public(view: View) -> View:
    """For everyone."""
    setattr(view, MARK, "public")
    return view


def by_link(*purposes: str) -> Callable[[View], View]:
    """For whoever has opened the link that was mailed to them, with one of these purposes."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(digest: str, **values: Any) -> Any:
            g.private = True
            token = tokens.find(session.get("links", []), digest)
            g.link = open_link(token) if token else None
            if g.link is None or g.link.purpose not in purposes:
                return page("errors/old_link.html", status=404)
            return view(digest=digest, **values)

        setattr(guarded, MARK, "link")
        return guarded

    return decorate


def open_link(token: str) -> tokens.Link | None:
    """What the token says, if it is ours and not too old for its purpose."""
    keys = current_app.config["LINK_KEYS"]
    link = tokens.open_token(keys, token)
    if link is None or link.purpose not in LIFETIMES:
        return None
    if link.purpose == DEMO and not current_app.config["DEMO"]:
        return None
    return tokens.open_token(keys, token, lifetime(link.purpose))


def lifetime(purpose: str) -> timedelta | None:
    if purpose == "confirm":
        return provider.get().kept_for("unconfirmed")
    return LIFETIMES[purpose]


def keep_link(token: str) -> str:
    """Put the token into the cookie, with the nine before it; returns its digest."""
    kept = [other for other in session.get("links", []) if other != token]
    session["links"] = [*kept, token][-OPENED_AT_ONCE:]
    return tokens.digest(token)


def grant_link(purpose: str, subject: int, version: int) -> str:
    """Open another page to who has proved already that it is theirs; returns its digest."""
    keys = current_app.config["LINK_KEYS"]
    return keep_link(tokens.sign(keys, purpose, subject, version))


def halfway(view: View) -> View:
    """For who has given the right password, and now the second factor; and for who is signed in."""

    @wraps(view)
    def guarded(**values: Any) -> Any:
        g.private = True
        if g.get("half") is None and g.get("staff") is None:
            return to_sign_in()
        return view(**values)

    setattr(guarded, MARK, "halfway")
    return guarded


def staff(role: Role) -> Callable[[View], View]:
    """For staff who may do the work of that role."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            g.private = True
            if g.get("staff") is None:
                return to_sign_in()
            if not g.staff.may(role):
                abort(403)
            # not sooner: to who is no longer signed in, what they typed is given back
            if request.method not in SAFE and not g.get("shown_again"):
                csrf.protect()
            consultants.require_theirs(g.staff, values)
            return view(**values)

        setattr(guarded, MARK, role)
        return guarded

    return decorate


def to_sign_in() -> Any:
    """The sign-in; a form that was sent too late is kept on it."""
    if request.method in SAFE:
        return see_other("staff.sign_in", next=typed.here())
    g.typed = typed.keep(g.get("was_staff", 0))
    g.interrupted = True
    return current_app.view_functions["staff.sign_in"]()
