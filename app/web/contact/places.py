"""One place of a registration: name it, give it on, cancel it, take it again."""

from flask import Response, g
from flask_babel import gettext as _
from flask_babel import ngettext

from app.models import Registration, Seat
from app.services import hand_overs, places, private_pages
from app.web import languages
from app.web.access import by_link
from app.web.acts import fill_in, press
from app.web.contact import HERE, bp
from app.web.contact.forms import PersonForm, PressForm
from app.web.contact.registration import about
from app.web.languages import keeps_typed
from app.web.pages import page, see_other
from app.web.register_fields import titles

ONE = f"{HERE}/places/<int:seat_id>"
BY = "contact"


def one(seat_id: int) -> tuple[Registration, Seat]:
    """The place, found through the registration of the link: another's is not there."""
    registration = private_pages.registration(g.link)
    return registration, private_pages.seat_of(registration, seat_id)


@bp.route(ONE, methods=["GET", "POST"])
@by_link("registration")
@keeps_typed
def person(digest: str, seat_id: int) -> Response:
    """Correct who comes, or give the place to somebody else: free, and at once."""
    registration, seat = one(seat_id)
    form = PersonForm(name=seat.name, email=seat.email, title=seat.title)
    shown = about(registration, digest)

    def put() -> None:
        hand_overs.put_person(seat, form.person, language=languages.language(), by=BY)

    if seat.id not in shown["changeable"]:
        return see_other(".registration", digest=digest)
    if form.validate_on_submit() and fill_in(put, form, form.email):
        return see_other(".registration", _("Saved."), digest=digest)
    return page("contact/person.html", form=form, seat=seat, titles=titles(), **shown)


@bp.route(f"{ONE}/cancel", methods=["GET", "POST"])
@by_link("registration")
def cancel(digest: str, seat_id: int) -> Response:
    """Says what it costs by the terms before the press."""
    registration, seat = one(seat_id)
    return _cancel(registration, [seat], digest, all_of_them=False)


@bp.route(f"{HERE}/cancel", methods=["GET", "POST"])
@by_link("registration")
def cancel_all(digest: str) -> Response:
    """Every place there is; who waits leaves the line by a button of its own."""
    registration = private_pages.registration(g.link)
    return _cancel(registration, registration.seats, digest, all_of_them=True)


def _cancel(
    registration: Registration, seats: list[Seat], digest: str, *, all_of_them: bool
) -> Response:
    form = PressForm()
    shown = about(registration, digest)
    going = [seat for seat in seats if seat in shown["cancellable"]]
    if not going:
        return see_other(".registration", digest=digest)
    if form.validate_on_submit():
        done = ngettext(
            "The place is cancelled. You can undo it for 15 minutes, while it is free.",
            "The places are cancelled. You can undo it for 15 minutes, while they are free.",
            len(going),
        )
        return press(lambda: places.cancel(going, by=BY), done, to=".registration", digest=digest)
    return page("contact/cancel.html", form=form, going=going, all_of_them=all_of_them, **shown)


@bp.post(f"{ONE}/undo")
@by_link("registration")
def undo(digest: str, seat_id: int) -> Response:
    """Take a cancelled place again."""
    _registration, seat = one(seat_id)
    done = _("The place is yours again.")
    return press(lambda: places.undo(seat), done, to=".registration", digest=digest)
