"""One act each: more or fewer places, another date or place, called off. Seen before the press."""

from flask import Response, g
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.models import Cohort, Role
from app.models.errors import RuleBroken
from app.services import calling_off, cohort_changes, cohorts
from app.web.access import staff
from app.web.acts import press
from app.web.languages import ANY, keeps_typed
from app.web.messages import say
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.change_forms import CallOffForm, CapacityForm, MoveForm
from app.web.staff.cohort_forms import filled_in
from app.web.staff.letters import NAMES

HERE = f"/{ANY}/staff/cohorts/<int:cohort_id>"


@bp.route(f"{HERE}/capacity", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def change_capacity(cohort_id: int) -> Response:
    """How the places would stand; then the button."""
    found = cohorts.get(cohort_id)
    if not _is_changeable(found):
        return see_other(".cohort", cohort_id=cohort_id)
    form = CapacityForm(data={"capacity": found.capacity})
    seen = None
    if form.validate_on_submit():
        if not form.look.data and form.seen.data == str(form.capacity.data):
            return press(
                lambda: cohort_changes.set_capacity(found, form.capacity.data, actor=g.staff),
                _("The number of places is changed."),
                to=".cohort",
                cohort_id=cohort_id,
            )
        form.seen.data = str(form.capacity.data)
        seen = cohort_changes.preview_capacity(found, form.capacity.data)
    return page("staff/change_capacity.html", form=form, cohort=found, preview=seen)


@bp.route(f"{HERE}/move", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def move_cohort(cohort_id: int) -> Response:
    """Another date or place: who is told what; then the button."""
    found = cohorts.get(cohort_id)
    if not _is_changeable(found):
        return see_other(".cohort", cohort_id=cohort_id)
    form = MoveForm(data=filled_in(cohorts.plan_of(found)))
    seen = None
    if not form.take_row_button() and form.validate_on_submit():
        seen = cohort_changes.preview_move(found, form.move)
        if not form.look.data and form.seen.data == form.sign:
            try:
                told = cohort_changes.move_cohort(found, form.move, actor=g.staff)
            except RuleBroken as broken:
                db.session.rollback()
                form.refuse(broken)
            else:
                db.session.commit()
                return see_other(".cohort", _told(told), cohort_id=cohort_id)
        form.seen.data = form.sign
    return page("staff/move_cohort.html", form=form, cohort=found, preview=seen, names=NAMES)


@bp.route(f"{HERE}/call-off", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def call_off(cohort_id: int) -> Response:
    """It ends everything, so the page shows it all before the one button."""
    found = cohorts.get(cohort_id)
    if not _is_changeable(found) or not found.is_told(clock.now()):
        return see_other(".cohort", cohort_id=cohort_id)
    form = CallOffForm()
    if form.validate_on_submit():
        try:
            told = calling_off.call_off(found, reason=form.reason, actor=g.staff)
        except RuleBroken as broken:
            db.session.rollback()
            return see_other(".cohort", say(broken), cohort_id=cohort_id)
        db.session.commit()
        return see_other(".cohort", _told(told), cohort_id=cohort_id)
    seen = calling_off.preview(found)
    return page("staff/call_off.html", form=form, cohort=found, preview=seen, names=NAMES)


def _is_changeable(found: Cohort) -> bool:
    """Others know of it, and it still lies ahead. A draft is edited instead."""
    now = clock.now()
    return found.state in ("announced", "open") and not found.has_started(now)


def _told(number: int) -> str:
    if not number:
        return str(_("It is changed. Nobody had to be told."))
    told = ngettext(
        "It is done, and %(num)s email is on its way.",
        "It is done, and %(num)s emails are on their way.",
        number,
    )
    return str(told)
