"""Showing once more who one is, before what is done to an account or with many people's data."""

from flask import Response, g, request

from app.extensions import db
from app.models import Role
from app.models.errors import CodeWrong, PasswordWrong, RuleBroken, TooManyCodes
from app.services import passwords, sign_ins
from app.services import staff as members
from app.web.access import staff
from app.web.languages import ANY
from app.web.pages import page
from app.web.staff import bp
from app.web.staff.account_forms import ProveForm
from app.web.staff.codes import try_code
from app.web.staff.sign_in import on_this_site, onward, page_above, take_along


@bp.route(f"/{ANY}/staff/prove", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
def prove() -> Response:
    """Password and code. What was typed on the page before comes back after it."""
    if g.get("interrupted"):
        form = ProveForm(formdata=None)
        return page("staff/prove.html", form=form, goal=page_above(), status=401)
    goal = on_this_site(request.args.get("next", ""))
    take_along()
    form = ProveForm()
    if form.validate_on_submit():
        refused = try_both(form.password.data, form.code.data)
        if refused is None:
            sign_ins.prove(g.staff_session)
            db.session.commit()
            return onward(g.staff, goal)
        of_code = isinstance(refused, CodeWrong | TooManyCodes)
        form.refuse(refused, form.code if of_code else form.password)
    return page("staff/prove.html", form=form, goal=goal)


def try_both(password: str, code: str) -> RuleBroken | None:
    """The password first: a code is used up only with it."""
    kept = members.count_own_try(g.staff)
    db.session.commit()
    if isinstance(kept, RuleBroken):
        return kept
    if not passwords.is_right(kept or None, password):
        return PasswordWrong()
    return try_code(g.staff, code)
