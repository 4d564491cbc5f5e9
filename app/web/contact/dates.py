"""More people, or another date."""

import secrets

from flask import Response, g
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.models import Registration
from app.models.errors import RuleBroken, TooFewLeft
from app.services import orders, places, private_pages, registrations
from app.services.orders import Order
from app.web import languages
from app.web.access import by_link, grant_link
from app.web.acts import fill_in
from app.web.contact import HERE, bp
from app.web.contact.forms import AddForm, MoveForm
from app.web.contact.places import BY
from app.web.contact.registration import about
from app.web.languages import keeps_typed
from app.web.pages import page, see_other
from app.web.register_fields import titles


@bp.route(f"{HERE}/move", methods=["GET", "POST"])
@by_link("registration")
def move(digest: str) -> Response:
    """To another date with room. The old places are given up when the new ones are safe."""
    registration = private_pages.registration(g.link)
    shown = about(registration, digest)
    seats = shown["cancellable"]
    cohorts = private_pages.with_room(registration, 1, clock.now())
    if not seats:
        return see_other(".registration", digest=digest)
    form = MoveForm().about(cohorts, seats)
    moved: list[Registration] = []

    def go() -> None:
        chosen = [seat for seat in seats if seat.id in form.who.ids]
        moved.append(places.move(chosen, form.chosen(cohorts), by=BY))

    if form.validate_on_submit() and fill_in(go, form):
        return _at_the_other(moved[0], _("Moved. The places here are given up."))
    return page("contact/move.html", form=form, cohorts=cohorts, **shown)


@bp.route(f"{HERE}/add", methods=["GET", "POST"])
@by_link("registration")
@keeps_typed
def add(digest: str) -> Response:
    """One more colleague, in a registration of its own that is filled in from this one.

    A team that has become too small names the new one on the registration it has.
    """
    registration = private_pages.registration(g.link)
    shown = about(registration, digest)
    short = places.is_short(registration) and bool(registration.confirmed)
    if not short and not shown["may_add"]:
        return see_other(".registration", digest=digest)
    form = AddForm(form_key=secrets.token_urlsafe(24))
    full = False
    if form.validate_on_submit():
        try:
            made = _add(registration, form, short=short)
        except TooFewLeft:
            db.session.rollback()
            full = True
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            if made is registration:
                return see_other(".registration", _("Saved."), digest=digest)
            return _at_the_other(made, _("This is a registration of its own."))
    return page("contact/add.html", form=form, full=full, titles=titles(), **shown)


def _add(registration: Registration, form: AddForm, *, short: bool) -> Registration:
    person, language = form.person, languages.language()
    if short:
        places.name_another(registration, person, language=language, by=BY)
        return registration
    order = Order(
        form_key=f"added/{registration.id}/{form.form_key.data or secrets.token_urlsafe(24)}"[:200],
        people=(person,),
        choice=form.choice,
        **{name: getattr(registration, name) for name in orders.COPIED},
    )
    return registrations.register(registration.cohort, order, added=True)


def _at_the_other(other: Registration, message: str) -> Response:
    """Whose link opened the first may see the second: the mail with its link is on the way."""
    digest = grant_link("registration", other.id, other.link_version)
    return see_other(".registration", message, digest=digest)
