"""What members of staff see and do about their own account."""

from flask import Response, g
from flask_babel import lazy_gettext as _l

from app.extensions import db
from app.models import Role
from app.models.errors import PasswordWrong, RuleBroken, TooManyTries
from app.services import sign_ins
from app.services import staff as members
from app.web.access import staff
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.staff import bp, presence
from app.web.staff.account_forms import ChangePasswordForm


@bp.route(f"/{ANY}/staff/account", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
def account() -> Response:
    """Who one is here, where one is signed in, and the password."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            key = members.change_password(g.staff, form.present.data, form.password.data)
        except RuleBroken as broken:
            about_present = isinstance(broken, PasswordWrong | TooManyTries)
            form.refuse(broken, form.present if about_present else form.password)
            # the try has been counted
            db.session.commit()
        else:
            db.session.commit()
            presence.remember(key)
            answer = see_other(
                "staff.account", _l("The password is changed. You are signed out everywhere else.")
            )
            return presence.keep_device(answer, g.staff)
    return page("staff/account.html", form=form, sign_ins=sign_ins.alive(g.staff))


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
