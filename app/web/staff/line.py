"""What the secretary does about the line: offer by hand, take back, gather."""

from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from app import clock
from app.models import Registration, Role
from app.services import by_hand, desk, registrations, waiting_list
from app.web.access import staff
from app.web.acts import press
from app.web.forms import Form, LineField
from app.web.languages import ANY
from app.web.named_places import NamesForm
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.reads import note_read

HERE = f"/{ANY}/staff/registrations/<int:registration_id>"
LONGEST = 500
TOO_LONG = _l("The reason is too long: at most 500 characters.")


class ReasonForm(Form):
    """Why: it is kept, and those concerned read it."""

    reason = LineField(
        _l("The reason"),
        [DataRequired(_l("Enter the reason.")), Length(max=LONGEST, message=TOO_LONG)],
    )


class SaidYesForm(NamesForm):
    """They were rung: why they before others, if others stand ahead, and names where they lack."""

    reason = LineField(_l("The reason"), [Length(max=LONGEST, message=TOO_LONG)])

    def check(self, skipped: list[Any], registration: Registration) -> bool:
        fine = self.validate_on_submit()
        if skipped and not self.reason.data and not self.reason.errors:
            self.reason.errors = [_("Enter the reason.")]
        return self.check_names(self.named, registration.seats) and fine and not self.errors


class TakeBackForm(ReasonForm):
    """Why, and who gets the places."""

    instead = SelectField(_l("The places go to"), validate_choice=True)

    def offer_to(self, line: list[Registration]) -> "TakeBackForm":
        self.instead.choices = [
            SelectChoice("", _l("the next in line who can use them")),
            *(SelectChoice(str(one.id), one.contact_name) for one in line),
        ]
        return self


@bp.route(f"{HERE}/offer", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def offer_place(registration_id: int) -> Response:
    """Offer what is free. Whoever is passed over by that is shown, and a reason asked for."""
    found = registrations.get(registration_id)
    skipped = desk.skipped(found)
    form = ReasonForm()
    if not skipped:
        if request.method == "GET":
            return see_other(".cohort", cohort_id=found.cohort_id)
        return _act(found, lambda: by_hand.offer_by_hand(found, reason="", actor=g.staff))
    if form.validate_on_submit():
        reason = form.reason.data
        return _act(found, lambda: by_hand.offer_by_hand(found, reason=reason, actor=g.staff))
    if request.method == "GET":
        note_read(f"registration/{found.id}", what="contact")
    return page("staff/offer.html", form=form, registration=found, skipped=skipped)


@bp.route(f"{HERE}/said-yes", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def said_yes(registration_id: int) -> Response:
    """Near the start: they were rung, and the press gives them the places. Asks what it lacks."""
    found = registrations.get(registration_id)
    if not desk.may_say_yes(found):
        return see_other(".cohort", cohort_id=found.cohort_id)
    skipped, seats = desk.skipped(found), desk.would_get(found)
    form = SaidYesForm()
    form.ask_names(seat for seat in seats if seat.is_nameless)
    if request.method == "POST" and form.check(skipped, found):
        reason, names = form.reason.data or "", form.names
        return press(
            lambda: by_hand.said_yes(found, reason=reason, names=names, actor=g.staff),
            _("%(name)s has the places. The receipt is on its way.", name=found.contact_name),
            to=".cohort",
            cohort_id=found.cohort_id,
        )
    if request.method == "GET":
        note_read(f"registration/{found.id}", what="contact")
    return page("staff/said_yes.html", form=form, registration=found, skipped=skipped, seats=seats)


@bp.route(f"{HERE}/take-back", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def take_back(registration_id: int) -> Response:
    """Take an offer back, with a reason; the group waits again in its place."""
    found = registrations.get(registration_id)
    if request.method == "GET" and not found.has_offer(clock.now()):
        return see_other(".cohort", cohort_id=found.cohort_id)
    line = waiting_list.in_order(found.cohort)
    form = TakeBackForm().offer_to(line)
    if form.validate_on_submit():
        instead = next((one for one in line if str(one.id) == form.instead.data), None)
        reason = form.reason.data
        return press(
            lambda: by_hand.take_back(found, reason=reason, actor=g.staff, instead=instead),
            lambda: _taken_back(found),
            to=".cohort",
            cohort_id=found.cohort_id,
        )
    if request.method == "GET":
        note_read(f"registration/{found.id}", what="contact")
    return page("staff/take_back.html", form=form, registration=found)


def _taken_back(found: Registration) -> str:
    name = found.contact_name
    if found.has_offer(clock.now()):
        return _("Nobody else can use the places: %(name)s has been offered them again.", name=name)
    return _("The offer is taken back. %(name)s waits again in the same place.", name=name)


@bp.post(f"{HERE}/gather")
@staff(Role.SECRETARY)
def gather(registration_id: int) -> Response:
    found = registrations.get(registration_id)
    return press(
        lambda: by_hand.gather(found, actor=g.staff),
        _(
            "Places that come free are now kept for %(name)s until there are enough.",
            name=found.contact_name,
        ),
        to=".cohort",
        cohort_id=found.cohort_id,
    )


@bp.post(f"{HERE}/stop-gathering")
@staff(Role.SECRETARY)
def stop_gathering(registration_id: int) -> Response:
    found = registrations.get(registration_id)
    return press(
        lambda: by_hand.stop_gathering(found, actor=g.staff),
        _("Places that come free go to the next in line again."),
        to=".cohort",
        cohort_id=found.cohort_id,
    )


def _act(found: Registration, change: Any) -> Response:
    name = found.contact_name
    done = _(
        "%(name)s has been offered the places, and gets an email with the deadline.", name=name
    )
    return press(change, done, to=".cohort", cohort_id=found.cohort_id)
