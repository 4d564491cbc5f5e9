"""What members of staff see and do about their own account."""

from flask import Response, g
from flask_babel import lazy_gettext as _l

from app.extensions import db
from app.models import Role
from app.models.errors import RuleBroken
from app.services import passkeys as keys
from app.services import second_factor, sign_ins
from app.services import staff as members
from app.web import languages
from app.web.access import by_link, staff
from app.web.forms import Form
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.staff import bp, passkeys, presence
from app.web.staff.account_forms import NewPasswordForm, OwnAddressForm
from app.web.staff.devices import device
from app.web.staff.fresh import fresh


@bp.get(f"/{ANY}/staff/account")
@staff(Role.CONSULTANT)
def account() -> Response:
    """Who one is here, where one is signed in, and how one signs in."""
    return page(
        "staff/account.html",
        form=Form(),
        sign_ins=sign_ins.alive(g.staff),
        has_factor=second_factor.has_one(g.staff),
        codes_left=second_factor.codes_left(g.staff),
        passkeys=keys.of(g.staff),
        can_add=passkeys.site() is not None,
    )


@bp.route(f"/{ANY}/staff/account/password", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
@fresh
def change_password() -> Response:
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            key = members.change_password(g.staff, form.password.data, device())
        except RuleBroken as broken:
            form.refuse(broken, form.password)
        else:
            db.session.commit()
            presence.remember(key)
            answer = see_other(
                "staff.account", _l("The password is changed. You are signed out everywhere else.")
            )
            return presence.keep_device(answer, g.staff)
    return page("staff/change_password.html", form=form)


@bp.route(f"/{ANY}/staff/account/email", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
@fresh
def change_email() -> Response:
    """A mail to the new address; until its link is pressed, nothing is changed."""
    form = OwnAddressForm()
    if form.validate_on_submit():
        try:
            asked = members.ask_for_email(g.staff, form.email.address, languages.language())
        except RuleBroken as broken:
            form.refuse(broken, form.email)
        else:
            db.session.commit()
            said = _l(
                "An email is on its way to the new address. Open the link in it within 24 hours. "
                "Until then nothing is changed."
            )
            return see_other(
                "staff.account",
                said if asked else _l("Your account has this address already."),
            )
    return page("staff/change_email.html", form=form)


@bp.route(f"/{ANY}/staff/account/email/<digest>", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
@by_link("new_email")
def confirm_email(digest: str) -> Response:
    """Behind the link in that mail, for who is signed in: one that went astray opens nothing."""
    member = members.by_link(g.link.subject, g.link.version)
    if member is None or member.id != g.staff_id:
        return page("staff/old_email_link.html", status=404)
    form = Form()
    if form.validate_on_submit():
        try:
            members.change_email(member, g.link.said, languages.language())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            db.session.commit()
            answer = see_other(
                "staff.account", _l("Your email address is changed. Sign in with the new one.")
            )
            return presence.keep_device(answer, member)
    return page("staff/confirm_email.html", form=form, email=g.link.said, digest=digest)


@bp.post(f"/{ANY}/staff/account/sign-ins/<int:sign_in_id>/end")
@staff(Role.CONSULTANT)
def end_sign_in(sign_in_id: int) -> Response:
    sign_ins.end(sign_in_id, g.staff)
    db.session.commit()
    return see_other("staff.account", _l("That sign-in has ended."))


@bp.post(f"/{ANY}/staff/account/sign-ins/end")
@staff(Role.CONSULTANT)
def end_other_sign_ins() -> Response:
    sign_ins.end_others(g.staff_session)
    db.session.commit()
    return see_other("staff.account", _l("You are signed out everywhere else."))
