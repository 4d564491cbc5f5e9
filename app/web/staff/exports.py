"""Participants, waiting lists and lists of courses as files."""

from collections.abc import Iterator

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, formats
from app.documents.tables import Cell, Table
from app.models import Role, SeatState
from app.services import audit, cohorts, exports
from app.services import courses as public_courses
from app.web.access import staff
from app.web.forms import Form
from app.web.languages import ANY
from app.web.pages import page
from app.web.staff import bp, tables
from app.web.staff.fresh import fresh

PARTICIPANTS, WAITING = "participants", "waiting"
STATES = {
    SeatState.CONFIRMED: _l("confirmed"),
    SeatState.ATTENDED: _l("took part"),
    SeatState.ABSENT: _l("was not there"),
    SeatState.COMPLETED: _l("has completed the course"),
}
LANGUAGES = {"da": _l("Danish"), "en": _l("English")}


@bp.route(f"/{ANY}/staff/cohorts/<int:cohort_id>/export", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@fresh
def export_cohort(cohort_id: int) -> Response:
    """Who comes and who waits, each as a file of its own."""
    found = cohorts.get(cohort_id)
    form = Form()
    if form.validate_on_submit():
        what = WAITING if request.form.get("what") == WAITING else PARTICIPANTS
        make = _waiting if what == WAITING else _participants
        code = found.code
        name = _("Waiting list %(code)s", code=code) if what == WAITING else ""
        name = name or _("Participants %(code)s", code=code)
        table = Table(name, _heads(what), make(cohort_id))
        return tables.give(table, lambda: _note("cohort.exported", f"cohort/{cohort_id}", what))
    return page(
        "staff/export_cohort.html",
        form=form,
        cohort=found,
        participants=exports.count_participants(found),
        waiting=exports.count_waiting(found),
    )


@bp.route(f"/{ANY}/staff/courses/<slug>/export", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@fresh
def export_list(slug: str) -> Response:
    """Who wants to hear of dates of the course."""
    course = public_courses.get(slug)
    number = course.id
    form = Form()
    if form.validate_on_submit():
        table = Table(_("List %(course)s", course=slug), _heads("list"), _list(slug))
        return tables.give(table, lambda: _note("course.exported", f"course/{number}", "list"))
    return page(
        "staff/export_list.html",
        form=form,
        course=course,
        number=exports.count_subscriptions(course),
    )


def _note(action: str, subject: str, what: str) -> None:
    audit.record(action, subject, actor=g.staff, what=what)


def _heads(what: str) -> list[str]:
    contact = [_("Contact"), _("Email address of the contact"), _("Phone")]
    where = [_("Workplace"), _("Municipality")]
    if what == PARTICIPANTS:
        who = [_("Reference"), _("Name"), _("Email"), _("Job title")]
        return [*who, *where, _("State"), _("Language"), *contact]
    if what == WAITING:
        how = [_("Places"), _("Never fewer than"), _("In line since"), _("Language")]
        return [_("No."), _("Reference"), *contact, *where, *how]
    wishes = [_("Places wanted"), _("Municipality"), _("Months that suit"), _("At their own place")]
    return [_("Email"), _("Language"), *wishes, _("On the list since"), _("Paused until")]


def _participants(cohort_id: int) -> Iterator[list[Cell]]:
    for one in exports.participants(cohorts.get(cohort_id)):
        yield [
            *(one.reference, one.name or "", one.email or "", one.title),
            *(one.work, one.municipality or ""),
            *(str(STATES[one.state]), str(LANGUAGES[one.language])),
            *(one.contact_name, one.contact_email, tables.phone(one.contact_phone)),
        ]


def _waiting(cohort_id: int) -> Iterator[list[Cell]]:
    for number, one in exports.waiting(cohorts.get(cohort_id)):
        yield [
            *(number, one.reference),
            *(one.contact_name, one.contact_email, tables.phone(one.contact_phone)),
            *(one.workplace, one.municipality or ""),
            *(one.places, min(one.at_least, one.places)),
            *(clock.today(one.queued_at), str(LANGUAGES[one.language])),
        ]


def _list(slug: str) -> Iterator[list[Cell]]:
    said = tables.language()
    for one in exports.subscriptions(public_courses.get(slug)):
        months = ", ".join(formats.month(month, said) for month in one.months)
        yield [
            *(one.email, str(LANGUAGES[one.language]), one.seats_wanted),
            *(one.municipality or "", months, tables.yes(one.at_ours)),
            *(clock.today(one.queued_at), one.paused_until),
        ]
