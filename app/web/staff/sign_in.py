"""Signing in with a password, signing out, and the page behind the link of an account."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, current_app, g, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from app.extensions import db
from app.models import Role, StaffMember
from app.models.errors import RuleBroken
from app.services import sign_ins
from app.services import staff as members
from app.web import typed
from app.web.access import MARK, by_link, public, staff
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.staff import bp, first_page, presence
from app.web.staff.account_forms import NewPasswordForm, SignInForm


@bp.route(f"/{ANY}/staff/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """The first half: the code comes after it."""
    from app.web.staff import codes

    g.private = True
    if g.get("interrupted"):
        # another form was sent too late: this page stands in for it, with what was typed
        form = SignInForm(formdata=None)
        answer = page("staff/sign_in.html", form=form, goal=page_above(), status=401)
        answer.headers["WWW-Authenticate"] = "Form"
        return answer
    goal = on_this_site(request.args.get("next", ""))
    if g.staff is not None:
        return to(goal)
    take_along()
    form = SignInForm()
    if form.validate_on_submit():
        found = try_password(form.email.data, form.password.data)
        if isinstance(found, StaffMember):
            presence.remember_half(found)
            return codes.ask(found, goal)
        form.refuse(found, form.email)
    return page("staff/sign_in.html", form=form, goal=goal)


def try_password(email: str, password: str) -> StaffMember | RuleBroken:
    """Commits first, so that the try counts, and nothing is locked while the password is looked at.

    Then it commits what came of it: a failure is written down too.
    """
    tried = sign_ins.count_try(email, presence.device())
    db.session.commit()
    found = sign_ins.password_was_right(tried) if tried.passes(password) else None
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
    """Behind the link of an invitation or of a reset; it is dead once it has been used.

    It opens nothing else: who has a second factor is asked for it when they sign in.
    """
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


def take_along() -> None:
    """What was typed elsewhere goes along, from page to page of the sign-in."""
    kept = request.form.get(typed.FIELD, "")
    g.typed = kept if typed.opened(kept) else ""
    # a link to the other language would leave it behind
    g.interrupted = bool(g.typed)


def onward(member: StaffMember, goal: str | None) -> Response:
    """To the form that was sent too late, as it was typed; else to the page that was wanted."""
    found = typed.opened(g.get("typed", ""))
    if found is not None and found.is_of(member.id):
        # 307: the browser posts the same again, and the page there finds its fields in it
        return redirect(found.path, 307)  # type: ignore[return-value]
    return to(goal)


def to(goal: str | None) -> Response:
    return redirect(goal or url_for(first_page()), 303)  # type: ignore[return-value]


def page_above() -> str | None:
    """Where the button stood that was pressed too late: the nearest page above its address."""
    path = request.path
    while path:
        found = on_this_site(path)
        if found:
            return found
        path = path.rpartition("/")[0]
    return None


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
