"""A cohort from draft to opening, page by page."""

from flask import Response, g, request
from flask_babel import lazy_gettext as _l

from app import clock
from app.extensions import db
from app.models import Cohort, OpeningRule, Role
from app.models.errors import CohortNotDraft, RuleBroken, TooLateToStop
from app.services import checks, cohorts, date_polls, desk, holds, rehearsals
from app.services import courses as public_courses
from app.web.access import staff
from app.web.course_page import about
from app.web.forms import Form
from app.web.languages import ANY, keeps_typed
from app.web.messages import say
from app.web.pages import page, see_other
from app.web.staff import beginnings, bp, cohort_desk, findings
from app.web.staff.cohort_forms import (
    CohortForm,
    OpeningForm,
    filled_in,
    on_date,
    opening_of,
)
from app.web.staff.cohort_notes import NotesForm
from app.web.staff.letters import NAMES, inside_page, on_their_way
from app.web.staff.reads import note_read

READ_AGAIN = _l(
    "You have chosen when registration opens, and the emails now say so. Read them, then open the "
    "cohort."
)


@bp.context_processor
def words() -> dict[str, object]:
    """What the partials about findings need."""
    return {
        "sentence": findings.say,
        "field_of": findings.field_of,
        "grade": lambda finding: findings.GRADES[finding.grade],
    }


@bp.route(f"/{ANY}/staff/courses/<slug>/new-cohort", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def new_cohort(slug: str) -> Response:
    """Filled in as another cohort of the course was, but for the days, or from its demand.

    Or on a date that the list was asked about: who said yes to it comes first.
    """
    course = public_courses.get(slug)
    begun = beginnings.of(course, request.args)
    asked = date_polls.find_date(course, request.args.get("date", ""))
    form = CohortForm(data=on_date(begun.data, asked, begun.like) if asked else begun.data)
    if not form.take_row_button() and form.validate_on_submit():
        cohort = cohorts.draft(course, form.plan, proposed=asked, actor=g.staff)
        db.session.commit()
        return see_other(".cohort", cohort_id=cohort.id)
    return page(
        "staff/cohort_form.html", form=form, course=course, cohort=None, begun=begun, asked=asked
    )


@bp.get(f"/{ANY}/staff/cohorts/<int:cohort_id>")
@staff(Role.SECRETARY)
def cohort(cohort_id: int) -> Response:
    """What it is, how it stands, and what is about to happen."""
    found = cohorts.get(cohort_id)
    seen = None if found.is_draft else desk.of(found)
    if seen and (seen.seats or seen.line or seen.held):
        note_read(f"cohort/{found.id}", what="people")
    return page(
        "staff/cohort.html",
        cohort=found,
        desk=seen,
        form=Form(),
        findings=checks.of(found, clock.now()) if found.is_draft else [],
        places=public_courses.occupancy([found.id])[found.id],
        mails=cohorts.mails(found),
        opened_with=cohorts.with_others(found) if found.is_stoppable(clock.now()) else [],
        names=NAMES,
        **cohort_desk.about(found, seen),
    )


@bp.route(f"/{ANY}/staff/cohorts/<int:cohort_id>/edit", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def edit_cohort(cohort_id: int) -> Response:
    """All of a draft; of what others know, only what surprises nobody."""
    found = cohorts.get(cohort_id)
    if not found.is_draft:
        return annotate_cohort(found)
    form = CohortForm(data=filled_in(cohorts.plan_of(found)))
    if not form.take_row_button() and form.validate_on_submit():
        cohorts.lock(found)
        try:
            if form.is_up_to_date(data=filled_in(cohorts.plan_of(found))):
                cohorts.change(found, form.plan, actor=g.staff)
                db.session.commit()
                return see_other(".cohort", cohort_id=cohort_id)
        except CohortNotDraft as broken:
            form.refuse(broken)
    return page(
        "staff/cohort_form.html",
        form=form,
        course=found.course,
        cohort=found,
        begun=None,
        asked=date_polls.of_cohort(found),
    )


def annotate_cohort(found: Cohort) -> Response:
    form = NotesForm(data=filled_in(cohorts.plan_of(found)))
    if "capacity" in request.form:
        # the whole plan was being edited when somebody opened the cohort
        form.refuse(CohortNotDraft())
    elif form.validate_on_submit():
        cohorts.lock(found)
        if form.is_up_to_date(data=filled_in(cohorts.plan_of(found))):
            cohorts.annotate(
                found,
                note=form.note,
                decide_by=form.decide_by.data,
                arrival_note=form.arrival_note,
                actor=g.staff,
            )
            db.session.commit()
            return see_other(".cohort", cohort_id=found.id)
    return page("staff/cohort_notes.html", form=form, cohort=found)


@bp.post(f"/{ANY}/staff/cohorts/<int:cohort_id>/delete")
@staff(Role.SECRETARY)
def delete_cohort(cohort_id: int) -> Response:
    found = cohorts.get(cohort_id)
    slug = found.course.slug
    try:
        cohorts.delete(found, actor=g.staff)
    except CohortNotDraft as broken:
        return see_other(".cohort", say(broken), cohort_id=cohort_id)
    db.session.commit()
    return see_other(".course", _l("The draft is deleted."), slug=slug)


@bp.route(f"/{ANY}/staff/cohorts/<int:cohort_id>/rehearsal", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def rehearsal(cohort_id: int) -> Response:
    """What will happen, and the button that makes it happen."""
    found = cohorts.get(cohort_id)
    if not found.is_draft:
        return see_other(".cohort", cohort_id=cohort_id)
    rule = holds.rule_of(found, clock.now())
    form = OpeningForm(data=opening_of(found, rule))
    if form.validate_on_submit():
        chosen, wanted = form.opens_at, OpeningRule(form.rule.data)
        try:
            if form.look.data or chosen != found.opens_at or wanted is not rule:
                cohorts.choose_opening(found, chosen, None if wanted is rule else wanted)
                db.session.commit()
                return see_other(
                    ".rehearsal", None if form.look.data else READ_AGAIN, cohort_id=cohort_id
                )
            cohorts.open_cohort(
                found,
                opens_at=chosen,
                rule=rule,
                rehearsed=form.seal.data or "",
                actor=g.staff,
            )
        except CohortNotDraft:
            return see_other(".cohort", cohort_id=cohort_id)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            return see_other(".cohort", cohort_id=cohort_id)
    rehearsed = rehearsals.rehearse(found, clock.now())
    return page(
        "staff/rehearsal.html",
        form=form,
        cohort=found,
        rehearsal=rehearsed,
        refusal=say(rehearsed.broken) if rehearsed.broken else None,
        inside=lambda letter: inside_page(letter.html),
    )


@bp.post(f"/{ANY}/staff/cohorts/<int:cohort_id>/rehearsal/send")
@staff(Role.SECRETARY)
def send_rehearsal(cohort_id: int) -> Response:
    """The letters to whoever rehearses, and to nobody else."""
    sent = rehearsals.send_to_me(cohorts.get(cohort_id), g.staff)
    db.session.commit()
    return see_other(".rehearsal", on_their_way(sent, g.staff.email), cohort_id=cohort_id)


@bp.post(f"/{ANY}/staff/cohorts/<int:cohort_id>/stop")
@staff(Role.SECRETARY)
def stop_opening(cohort_id: int) -> Response:
    """Pressed twice, or too late: told kindly, and nothing more happens."""
    found = cohorts.get(cohort_id)
    if found.is_draft:
        return see_other(".cohort", cohort_id=cohort_id)
    together = len(cohorts.with_others(found)) > 1
    try:
        cohorts.stop_opening(found, g.staff)
    except TooLateToStop as broken:
        return see_other(".cohort", say(broken), cohort_id=cohort_id)
    db.session.commit()
    message = (
        _l("The opening is stopped. Nothing has been sent, and all the cohorts are drafts again.")
        if together
        else _l("The opening is stopped. Nothing has been sent, and the cohort is a draft again.")
    )
    return see_other(".cohort", message, cohort_id=cohort_id)


@bp.get(f"/{ANY}/staff/cohorts/<int:cohort_id>/preview")
@staff(Role.SECRETARY)
def preview(cohort_id: int) -> Response:
    """The public page, as it will be once the cohort is open."""
    found = cohorts.get(cohort_id)
    now = clock.now()
    if not found.is_draft or found.starts_at is None or found.has_started(now):
        return see_other(".cohort", cohort_id=cohort_id)
    course = public_courses.get_whole(found.course.slug)
    with rehearsals.as_if_opened(found, now):
        return page("staff/preview.html", cohort=found, **about(course))
