"""Passkeys: adding one, removing one, and letting one stand in for the code of the app."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from flask import Response, current_app, g, session
from flask_babel import lazy_gettext as _l

from app import clock
from app.extensions import db
from app.models import Role, StaffMember
from app.models.errors import RuleBroken, TooManyCodes
from app.models.passkey_errors import PasskeyRefused
from app.services import passkeys, sign_ins
from app.services import provider as providers
from app.services import second_factor as factors
from app.web.access import staff
from app.web.languages import ANY
from app.web.messages import say
from app.web.pages import page, see_other
from app.web.staff import bp, presence
from app.web.staff.account_forms import PasskeyForm
from app.web.staff.devices import device
from app.web.staff.fresh import fresh


@bp.route(f"/{ANY}/staff/account/passkeys/new", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
@fresh
def add_passkey() -> Response:
    """Asks the browser for a new one; the script of the page sends what it answers."""
    form = PasskeyForm(data={"name": device()})
    if form.validate_on_submit():
        try:
            keep(form)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            sign_ins.end_others(g.staff_session)
            db.session.commit()
            return see_other(
                "staff.account", _l("The passkey is added. You are signed out everywhere else.")
            )
    return add_page(form)


def keep(form: PasskeyForm) -> None:
    here, asked = site(), take_challenge()
    db.session.commit()
    if here is None or asked is None:
        raise PasskeyRefused
    passkeys.add(g.staff, form.passkey.data, asked, here, form.name.data)


def add_page(form: PasskeyForm) -> Response:
    """With nothing to ask, the page says why."""
    here, missing = site(), passkeys.in_the_way(g.staff)
    if here is None or missing is not None:
        why = say(missing) if missing is not None else None
        return page("staff/add_passkey.html", form=form, passkey="", why=why)
    return page(
        "staff/add_passkey.html", form=form, passkey=passkeys.to_add(g.staff, here, challenge())
    )


@bp.post(f"/{ANY}/staff/account/passkeys/<int:passkey_id>/remove")
@staff(Role.CONSULTANT)
@fresh
def remove_passkey(passkey_id: int) -> Response:
    """Harmless when it is gone already, or is somebody else's."""
    if passkeys.remove(passkey_id, g.staff):
        sign_ins.end_others(g.staff_session)
    db.session.commit()
    return see_other(
        "staff.account", _l("The passkey is removed. You are signed out everywhere else.")
    )


def question_for(member: StaffMember) -> str:
    """What the browser is asked beside the code; empty for who has no passkey."""
    here = site()
    return passkeys.to_use(member, here, challenge()) if here and passkeys.of(member) else ""


def try_passkey(member: StaffMember, answer: str) -> RuleBroken | None:
    """Counted, limited and written down as a code is (web/staff/codes.py)."""
    known = presence.device()
    too_many = factors.count_try(member, known)
    here, asked = site(), take_challenge()
    db.session.commit()
    refused: PasskeyRefused | TooManyCodes = TooManyCodes() if too_many else PasskeyRefused()
    if not too_many and here is not None and asked is not None:
        try:
            passkeys.use(member, answer, asked, here)
        except PasskeyRefused as broken:
            db.session.rollback()
            refused = broken
        else:
            factors.give_back(member, known)
            return None
    passkeys.refuse(member, refused)
    db.session.commit()
    return refused


def site() -> passkeys.Site | None:
    return passkeys.site(current_app.config["BASE_URL"], providers.get().name)


def challenge() -> bytes:
    """What the answer signs: the same on each page until it is used, or half its time is over.

    Somebody may have the page open twice.
    """
    kept = session.get(presence.CHALLENGE)
    if not kept or _age(kept) > passkeys.LASTS / 2:
        kept = [token_urlsafe(32), int(clock.now().timestamp())]
        session[presence.CHALLENGE] = kept
    return _raw(kept)


def take_challenge() -> bytes | None:
    """What this browser was asked, now spent; None if it is old, or was answered before.

    The caller commits: a copy of the cookie does not bring it back.
    """
    kept = session.pop(presence.CHALLENGE, None)
    if not kept or _age(kept) > passkeys.LASTS or not passkeys.spend(kept[0]):
        return None
    return _raw(kept)


def _age(kept: list[Any]) -> timedelta:
    return clock.now() - datetime.fromtimestamp(kept[1], UTC)


def _raw(kept: list[Any]) -> bytes:
    return urlsafe_b64decode(kept[0] + "=")
