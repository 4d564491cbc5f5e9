"""The worksheets that go with a course: added, other days, withdrawn. Seen before the press."""

from collections.abc import Callable

from flask import Response, g
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.extensions import db
from app.models import Assignment, Course, Role
from app.models.errors import RuleBroken
from app.services import assignment_changes, course_editing, worksheets
from app.services.assignment_changes import Plan
from app.web.access import staff
from app.web.forms import Form
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.assignment_forms import AssignmentForm, DaysForm, filled_in

HERE = f"/{ANY}/staff/assignments/<int:assignment_id>"


@bp.route(f"/{ANY}/staff/courses/<slug>/add-worksheet", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def add_assignment(slug: str) -> Response:
    """Before the first publishing too: a new course is complete from its first day."""
    course = course_editing.get(slug)
    return _looked_at(
        AssignmentForm(),
        course,
        None,
        lambda plan: assignment_changes.add(course, plan, actor=g.staff),
        _l("The worksheet goes with the course now."),
    )


@bp.route(HERE, methods=["GET", "POST"])
@staff(Role.SECRETARY)
def change_assignment(assignment_id: int) -> Response:
    """Other days; what was sent is not sent again."""
    kept = assignment_changes.get(assignment_id)
    form = DaysForm(data=filled_in(kept))
    form.kept = assignment_changes.plan_of(kept)
    return _looked_at(
        form,
        assignment_changes.course_of(kept),
        kept,
        lambda plan: assignment_changes.change(kept, plan, actor=g.staff),
        _l("The days are changed."),
    )


@bp.route(f"{HERE}/withdraw", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def withdraw_assignment(assignment_id: int) -> Response:
    """Who has had it, who would have; then the button."""
    kept = assignment_changes.get(assignment_id)
    course = assignment_changes.course_of(kept)
    form = Form()
    if form.validate_on_submit():
        assignment_changes.withdraw(kept, actor=g.staff)
        db.session.commit()
        withdrawn = _l("The worksheet is withdrawn. Nobody else gets it.")
        return see_other(_home(course), withdrawn, slug=course.slug)
    return page(
        "staff/withdraw_assignment.html",
        form=form,
        course=course,
        home=_home(course),
        worksheet=worksheets.get(kept.worksheet),
        assignment=kept,
        sent=assignment_changes.sent(kept),
        outlook=assignment_changes.outlook(course, assignment_changes.plan_of(kept), kept),
    )


def _looked_at(
    form: DaysForm,
    course: Course,
    kept: Assignment | None,
    act: Callable[[Plan], object],
    done: LazyString,
) -> Response:
    """What it would do to each cohort; then the button."""
    seen = None
    if form.validate_on_submit():
        plan = form.plan
        try:
            plan.require_order()
            if not form.look.data and form.seen.data == form.sign:
                act(plan)
                db.session.commit()
                return see_other(_home(course), done, slug=course.slug)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            seen = assignment_changes.outlook(course, plan, kept)
            form.seen.data = form.sign
    return page(
        "staff/assignment.html",
        form=form,
        course=course,
        home=_home(course),
        assignment=kept,
        worksheet=worksheets.get(kept.worksheet) if kept else None,
        outlook=seen,
    )


def _home(course: Course) -> str:
    """Where its worksheets are listed: at the desk, or while it is written in the editor."""
    return ".course" if course.published else ".edit_course"
