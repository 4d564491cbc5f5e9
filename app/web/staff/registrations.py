"""One registration at the desk: who comes, who pays, what has happened, and the acts of staff."""

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from app import clock
from app.models import Registration, Role
from app.services import by_hand, desk, places, private_pages, registration_changes, registrations
from app.web import languages
from app.web.access import staff
from app.web.acts import press
from app.web.forms import AddressField, Form, LineField
from app.web.pages import page, see_other
from app.web.staff import acts, bp
from app.web.staff.line import HERE, LONGEST, TOO_LONG
from app.web.staff.person_forms import NAME_TOO_LONG
from app.web.staff.reads import note_read

BY = "staff"


class ContactForm(Form):
    """Who the contact is, and where they are written to."""

    name = LineField(
        _l("Name"),
        [Length(max=200, message=NAME_TOO_LONG)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    email = AddressField(_l("Email"), render_kw={"autocomplete": "off", "spellcheck": "false"})


class CancelForm(Form):
    reason = LineField(_l("The reason"), [Length(max=LONGEST, message=TOO_LONG)])


@bp.get(HERE)
@staff(Role.SECRETARY)
def registration(registration_id: int) -> Response:
    """All of it, but for food and needs."""
    found = registrations.get(registration_id)
    note_read(f"registration/{found.id}", what="people")
    return _show(found, _contact_form(found))


@bp.route(f"{HERE}/contact", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def correct_contact(registration_id: int) -> Response:
    """The address is right now: offers come again, and old links die with the old address."""
    found = registrations.get(registration_id)
    if request.method == "GET":
        return see_other(".registration", registration_id=found.id)
    form = ContactForm()
    if not form.validate():
        return _show(found, form)
    return press(
        lambda: by_hand.reached(
            found, form.email.address, name=form.name.data or "", actor=g.staff
        ),
        _("Saved."),
        to=".registration",
        registration_id=found.id,
    )


@bp.route(f"{HERE}/places/<int:seat_id>/cancel", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def cancel_place(registration_id: int, seat_id: int) -> Response:
    """Says what happens before the press."""
    found = registrations.get(registration_id)
    seat = private_pages.seat_of(found, seat_id)
    if request.method == "GET" and not private_pages.may_cancel(seat, clock.now()):
        return see_other(".registration", registration_id=found.id)
    form = CancelForm()
    if form.validate_on_submit():
        return press(
            lambda: places.cancel([seat], by=BY, actor=g.staff, reason=form.reason.data or ""),
            _("The place is cancelled, and free for others."),
            to=".registration",
            registration_id=found.id,
        )
    if request.method == "GET":
        note_read(f"registration/{found.id}", what="participant")
    return page("staff/cancel_place.html", form=form, registration=found, seat=seat)


def _contact_form(found: Registration) -> ContactForm:
    known = {"name": found.contact_name, "email": found.contact_email}
    return ContactForm(formdata=None, data=known)


def _show(found: Registration, form: ContactForm) -> Response:
    now, language = clock.now(), languages.language()
    return page(
        "staff/registration.html",
        form=form,
        registration=found,
        cohort=found.cohort,
        states={seat.id: private_pages.state(seat, now) for seat in found.seats},
        cancellable={seat.id for seat in found.seats if private_pages.may_cancel(seat, now)},
        position=private_pages.position(found),
        has_offer=found.has_offer(now),
        is_billed=registration_changes.is_billed(found),
        history=[
            (entry.at, acts.sentence(entry), acts.who(entry, member, language))
            for entry, member in desk.history(found)
        ],
    )
