"""One's own place: see it, say what we should know, give it on, cancel it, take it again."""

from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _

from app import clock, formats
from app.extensions import db
from app.models import CohortState, Seat, SeatState
from app.models.registration import HAS_A_PLACE
from app.services import (
    hand_overs,
    offers,
    places,
    plans,
    private_pages,
    provider,
    registration_changes,
)
from app.web import calendars, languages
from app.web import fill_in as worksheets
from app.web.access import by_link
from app.web.acts import fill_in, press
from app.web.forms import Form
from app.web.languages import keeps_typed
from app.web.pages import page, see_other
from app.web.participant import HERE, bp, contact_list
from app.web.participant.forms import ColleagueForm, LanguageForm, PressForm, WishesForm
from app.web.register_fields import titles

BY = "participant"


@bp.route(HERE, methods=["GET", "POST"])
@by_link("seat")
@keeps_typed
def seat(digest: str) -> Response:
    """The place, and the only form that asks about food and needs."""
    seat = private_pages.seat(g.link)
    form = WishesForm.of(seat)
    if form.validate_on_submit():
        food, needs = form.food.data or "", form.needs.data or ""
        registration_changes.set_wishes(seat, food=food, needs=needs)
        db.session.commit()
        told = _("Saved at %(time)s.", time=formats.time_of_day(clock.now(), languages.language()))
        return see_other(".seat", told, digest=digest)
    return _show(seat, digest, form, wishes=form)


@bp.route(f"{HERE}/language", methods=["GET", "POST"])
@by_link("seat")
def language(digest: str) -> Response:
    """Of the mails; the page has a link of its own to the other language."""
    seat = private_pages.seat(g.link)
    form = LanguageForm()
    if request.method == "GET":
        return see_other(".seat", digest=digest)
    if form.validate():
        registration_changes.set_language(seat, form.chosen)
        db.session.commit()
        return see_other(".seat", _("Saved."), digest=digest)
    return _show(seat, digest, form)


@bp.route(f"{HERE}/give", methods=["GET", "POST"])
@by_link("seat")
@keeps_typed
def give(digest: str) -> Response:
    """To a colleague: free, and at once. The link opens nothing afterwards."""
    seat = private_pages.seat(g.link)
    form = ColleagueForm()
    shown = about(seat, digest)

    def put() -> None:
        hand_overs.give_to(
            seat,
            form.person,
            language=languages.language(),
            by=BY,
            worksheets=form.worksheets.data,
        )

    if not shown["may_change"]:
        return see_other(".seat", digest=digest)
    if form.validate_on_submit():
        if form.email.address == seat.email:
            form.email.errors = [_("This is your own address. Enter your colleague's.")]
        elif fill_in(put, form, form.email):
            return see_other(".given", digest=digest)
    written = [desk for desk in _desks(seat, digest) if desk.is_written]
    return page("participant/give.html", form=form, titles=titles(), written=written, **shown)


@bp.get(f"{HERE}/given")
@by_link("seat")
def given(digest: str) -> Response:
    """Says nothing of the place: it is somebody else's now."""
    return page("participant/given.html")


@bp.route(f"{HERE}/cancel", methods=["GET", "POST"])
@by_link("seat")
def cancel(digest: str) -> Response:
    """Says what it costs by the terms before the press."""
    seat = private_pages.seat(g.link)
    form = PressForm()
    shown = about(seat, digest)
    if not shown["may_cancel"]:
        return see_other(".seat", digest=digest)
    if form.validate_on_submit():
        return press(lambda: places.cancel([seat], by=BY), to=".seat", digest=digest)
    return page("participant/cancel.html", form=form, **shown)


@bp.route(f"{HERE}/undo", methods=["GET", "POST"])
@by_link("undo", "seat")
def undo(digest: str) -> Response:
    """Take the place again; afterwards the same address says how it stands."""
    seat = private_pages.seat(g.link)
    form = PressForm()
    if form.validate_on_submit():
        return press(lambda: places.undo(seat), to=".undo", digest=digest)
    return page("participant/undo.html", form=form, **about(seat, digest))


@bp.post(f"{HERE}/withdraw")
@by_link("seat")
def withdraw(digest: str) -> Response:
    """Leave the line; the others of the group stay in it."""
    seat = private_pages.seat(g.link)
    done = _("You are off the waiting list for this date. It costs nothing.")
    return press(
        lambda: offers.withdraw(seat.registration, [seat]), done, to=".seat", digest=digest
    )


@bp.get(f"{HERE}/calendar")
@by_link("seat")
def calendar(digest: str) -> Response:
    seat = private_pages.seat(g.link)
    return calendars.answer(seat, cancelled=seat.state not in HAS_A_PLACE)


def _show(seat: Seat, digest: str, form: Form, *, wishes: WishesForm | None = None) -> Response:
    return page(
        "participant/seat.html",
        form=form,
        wishes=wishes or WishesForm(formdata=None, data=WishesForm.said(seat)),
        mails=LanguageForm.of(seat),
        desks=_desks(seat, digest),
        **contact_list.about(seat),
        **about(seat, digest),
    )


def _desks(seat: Seat, digest: str) -> list[worksheets.Desk]:
    """The worksheets that are with the participant now, and those that were begun."""
    return worksheets.all_of("participant", seat, digest)


def about(seat: Seat, digest: str) -> dict[str, Any]:
    """What the pages of a place say of it. Nothing of the others, and nothing of the invoice."""
    now = clock.now()
    registration, cohort = seat.registration, seat.registration.cohort
    state = private_pages.state(seat, now)
    return {
        "seat": seat,
        "state": state,
        "digest": digest,
        "cohort": cohort,
        "course": cohort.course,
        "contact_name": registration.contact_name,
        "workplace": registration.workplace,
        "own": seat.email == registration.contact_email,
        "called_off": cohort.state is CohortState.CALLED_OFF,
        "waits": state in (SeatState.WAITING, SeatState.OFFERED),
        "may_change": private_pages.may_change(seat, now),
        "may_cancel": private_pages.may_cancel(seat, now),
        "may_undo": private_pages.may_undo(seat, now),
        "undo_until": private_pages.undo_until(seat),
        "free": cohort.is_free_to_cancel(now),
        "terms": provider.get().terms,
        "is_participant": g.link.purpose == "seat",
        "after": plans.after_the_day(seat, now, languages.language()),
    }
