"""The answer to an offer, and standing in line again after it."""

from flask import Response, g
from flask_babel import gettext as _

from app import clock
from app.services import offers, private_pages, registrations
from app.web.access import by_link
from app.web.acts import press
from app.web.contact import HERE, bp
from app.web.contact.forms import OfferForm, PressForm
from app.web.contact.registration import about
from app.web.pages import page


@bp.route(f"{HERE}/offer", methods=["GET", "POST"])
@by_link("offer", "registration")
def offer(digest: str) -> Response:
    """Yes or no thanks. What came of it is shown at the same address, whoever pressed first."""
    registration = private_pages.registration(g.link)
    count = private_pages.offered_places(registration)
    shown = about(registration, digest)
    asked = [seat for seat in registration.seats if shown["states"][seat.id] in ASKED]
    late = not registrations.may_be_nameless(registration.cohort, clock.now())
    form = OfferForm().about(asked, min(count, len(asked)), names_needed=late)
    if form.validate_on_submit():
        if form.no.data:
            return press(lambda: offers.decline(registration), to=".offer", digest=digest)
        who, keep, names = form.who.ids, form.rest.data == "keep", form.names
        return press(
            lambda: offers.accept(registration, who=who or None, keep_rest=keep, names=names),
            to=".offer",
            digest=digest,
        )
    now = clock.now()
    return page(
        "contact/offer.html",
        form=form,
        asked=asked,
        live=registration.has_offer(now),
        acceptable=private_pages.may_accept(registration, now),
        until=registration.offer_until or registration.lapsed_at,
        **shown,
    )


# who an offer is about: those it is for, the rest of the group, and all of them when it is late
ASKED = {"offered", "waiting", "lapsed"}


@bp.route(f"{HERE}/queue", methods=["GET", "POST"])
@by_link("queue_again", "offer", "registration")
def queue_again(digest: str) -> Response:
    """Last in line, by one button; pressed twice it says the same."""
    registration = private_pages.registration(g.link)
    form = PressForm()
    if form.validate_on_submit():
        return press(
            lambda: offers.stand_in_line_again(registration),
            _("You are in line again, at the end."),
            to=".queue_again",
            digest=digest,
        )
    return page("contact/queue_again.html", form=form, **about(registration, digest))
