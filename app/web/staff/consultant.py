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
from app.web.staff import bp
from app.web.staff.reads import note_read


@bp.get(f"/{ANY}/staff/cohorts")
@staff(Role.CONSULTANT)
def consultant_cohorts() -> Response:
    """Those to come and those that were lately: of the reader's own courses, or these first."""
    now = clock.now()
    own = consultants.own_courses(g.staff)
    found = consultants.cohorts(now, None if g.staff.may(Role.SECRETARY) else own)
    return page(
        "staff/consultant_cohorts.html",
        groups=[
            [cohort for cohort in found if cohort.course_id in own],
            [cohort for cohort in found if cohort.course_id not in own],
        ],
        places=public_courses.occupancy([cohort.id for cohort in found]),
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
    return page("staff/consultant.html", cohort=found, course=found.course, prepared=prepared)
