"""Who came: ticked on a phone at the door, closed at the end of the day, corrected afterwards."""

from typing import Any

from flask import Response, g, request, url_for
from flask_babel import gettext as _

from app import clock, formats
from app.models import Cohort, Role, SeatState
from app.models.certificate import LEVELS, Needs, needs
from app.services import assignments, attendance, cohorts, plans, provider, rounds
from app.services.certificates import TOOK_PART
from app.web import languages
from app.web.access import staff
from app.web.acts import press
from app.web.forms import Form
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.register_fields import whole
from app.web.staff import bp
from app.web.staff.reads import note_read

HERE = f"/{ANY}/staff/cohorts/<int:cohort_id>/attendance"


@bp.route(HERE, methods=["GET", "POST"])
@staff(Role.CONSULTANT)
def attendance_list(cohort_id: int) -> Response:
    """The list; two who tick at once do not undo each other."""
    found = cohorts.get(cohort_id)
    form = Form()
    if form.validate_on_submit():
        came, before = _numbers("came"), _numbers("before")
        to = ".close_cohort" if "close" in request.form else ".attendance_list"
        told = ""
        if to == ".attendance_list":
            at = formats.time_of_day(clock.now(), languages.language())
            told = _("Saved at %(time)s.", time=at)
        return press(
            lambda: attendance.save(found, came, before=before, by=g.staff),
            told,
            to=to,
            cohort_id=cohort_id,
        )
    return page("staff/attendance_list.html", form=form, **_about(found))


@bp.route(f"{HERE}/close", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
def close_cohort(cohort_id: int) -> Response:
    """Says who will have been absent, and what follows, before the press."""
    found = cohorts.get(cohort_id)
    form = Form()
    if form.validate_on_submit():
        return press(
            lambda: attendance.close(found, by=g.staff),
            _("The cohort is closed."),
            to=".attendance_list",
            cohort_id=cohort_id,
        )
    if not found.is_closable(clock.now()):
        return see_other(".attendance_list", cohort_id=cohort_id)
    return page("staff/close_cohort.html", form=form, **_about(found))


@bp.post(f"{HERE}/<int:seat_id>")
@staff(Role.CONSULTANT)
def correct_attendance(cohort_id: int, seat_id: int) -> Response:
    """One place, after the closing."""
    seat = attendance.seat_of(cohorts.get(cohort_id), seat_id)
    came = request.form.get("came") == "1"
    return press(
        lambda: attendance.correct(seat, came=came, by=g.staff),
        _("Saved."),
        to=".attendance_list",
        cohort_id=cohort_id,
    )


@bp.post(f"{HERE}/<int:seat_id>/visit")
@staff(Role.CONSULTANT)
def pass_visit(cohort_id: int, seat_id: int) -> Response:
    """The quality visit: approved at a level, or that taken back."""
    seat = attendance.seat_of(cohorts.get(cohort_id), seat_id)
    level = request.form.get("level", "")

    def change() -> None:
        if whole(level) in LEVELS:
            attendance.pass_visit(seat, whole(level), by=g.staff)
        else:
            attendance.take_back_visit(seat, by=g.staff)

    return press(change, _("Saved."), to=".attendance_list", cohort_id=cohort_id)


def _numbers(name: str) -> set[int]:
    """Of the boxes, or of the list of those that were ticked before; anything else is nobody."""
    words = ",".join(request.form.getlist(name)).split(",")
    return {int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 10}


def _about(cohort: Cohort) -> dict[str, Any]:
    now = clock.now()
    seats = attendance.of(cohort)
    shown_again = g.get("shown_again", False)
    if seats and (request.method == "GET" or shown_again):
        note_read(f"cohort/{cohort.id}", what="people")
    came = [seat for seat in seats if seat.state in TOOK_PART]
    absent = [seat for seat in seats if seat.state in (SeatState.ABSENT, SeatState.CONFIRMED)]
    boxes = {seat.id for seat in came}
    if shown_again:
        # ticked while the sign-in had ended: beside what is stored by now, and not saved yet
        ticked, before = _numbers("came"), _numbers("before")
        boxes = (boxes | (ticked - before)) - (before - ticked)
    given = assignments.of_course(cohort.course_id)
    sheets = [one for one in given if one.worksheet == plans.FOLLOW_UP]
    closed_weeks = provider.get().closed_weeks
    moments = [one.ready_at(cohort, closed_weeks) for one in sheets]
    thanks = [
        moment for moment in (rounds.thanks_at(cohort, closed_weeks), cohort.closed_at) if moment
    ]
    return {
        "cohort": cohort,
        "course": cohort.course,
        "seats": seats,
        "came": came,
        "boxes": boxes,
        "absent": absent,
        "takes": cohort.takes_attendance(now),
        "closable": cohort.is_closable(now),
        "asked": needs(cohort.course),
        "levels": LEVELS,
        "with_letter": sum(bool(seat.email) for seat in came),
        "follow_up": sorted({one.send_days for one in sheets}),
        "follow_up_on": sorted({clock.today(moment) for moment in moments if moment}),
        "thanked": clock.today(max(thanks, default=now)) < clock.today(now),
        "today": clock.today(now),
        "visit": needs(cohort.course) is Needs.VISIT,
        "url": url_for("staff.attendance_list", cohort_id=cohort.id),
    }
