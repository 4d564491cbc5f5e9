"""Signing in through the provider's own organisation (OpenID Connect): in place of the password.

Both addresses are there only where it is configured. They are GETs, and change nothing here but
the cookie: a form could not be sent on, as browsers hold every redirect of a form against
form-action, and an organisation may send people on to servers that we cannot know.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, session, url_for

from app import clock
from app.extensions import db
from app.language import Language
from app.models.errors import RuleBroken
from app.models.oidc_errors import BegunElsewhere, OrganisationRefused
from app.services import oidc
from app.web import limits
from app.web.access import public
from app.web.languages import ANY, language, preferred
from app.web.messages import say
from app.web.pages import page
from app.web.staff import codes, presence
from app.web.staff.account_forms import SignInForm
from app.web.staff.sign_in import on_this_site, to

# of the cookie: what the answer is held against, where it leads, and since when
KEY = "oidc"


def init_app(app: Flask) -> None:
    app.add_url_rule(f"/{ANY}/staff/sign-in/organisation", "staff.to_organisation", to_organisation)
    # one address for both languages: the organisation keeps a list of them
    app.add_url_rule("/staff/sign-in/back", "staff.from_organisation", from_organisation)


@public
def to_organisation() -> Response:
    """Off to the organisation. The cookie keeps what its answer is held against."""
    g.private = True
    goal = on_this_site(request.args.get("next", ""))
    if g.staff is not None:
        return to(goal)
    limits.hold_back_sender()
    begun = oidc.begin()
    try:
        address = oidc.where_to(organisation(), begun)
    except RuleBroken as broken:
        return refused(broken, goal)
    session[KEY] = {
        "begun": [begun.state, begun.nonce, begun.verifier],
        "at": int(clock.now().timestamp()),
        "goal": goal,
        "language": str(language()),
    }
    return redirect(address, 303)  # type: ignore[return-value]


@public
def from_organisation() -> Response:
    """Back from there: half-way in, as after the right password; the code is still asked for."""
    g.private = True
    kept = session.get(KEY) or {}
    g.language = Language(kept.get("language") or preferred())
    goal = kept.get("goal")
    if g.staff is not None:
        return to(goal)
    limits.hold_back_sender()
    begun = take(kept)
    if begun is None:
        # not written down: anybody can open this address, as often as they like
        return refused(BegunElsewhere(), goal)
    try:
        if "error" in request.args or not request.args.get("code"):
            raise OrganisationRefused
        found = oidc.member(oidc.told(organisation(), begun, request.args["code"]))
    except RuleBroken as broken:
        db.session.rollback()
        oidc.note_refusal(broken, presence.peer())
        return refused(broken, goal)
    presence.remember_half(found)
    g.typed = ""
    return codes.ask(found, goal)


def take(kept: dict[str, Any]) -> oidc.Begun | None:
    """What this browser began, now spent; None if it was another, is old, or has been answered."""
    if not kept:
        return None
    begun = oidc.Begun(*kept["begun"])
    if request.args.get("state") != begun.state:
        return None
    del session[KEY]
    if clock.now() - datetime.fromtimestamp(kept["at"], UTC) > oidc.LASTS:
        return None
    return begun if oidc.is_first(begun.state) else None


def refused(broken: RuleBroken, goal: str | None) -> Response:
    """The page to sign in on, which says why; the password works as ever."""
    g.typed = ""
    form = SignInForm(formdata=None)
    return page("staff/sign_in.html", form=form, goal=goal, told=say(broken), status=422)


def organisation() -> oidc.Organisation:
    settings = current_app.config
    return oidc.Organisation(
        settings["OIDC_ISSUER"],
        settings["OIDC_CLIENT_ID"],
        settings["OIDC_CLIENT_SECRET"],
        settings["BASE_URL"] + url_for("staff.from_organisation"),
    )
