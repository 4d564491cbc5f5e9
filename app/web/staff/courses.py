"""The first page of the desk: who waits for what."""

import re

from flask import Response, request

from app import clock
from app.models import Role
from app.services import assignments, course_editing, date_answers, demand, job_facts, worksheets
from app.services import courses as public_courses
from app.web.access import staff
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.staff import bp, job_words, may_open
from app.web.staff.reads import note_read

# how many waited for the last course of the page before, and its number
CURSOR = re.compile(r"(\d{1,9})-(\d{1,9})")


@bp.get(f"/{ANY}/staff")
@staff(Role.CONSULTANT)
def first() -> Response:
    """On to where the day begins: a secretary's with the courses, a consultant's with cohorts."""
    return see_other(".courses" if may_open("staff.courses") else ".consultant_cohorts")


@bp.get(f"/{ANY}/staff/courses")
@staff(Role.SECRETARY)
def courses() -> Response:
    match = CURSOR.fullmatch(request.args.get("after", ""))
    after = (int(match[1]), int(match[2])) if match else None
    lines = demand.longest_lists(after)
    coming = demand.coming([line.course.id for line in lines], clock.now())
    return page(
        "staff/courses.html",
        lines=lines,
        is_first=after is None,
        more=f"{lines[-1].waiting}-{lines[-1].course.id}" if len(lines) == demand.LINES else None,
        week=[] if after else job_words.lines(job_facts.of_all(clock.now()), clock.now()),
        totals=demand.totals(),
        coming=coming,
        unpublished=course_editing.unpublished(),
        places=public_courses.occupancy([c.id for cohorts in coming.values() for c in cohorts]),
    )


@bp.get(f"/{ANY}/staff/courses/<slug>")
@staff(Role.SECRETARY)
def course(slug: str) -> Response:
    """One course: who waits from where, what they wrote, and its cohorts."""
    found = public_courses.get(slug)
    wishes = demand.wishes(found)
    if wishes:
        note_read(f"course/{found.id}", what="notes")
    newest_first = sorted(found.cohorts, key=lambda cohort: cohort.id, reverse=True)
    return page(
        "staff/course.html",
        course=found,
        line=demand.of(found),
        municipalities=demand.places(found),
        wishes=wishes,
        cohorts=sorted(
            newest_first, key=lambda c: (not c.is_draft, c.has_started(clock.now())), reverse=False
        ),
        places=public_courses.occupancy([cohort.id for cohort in found.cohorts]),
        asked=date_answers.of_course(found),
        assignments=assignments.of_course(found.id),
        sheets={kind: worksheets.get(kind) for kind in worksheets.kinds()},
    )
