"""The papers for the day: pages that are read on the screen, or printed from the browser on A4."""

from flask import Response

from app import clock
from app.models import Cohort, Role, Seat
from app.services import cohorts, papers
from app.web.access import staff
from app.web.languages import ANY
from app.web.pages import page
from app.web.staff import bp
from app.web.staff.reads import note_read

HERE = f"/{ANY}/staff/cohorts/<int:cohort_id>/papers"
# more columns than this stand better on a sheet that lies down
UPRIGHT = 3


@bp.get(f"{HERE}/participants")
@staff(Role.CONSULTANT)
def participant_list(cohort_id: int) -> Response:
    """Who comes and from where. No food, no needs, no addresses."""
    return _of_people("staff/participant_list.html", cohorts.get(cohort_id))


@bp.get(f"{HERE}/name-tags")
@staff(Role.CONSULTANT)
def name_tags(cohort_id: int) -> Response:
    """Ten on a sheet, with lines to cut along; empty ones for those whose names follow."""
    return _of_people("staff/name_tags.html", cohorts.get(cohort_id))


@bp.get(f"{HERE}/sign-in")
@staff(Role.CONSULTANT)
def sign_in_sheet(cohort_id: int) -> Response:
    """Room to sign, for each meeting."""
    found = cohorts.get(cohort_id)
    return _of_people("staff/sign_in_sheet.html", found, lies_down=len(found.meetings) > UPRIGHT)


@bp.get(f"{HERE}/kitchen")
@staff(Role.SECRETARY)
def kitchen_list(cohort_id: int) -> Response:
    """Numbers only; what somebody wrote about food stands there without a name."""
    found = cohorts.get(cohort_id)
    eating = papers.kitchen(found, clock.now())
    if eating.wishes:
        note_read(f"cohort/{found.id}", what="food")
    return page("staff/kitchen_list.html", cohort=found, kitchen=eating)


@bp.get(f"{HERE}/needs")
@staff(Role.SECRETARY)
def needs_list(cohort_id: int) -> Response:
    """A page of its own, since it may tell of somebody's health."""
    found = cohorts.get(cohort_id)
    seats = papers.needs(found, clock.now())
    if seats:
        note_read(f"cohort/{found.id}", what="needs")
    return page("staff/needs_list.html", cohort=found, seats=seats)


def _of_people(template: str, cohort: Cohort, lies_down: bool = False) -> Response:
    seats: list[Seat] = papers.coming(cohort)
    if seats:
        note_read(f"cohort/{cohort.id}", what="people")
    return page(template, cohort=cohort, seats=seats, lies_down=lies_down)
