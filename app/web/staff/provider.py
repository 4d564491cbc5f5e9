"""Who offers the courses, its terms, its closed weeks and its own rules."""

from flask import Response, g
from flask_babel import lazy_gettext as _l

from app import clock
from app.extensions import db
from app.models import Role
from app.services import provider as providers
from app.services import sweep
from app.web.access import staff
from app.web.languages import ANY, keeps_typed
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.provider_form import ProviderForm
from app.web.staff.rules_form import rules_of


@bp.route(f"/{ANY}/staff/provider", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def provider() -> Response:
    kept = providers.get()
    form = ProviderForm(obj=kept, data=rules_of(kept))
    if form.validate_on_submit():
        kept = providers.lock()
        if form.is_up_to_date(obj=kept, data=rules_of(kept)) and not form.look_again(
            sweep.would_forget(form.rules["retention"], clock.now())
        ):
            providers.change(form.values, actor=g.staff)
            db.session.commit()
            return see_other("staff.provider", _l("Saved. The public pages say it from now on."))
    return page("staff/provider.html", form=form)
