"""All the places of a registration, and what can be said about the whole of it."""

from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _

from app import clock
from app.models import CohortState, Registration
from app.models.registration import HAS_A_PLACE
from app.services import contacts, offers, private_pages, provider, registration_changes
from app.web import calendars
from app.web import fill_in as worksheets
from app.web.access import by_link
from app.web.acts import press
from app.web.contact import HERE, bp
from app.web.contact.forms import AcceptForm, PressForm, TogetherForm
from app.web.forms import Form
from app.web.pages import page, see_other


@bp.get(HERE)
@by_link("registration")
def registration(digest: str) -> Response:
    """How everything stands, and each act as a form of its own."""
    return _show(private_pages.registration(g.link), digest, PressForm())


@bp.post(f"{HERE}/withdraw")
@by_link("registration")
def withdraw(digest: str) -> Response:
    """Leave the line, all who wait."""
    registration = private_pages.registration(g.link)
    left = _("You are off the waiting list for this date. It costs nothing.")
    return press(lambda: offers.withdraw(registration), left, to=".registration", digest=digest)


@bp.route(f"{HERE}/unasked", methods=["GET", "POST"])
@by_link("registration")
def accept_unasked(digest: str) -> Response:
    """Take it without asking me if a place comes free by that day."""
    registration = private_pages.registration(g.link)
    if request.method == "GET":
        return see_other(".registration", digest=digest)
    form = AcceptForm()
    form.cohort = registration.cohort
    if not form.check():
        return _show(registration, digest, form, unasked=form)
    until = form.until.data
    return press(
        lambda: registration_changes.accept_unasked(registration, until),
        _("Saved."),
        to=".registration",
        digest=digest,
    )


@bp.route(f"{HERE}/together", methods=["GET", "POST"])
@by_link("registration")
def stay_together(digest: str) -> Response:
    registration = private_pages.registration(g.link)
    if request.method == "GET":
        return see_other(".registration", digest=digest)
    form = TogetherForm()
    form.people = len(registration.waiting)
    if not form.validate():
        return _show(registration, digest, form, together=form)
    return press(
        lambda: registration_changes.stay_together(registration, int(form.at_least.data)),
        _("Saved."),
        to=".registration",
        digest=digest,
    )


@bp.post(f"{HERE}/new-link")
@by_link("registration")
def replace_link(digest: str) -> Response:
    """The mail alone has the new one: whoever else knew the old link is out."""
    registration = private_pages.registration(g.link)
    return press(lambda: contacts.replace_link(registration), to=".link_sent", digest=digest)


@bp.get(f"{HERE}/new-link/sent")
@by_link("registration")
def link_sent(digest: str) -> Response:
    """Says nothing of the registration: the link that leads here opens nothing any more."""
    return page("contact/link_sent.html")


@bp.get(f"{HERE}/calendar")
@by_link("registration", "receipt", "offer")
def calendar(digest: str) -> Response:
    """The receipt tells nobody who had a place before; neither does its file."""
    registration = private_pages.registration(g.link)
    proved = g.link.purpose != "receipt"
    return calendars.answer(
        registration, cancelled=proved and not about(registration, digest)["with_place"]
    )


def _show(
    registration: Registration,
    digest: str,
    form: Form,
    *,
    unasked: AcceptForm | None = None,
    together: TogetherForm | None = None,
) -> Response:
    return page(
        "contact/registration.html",
        form=form,
        unasked=unasked or AcceptForm(formdata=None, data={"until": registration.accept_until}),
        together=together
        or TogetherForm(formdata=None, data={"at_least": str(registration.at_least)}),
        desks=worksheets.all_of("contact", registration, digest),
        **about(registration, digest),
    )


def about(registration: Registration, digest: str) -> dict[str, Any]:
    """What the pages of a registration say of it."""
    now = clock.now()
    cohort = registration.cohort
    states = {seat.id: private_pages.state(seat, now) for seat in registration.seats}
    seats = registration.seats
    called_off = cohort.state is CohortState.CALLED_OFF
    with_place = [seat for seat in seats if seat.state in HAS_A_PLACE and not called_off]
    return {
        "registration": registration,
        "cohort": cohort,
        "course": cohort.course,
        "digest": digest,
        "states": states,
        "with_place": with_place,
        "offered": [seat for seat in seats if states[seat.id] == "offered"],
        "waiting": [seat for seat in seats if states[seat.id] == "waiting"],
        "changeable": {seat.id for seat in seats if private_pages.may_change(seat, now)},
        "cancellable": [seat for seat in seats if private_pages.may_cancel(seat, now)],
        "undoable": {
            seat.id: private_pages.undo_until(seat)
            for seat in seats
            if private_pages.may_undo(seat, now)
        },
        "position": private_pages.position(registration),
        "queue_again": private_pages.may_queue_again(registration, now),
        "free": cohort.is_free_to_cancel(now),
        "may_add": cohort.is_open(now),
        "called_off": called_off,
        "moved": bool(
            cohort.moved_at
            and registration.queued_at < cohort.moved_at
            and not cohort.has_started(now)
            and not called_off
        ),
        "terms": provider.get().terms,
        "is_contact": g.link.purpose == "registration",
    }
