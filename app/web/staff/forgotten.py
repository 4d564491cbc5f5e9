"""A new password by mail: the same answer for every address, whether it has an account or not."""

from flask import Response, g

from app.extensions import db
from app.services import password_resets
from app.web import languages
from app.web.access import public
from app.web.languages import ANY
from app.web.pages import page
from app.web.staff import bp
from app.web.staff.account_forms import ForgottenForm


@bp.route(f"/{ANY}/staff/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> Response:
    g.private = True
    form = ForgottenForm()
    if not form.validate_on_submit():
        return page("staff/forgotten.html", form=form)
    password_resets.send(form.email.address, languages.language())
    answer = page("staff/reset_sent.html", form=form)
    db.session.commit()
    return answer
