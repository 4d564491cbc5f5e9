"""The first page of the desk: who waits for what."""

import re

from flask import Response, request

from app import clock
from app.models import Role
from app.services import assignments, course_editing, date_answers, demand, job_facts, worksheets
from app.services import courses as public_courses
from app.web import languages
from app.web.access import staff
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.sorting import sorting
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
    more = f"{lines[-1].waiting}-{lines[-1].course.id}" if len(lines) == demand.LINES else None
    coming = demand.coming([line.course.id for line in lines], clock.now())
    language = languages.language()
    order = sorting(
        {
            "course": lambda line: line.course.title[language],
            "waiting": lambda line: line.waiting,
            "seats": lambda line: line.seats,
            "next": lambda line: next((one.starts_at for one in coming[line.course.id]), None),
        },
        anchor="t-courses",
        whole=after is None and more is None,
    )
    return page(
        "staff/courses.html",
        lines=order.rows(lines),
        order=order,
        is_first=after is None,
        more=more,
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
    places = public_courses.occupancy([cohort.id for cohort in found.cohorts])
    order = sorting(
        {
            "cohort": lambda one: one.starts_at,
            "deadline": lambda one: one.register_by,
            "taken": lambda one: places[one.id].taken,
        },
        anchor="t-cohorts",
    )
    newest_first = sorted(found.cohorts, key=lambda cohort: cohort.id, reverse=True)
    return page(
        "staff/course.html",
        course=found,
        line=demand.of(found),
        municipalities=demand.places(found),
        wishes=wishes,
        cohorts=order.rows(
            sorted(newest_first, key=lambda c: (not c.is_draft, c.has_started(clock.now())))
        ),
        order=order,
        places=places,
        asked=date_answers.of_course(found),
        assignments=assignments.of_course(found.id),
        sheets={kind: worksheets.get(kind) for kind in worksheets.kinds()},
    )
