"""Several cohorts of a course opened in one press, page by page."""

from flask import Response, g, request
from flask_babel import gettext as _
from wtforms import HiddenField

from app import clock
from app.extensions import db
from app.models import Cohort, Course, Role
from app.models.errors import CohortNotDraft, RuleBroken
from app.services import courses as public_courses
from app.services import openings
from app.web.access import staff
from app.web.forms import Form
from app.web.languages import ANY
from app.web.messages import say
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.letters import inside_page, on_their_way


class TogetherForm(Form):
    """The sign of what was read before the press."""

    seal = HiddenField()


@bp.route(f"/{ANY}/staff/courses/<slug>/open-together", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def open_together(slug: str) -> Response:
    """Choose the drafts; rehearse what is chosen; open it all, or nothing."""
    course = public_courses.get(slug)
    drafts = openings.openable(course)
    chosen = _chosen(course, drafts)
    form = TogetherForm()
    if len(chosen) < 2:
        return _choose(form, course, drafts, chosen)
    if form.validate_on_submit():
        try:
            openings.open_together(chosen, rehearsed=form.seal.data or "", actor=g.staff)
        except CohortNotDraft as broken:
            return see_other(".course", say(broken), slug=slug)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            return see_other(".cohort", cohort_id=min(one.id for one in chosen))
    rehearsal = openings.rehearse(chosen, clock.now())
    return page(
        "staff/rehearse_together.html",
        form=form,
        course=course,
        rehearsal=rehearsal,
        refusals={one.cohort.id: say(one.broken) for one in rehearsal.each if one.broken},
        inside=lambda letter: inside_page(letter.html),
    )


@bp.post(f"/{ANY}/staff/courses/<slug>/open-together/send")
@staff(Role.SECRETARY)
def send_rehearsal_together(slug: str) -> Response:
    """The letters to whoever rehearses, and to nobody else."""
    course = public_courses.get(slug)
    drafts = openings.openable(course)
    chosen = [one for one in _chosen(course, drafts) if one in drafts]
    if len(chosen) < 2:
        return see_other(".open_together", slug=slug)
    sent = openings.send_to_me(chosen, g.staff)
    db.session.commit()
    message = on_their_way(sent, g.staff.email)
    return see_other(".open_together", message, slug=slug, cohort=[one.id for one in chosen])


def _chosen(course: Course, drafts: list[Cohort]) -> list[Cohort]:
    """Those whose numbers were sent; a second press names what the first one has opened."""
    numbers = set(request.values.getlist("cohort"))
    known = drafts if request.method == "GET" else course.cohorts
    return [one for one in known if str(one.id) in numbers]


def _choose(
    form: TogetherForm, course: Course, drafts: list[Cohort], chosen: list[Cohort]
) -> Response:
    asked = "cohort" in request.values or "chosen" in request.values
    return page(
        "staff/choose_together.html",
        form=form,
        course=course,
        drafts=drafts,
        chosen=chosen,
        problem=_("Choose at least two of the drafts.") if asked else None,
    )
