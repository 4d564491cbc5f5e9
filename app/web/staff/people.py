"""One person: everything there is about them, handed out, corrected, erased."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.extensions import db
from app.models import Role
from app.models.errors import RuleBroken
from app.services import (
    answers,
    audit,
    erased_bytes,
    erasing,
    people_corrected,
    people_log,
    uploads,
)
from app.services import people as service
from app.web import languages
from app.web.access import staff
from app.web.forms import Form
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.staff import bp, handed_out, handed_out_words
from app.web.staff.fresh import fresh
from app.web.staff.letters import NAMES
from app.web.staff.person_forms import PURPOSES, CorrectForm, Opened, SearchForm, key, opened
from app.web.staff.reads import note_read

HERE = f"/{ANY}/staff/people"
ONE = f"{HERE}/<key>"
View = Callable[..., Any]


def with_person(view: View) -> View:
    """Give the view whose page it is; back to the search when the hour is over."""

    @wraps(view)
    def found(key: str) -> Any:
        whose = opened(key)
        if whose is None:
            return see_other(".people", _l("Search once more: the page was open for an hour."))
        return view(key, whose)

    return found


@bp.route(HERE, methods=["GET", "POST"])
@staff(Role.SECRETARY)
def people() -> Response:
    """Who looked for somebody, and why, is in the log; what was typed is not."""
    form = SearchForm()
    found: list[service.Found] | None = None
    if form.validate_on_submit():
        found = service.search(form.wanted.data or "")
        purpose = form.purpose.data
        # the page of one alone, which comes next, says for itself that it was read
        shown = found if len(found) > 1 else []
        people_log.note_search(shown, purpose, actor=g.staff)
        db.session.commit()
        if len(found) == 1:
            return see_other(".person", key=key(service.Person(found[0].email), purpose))
    keys = {one.email: key(service.Person(one.email), form.purpose.data) for one in found or ()}
    return page("staff/people.html", form=form, found=found, keys=keys, most=service.MOST_FOUND)


@bp.get(ONE)
@staff(Role.SECRETARY)
@with_person
def person(key: str, whose: Opened) -> Response:
    """Everything in one page: that it was read, and why, is in the log."""
    note_read(people_log.subject(whose.person.email), what="person", purpose=whose.purpose)
    found = service.of(whose.person)
    return page(
        "staff/person.html",
        **_about(key, whose),
        found=found,
        looks=people_log.looks(found),
        readiness={one.id: answers.readiness(one) for one in found.answers},
        sheets={one.id: answers.sheet(one) for one in found.answers},
        letters=NAMES,
        why=handed_out_words.why,
        invoiced={one.id for one in found.registrations if erasing.is_invoiced(one)},
    )


@bp.route(f"{ONE}/hand-out", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@fresh
@with_person
def hand_out_person(key: str, whose: Opened) -> Response:
    """A file to read, one for machines, and the files that were handed in."""
    form = Form()
    if form.validate_on_submit():
        about = people_log.subject(whose.person.email)
        audit.record("person.handed_out", about, actor=g.staff)
        db.session.commit()
        return handed_out.as_zip(service.of(whose.person), languages.language())
    return page("staff/hand_out_person.html", form=form, **_about(key, whose))


@bp.route(f"{ONE}/correct", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@with_person
def correct_person(key: str, whose: Opened) -> Response:
    found = service.of(whose.person)
    form = CorrectForm(name=_one_name(found), email=whose.person.email)
    if form.validate_on_submit():
        try:
            corrected = people_corrected.correct(
                whose.person, name=form.name.data or "", email=form.email.address, actor=g.staff
            )
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            return see_other(".person", _l("It is corrected."), key=_key(corrected, whose))
    elif request.method == "GET":
        note_read(people_log.subject(whose.person.email), what="person", purpose=whose.purpose)
    names = service.of(whose.person).names
    return page("staff/correct_person.html", form=form, names=names, **_about(key, whose))


@bp.route(f"{ONE}/erase", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@fresh
@with_person
def erase_person(key: str, whose: Opened) -> Response:
    """Says what goes, what stays and why, before the press."""
    form = Form()
    if form.validate_on_submit():
        try:
            erased = erasing.erase(whose.person, actor=g.staff)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            uploads.remove(erased.files)
            erased_bytes.leave_nothing()
            return see_other(".people", _("The person is erased."))
    told = erasing.preview(service.of(whose.person), clock.now())
    return page("staff/erase_person.html", form=form, told=told, **_about(key, whose))


def _about(sealed: str, whose: Opened) -> dict[str, Any]:
    return {
        "key": sealed,
        "person": whose.person,
        "purpose": PURPOSES.get(whose.purpose, ""),
        "only": lambda name: key(service.Person(whose.person.email, name), whose.purpose),
    }


def _key(whom: service.Person, whose: Opened) -> str:
    return key(whom, whose.purpose)


def _one_name(found: service.Everything) -> str:
    """Of two who share an address, neither is filled in."""
    return found.names[0] if len(found.names) == 1 else ""
