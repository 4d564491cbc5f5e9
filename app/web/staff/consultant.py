"""For the consultant: the cohorts, and of each who comes and how ready they are. Printable."""

from flask import Response, g

from app import clock
from app.models import Role
from app.services import cohorts, consultants
from app.services import courses as public_courses
from app.web import languages
from app.web.access import staff
from app.web.languages import ANY
from app.web.pages import page
from app.web.sorting import sorting
from app.web.staff import bp
from app.web.staff.cohort_desk import municipality_of
from app.web.staff.reads import note_read


@bp.get(f"/{ANY}/staff/cohorts")
@staff(Role.CONSULTANT)
def consultant_cohorts() -> Response:
    """Those to come and those that were lately: of the reader's own courses, or these first."""
    now = clock.now()
    own = consultants.own_courses(g.staff)
    language = languages.language()
    found = consultants.cohorts(now, None if g.staff.may(Role.SECRETARY) else own)
    places = public_courses.occupancy([cohort.id for cohort in found])
    order = sorting(
        {
            "course": lambda one: one.course.title[language],
            "cohort": lambda one: one.starts_at,
            "taken": lambda one: places[one.id].taken,
        }
    )
    found = order.rows(found)
    return page(
        "staff/consultant_cohorts.html",
        order=order,
        groups=[
            [cohort for cohort in found if cohort.course_id in own],
            [cohort for cohort in found if cohort.course_id not in own],
        ],
        places=places,
    )


@bp.get(f"/{ANY}/staff/cohorts/<int:cohort_id>/preparation")
@staff(Role.CONSULTANT)
def consultant(cohort_id: int) -> Response:
    """Who comes, how far they are, what they ask, and what they chose to show."""
    found = cohorts.get(cohort_id)
    prepared = consultants.preparation(found, languages.language(), clock.now())
    if prepared.seats:
        what = "people and worksheets" if prepared.shown else "people"
        note_read(f"cohort/{found.id}", what=what)
    order = sorting(
        {
            "name": lambda seat: seat.name,
            "title": lambda seat: seat.title,
            "workplace": lambda seat: seat.workplace or seat.registration.workplace,
            "from": municipality_of,
        },
        anchor="participants",
    )
    return page(
        "staff/consultant.html",
        cohort=found,
        course=found.course,
        prepared=prepared,
        seats=order.rows(prepared.seats),
        order=order,
    )
