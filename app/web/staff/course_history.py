"""What a course page said: who published it, when, and what was different."""

from typing import Any

from flask import Response, g
from flask_babel import lazy_gettext as _l

from app.extensions import db
from app.models import Course, CourseVersion, Role
from app.services import catalogue, course_drafts, course_editing, course_versions
from app.services import staff as members
from app.web import languages
from app.web.access import staff
from app.web.forms import Form
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.course_forms import as_typed
from app.web.staff.course_words import field_name, in_words

HERE = f"/{ANY}/staff/courses/<slug>/versions"


@bp.get(HERE)
@staff(Role.SECRETARY)
def course_history(slug: str) -> Response:
    course = course_editing.get(slug)
    return page(
        "staff/course_history.html", course=course, versions=course_versions.of_course(course)
    )


@bp.route(f"{HERE}/<int:number>", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def course_version(slug: str, number: int) -> Response:
    """What it changed; and a button to begin from it again."""
    course = course_editing.get(slug)
    version = course_versions.get(course, number)
    form = Form()
    if form.validate_on_submit():
        course_drafts.save(
            course,
            as_typed(course_versions.content_of(version)),
            begun_from=course_versions.newest_number(course),
            actor=g.staff,
        )
        db.session.commit()
        return see_other(
            ".edit_course",
            _l("Your draft says what version %(number)s said.", number=number),
            slug=slug,
        )
    old = course_versions.before(course, version)
    return page(
        "staff/course_version.html",
        form=form,
        course=course,
        version=version,
        old=old,
        changes=told(course, version, old),
        draft=course_drafts.find(course, g.staff),
    )


def told(course: Course, version: CourseVersion, old: CourseVersion | None) -> list[dict[str, Any]]:
    """Field by field, what stood there and what stands there now; of the first, all there is."""
    now = course_versions.content_of(version)
    was = course_versions.content_of(old) if old else None
    known: dict[str, Any] = {
        "tags": {tag.slug: tag for tag in catalogue.tags()},
        "members": {member.id: member for member in members.everyone()},
        "language": languages.language(),
    }
    return [
        {
            "field": field_name(one),
            "language": one.language or known["language"],
            "old": in_words(one.field, one.old, **known) if was else "",
            "new": in_words(one.field, one.new, **known),
        }
        for one in course_versions.changes(was or course_versions.EMPTY, now)
    ]
