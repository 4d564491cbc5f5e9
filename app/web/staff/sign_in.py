"""Signing in and out, and the page behind the link that begins an account."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, current_app, g, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from app.extensions import db
from app.models import Role, StaffMember
from app.models.errors import RuleBroken
from app.services import sign_ins
from app.services import staff as members
from app.web.access import MARK, by_link, public, staff
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.staff import bp, first_page, presence
from app.web.staff.account_forms import NewPasswordForm, SignInForm


@bp.route(f"/{ANY}/staff/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    g.private = True
    goal = on_this_site(request.args.get("next", ""))
    if g.staff is not None:
        return to(goal)
    form = SignInForm()
    if form.validate_on_submit():
        found = try_password(form.email.data, form.password.data)
        if isinstance(found, RuleBroken):
            form.refuse(found, form.email)
        else:
            member, key = found
            presence.remember(key)
            return presence.keep_device(to(goal), member)
    return page("staff/sign_in.html", form=form, goal=goal)


def try_password(email: str, password: str) -> tuple[StaffMember, str] | RuleBroken:
    """Commits first, so that the try counts, and nothing is locked while the password is looked at.

    Then it commits what came of it: a failure is written down too.
    """
    tried = sign_ins.count_try(email, presence.device())
    db.session.commit()
    found = sign_ins.sign_in(tried) if tried.passes(password) else None
    answer = found or sign_ins.refuse(tried)
    db.session.commit()
    return answer


@bp.post(f"/{ANY}/staff/sign-out")
@staff(Role.CONSULTANT)
def sign_out() -> Response:
    sign_ins.sign_out(g.staff_session)
    db.session.commit()
    presence.forget()
    return see_other("staff.sign_in", _l("You are signed out."))


@bp.route(f"/{ANY}/staff/password/<digest>", methods=["GET", "POST"])
@by_link("invite", "password")
def set_password(digest: str) -> Response:
    """Behind the link that an administrator has made; the link is dead once it has been used."""
    member = members.by_link(g.link.subject, g.link.version)
    if member is None:
        return page("staff/old_link.html", status=404)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            members.set_password(member, form.password.data)
        except RuleBroken as broken:
            form.refuse(broken, form.password)
        else:
            db.session.commit()
            answer = see_other("staff.sign_in", _l("The password is set. Sign in with it."))
            return presence.keep_device(answer, member)
    return page("staff/set_password.html", form=form, member=member, digest=digest)


def to(goal: str | None) -> Response:
    return redirect(goal or url_for(first_page()), 303)  # type: ignore[return-value]


def on_this_site(address: str) -> str | None:
    """The page of staff that the address names, put together anew; None for anything else."""
    try:
        parts = urlsplit(address)
        endpoint, values = current_app.url_map.bind("").match(parts.path, "GET")
    except (ValueError, HTTPException):
        return None
    view = current_app.view_functions[endpoint]
    if parts.scheme or parts.netloc or not isinstance(getattr(view, MARK, None), Role):
        return None
    query = urlencode(parse_qsl(parts.query))
    return url_for(endpoint, **values) + (f"?{query}" if query else "")
