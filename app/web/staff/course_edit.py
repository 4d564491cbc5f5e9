"""Writing the page of a course: a draft that saves itself, a preview, and the press."""

from dataclasses import replace
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.extensions import db
from app.models import Bilingual, Course, CourseDraft, CourseKind, CourseVersion, Role
from app.models.course_errors import NothingToPublish, PartsUndecided, RegisteredForHere
from app.models.errors import RuleBroken
from app.services import (
    assignments,
    catalogue,
    course_content,
    course_drafts,
    course_editing,
    course_parity,
    course_versions,
    worksheets,
)
from app.services import staff as members
from app.web import languages
from app.web.access import staff
from app.web.course_page import about
from app.web.forms import Form
from app.web.languages import ANY, keeps_typed
from app.web.messages import say
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.course_forms import CourseForm, NewCourseForm, as_formdata, filled_in
from app.web.staff.course_words import PART_NAMES

HERE = f"/{ANY}/staff/courses/<slug>/edit"
PUBLISHED = _l("Published. Readers see it from now on.")


@bp.route(f"/{ANY}/staff/new-course", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def new_course() -> Response:
    form = NewCourseForm()
    if form.validate_on_submit():
        title = Bilingual(form.title_da.data or "", form.title_en.data or "")
        course = course_editing.create(CourseKind(form.kind.data), title, actor=g.staff)
        db.session.commit()
        return see_other(
            ".edit_course",
            _l("Nobody outside sees the course until you publish it."),
            slug=course.slug,
        )
    return page("staff/course_new.html", form=form)


@bp.route(HERE, methods=["GET", "POST"])
@staff(Role.SECRETARY)
def edit_course(slug: str) -> Response:
    """Whatever is pressed, what was typed is kept first; the page saves itself here too."""
    course = course_editing.get(slug)
    form = form_about(course)
    if form.is_submitted():
        course_drafts.save(course, form.typed, begun_from=form.begun, actor=g.staff)
        answer = published(course, form) if form.publish.data else None
        db.session.commit()
        if answer is not None:
            return see_other(".course", answer, slug=slug)
        if not form.publish.data:
            form.refuse_cpr()
            if not form.errors:
                return see_other(".preview_course" if form.look.data else ".edit_course", slug=slug)
    return page("staff/course_edit.html", form=form, **desk(course, form))


@bp.get(f"{HERE}/preview")
@staff(Role.SECRETARY)
def preview_course(slug: str) -> Response:
    """The public page, as the draft would make it; what cannot be read is as it was."""
    course = course_editing.get(slug)
    form = form_about(course)
    form.validate()
    content = form.content(course_content.of(course))
    if not content.part("title").da:
        content = replace(content, parts={**content.parts, "title": course.title})
    parity = course_parity.judge(
        course_editing.public_content(course),
        content,
        form.decisions,
        all_danish=bool(form.all_danish.data),
    )
    shown = course_content.as_course(content, course)
    shown.danish_only = list(parity.danish_only)
    seen = about(shown) | {"texts": {str(one.kind): one.text for one in shown.sections}}
    return page("staff/course_preview.html", **seen)


@bp.post(f"{HERE}/throw-away")
@staff(Role.SECRETARY)
def throw_draft_away(slug: str) -> Response:
    course = course_editing.get(slug)
    course_drafts.throw_away(course, actor=g.staff)
    db.session.commit()
    return see_other(".edit_course", _l("Your draft is thrown away."), slug=slug)


@bp.post(f"/{ANY}/staff/courses/<slug>/delete")
@staff(Role.SECRETARY)
def delete_course(slug: str) -> Response:
    """One that was never published."""
    course_editing.delete(course_editing.get(slug), actor=g.staff)
    db.session.commit()
    return see_other(".courses", _l("The course is deleted."))


@bp.route(f"/{ANY}/staff/courses/<slug>/retire", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def retire_course(slug: str) -> Response:
    """What follows, then the button."""
    course = course_editing.get(slug)
    form = Form()
    if form.validate_on_submit():
        try:
            course_editing.retire(course, actor=g.staff)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            return see_other(".course", _l("The course is retired."), slug=slug)
    return page(
        "staff/course_retire.html",
        form=form,
        course=course,
        to_come=course_editing.to_come(course),
        waiting=course_editing.waiting(course),
    )


@bp.post(f"/{ANY}/staff/courses/<slug>/offer-again")
@staff(Role.SECRETARY)
def offer_course_again(slug: str) -> Response:
    course = course_editing.get(slug)
    course_editing.offer_again(course, actor=g.staff)
    db.session.commit()
    return see_other(".course", _l("The course is offered again."), slug=slug)


def form_about(course: Course) -> CourseForm:
    """With what is typed now; else with the draft of who asks; else with what readers see."""
    now = course_content.of(course)
    if request.method == "POST":
        form = CourseForm()
    elif draft := course_drafts.find(course, g.staff):
        form = CourseForm(formdata=as_formdata(draft.typed))
        form.begun_from.data = str(draft.begun_from)
    else:
        form = CourseForm(formdata=None, data=filled_in(now))
        form.begun_from.data = str(course_versions.newest_number(course))
    known = [one for one in members.everyone() if one.active or one.id in now.contacts]
    form.offer(catalogue.tags(), known, languages.language())
    return form


def published(course: Course, form: CourseForm) -> Any:
    """What to say once readers see it; None: the form says what is in the way."""
    if not form.validate():
        return None
    try:
        course_editing.publish(
            course,
            form.content(course_content.of(course)),
            new_tags=form.new_tags,
            decisions=form.decisions,
            all_danish=bool(form.all_danish.data),
            begun_from=form.begun,
            actor=g.staff,
        )
    except NothingToPublish as broken:
        return say(broken)
    except PartsUndecided as broken:
        for part in broken.parts:
            form.decision(part).errors = [
                _("%(part)s: decide what English readers see.", part=PART_NAMES[part])
            ]
    except RegisteredForHere as broken:
        form.external_url.errors = [say(broken)]
    except RuleBroken as broken:
        form.refuse(broken)
    else:
        return PUBLISHED
    return None


def desk(course: Course, form: CourseForm) -> dict[str, Any]:
    """What stands around the form."""
    newest = course_versions.newest(course)
    draft = course_drafts.find(course, g.staff)
    return {
        "course": course,
        "draft": draft,
        "newest": newest,
        "is_behind": is_behind(draft, newest),
        "others": course_drafts.by_others(course, g.staff),
        "part_names": PART_NAMES,
        "series": course_editing.series(),
        "has_announced": course_editing.has_announced(course),
        "asked": asked(course, form),
        "assignments": assignments.of_course(course.id),
        "sheets": {kind: worksheets.get(kind) for kind in worksheets.kinds()},
    }


def is_behind(draft: CourseDraft | None, newest: CourseVersion | None) -> bool:
    return bool(draft and newest and draft.begun_from < newest.number)


def asked(course: Course, form: CourseForm) -> set[str]:
    """The parts about which something is to be decided, or was."""
    before = course_editing.public_content(course)
    # the texts alone: the rest of the form has perhaps not been judged yet
    written = course_content.Content(kind=course.kind, parts=form.texts)
    undecided = course_parity.judge(before, written, {}).undecided
    decided = before.danish_only if before and not before.is_all_danish else ()
    return {*undecided, *form.decisions, *decided}
