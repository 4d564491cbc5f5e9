"""Showing once more who one is, before what is done to an account or with many people's data."""

from flask import Response, g, request

from app.extensions import db
from app.models import Role
from app.models.errors import PasswordWrong, RuleBroken
from app.services import passwords, sign_ins
from app.services import staff as members
from app.web.access import staff
from app.web.languages import ANY
from app.web.pages import page
from app.web.staff import bp, passkeys
from app.web.staff.account_forms import ProveForm
from app.web.staff.codes import try_second
from app.web.staff.sign_in import on_this_site, onward, page_above, take_along


@bp.route(f"/{ANY}/staff/prove", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
def prove() -> Response:
    """Password, and code or passkey. What was typed on the page before comes back after it."""
    if g.get("interrupted"):
        return prove_page(ProveForm(formdata=None), page_above(), status=401)
    goal = on_this_site(request.args.get("next", ""))
    take_along()
    form = ProveForm()
    if form.validate_on_submit() and try_both(form):
        sign_ins.prove(g.staff_session)
        db.session.commit()
        return onward(g.staff, goal)
    return prove_page(form, goal)


def prove_page(form: ProveForm, goal: str | None, status: int = 200) -> Response:
    asked = passkeys.question_for(g.staff)
    return page("staff/prove.html", form=form, goal=goal, passkey=asked, status=status)


def try_both(form: ProveForm) -> bool:
    """The password first: a code is used up only with it. What is wrong stands in the form."""
    kept = members.count_own_try(g.staff)
    db.session.commit()
    if isinstance(kept, RuleBroken):
        form.refuse(kept, form.password)
    elif not passwords.is_right(kept or None, form.password.data):
        form.refuse(PasswordWrong(), form.password)
    else:
        return try_second(g.staff, form) is None
    return False
