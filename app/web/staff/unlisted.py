"""Which link leads to a cohort that is found by nothing else."""

from flask import Response, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l

from app.extensions import db
from app.language import Language
from app.models import Cohort, Role
from app.models.errors import CohortNotDraft
from app.services import cohorts, unlisted
from app.web.access import staff
from app.web.languages import ANY
from app.web.messages import say
from app.web.pages import see_other
from app.web.staff import bp


@bp.context_processor
def words() -> dict[str, object]:
    """What the partial about the link needs."""
    return {"links_of": links_of}


@bp.post(f"/{ANY}/staff/cohorts/<int:cohort_id>/link")
@staff(Role.SECRETARY)
def unlist_cohort(cohort_id: int) -> Response:
    """Tick it, take the tick away, or ask for another link."""
    found = cohorts.get(cohort_id)
    renews = "renew" in request.form
    wanted = "unlisted" in request.form
    try:
        if renews:
            unlisted.renew(found, actor=g.staff)
        else:
            unlisted.choose(found, unlisted=wanted, actor=g.staff)
    except CohortNotDraft as broken:
        return see_other(".cohort", say(broken), cohort_id=cohort_id)
    db.session.commit()
    if renews:
        message = _l("There is a new link. The old one leads nowhere any more.")
    elif wanted:
        message = _l("Only those who have the link find the cohort.")
    else:
        message = _l("Everybody finds the cohort once it is open.")
    return see_other(".cohort", message, cohort_id=cohort_id, _anchor="t-link")


def links_of(cohort: Cohort) -> dict[str, str]:
    """The address of its registration in each language."""
    base = current_app.config["BASE_URL"]
    code = cohort.unlisted_code
    return {
        one.value: base
        + url_for(
            "public.register",
            slug=cohort.course.slug,
            code=code,
            language=one.value,
            _external=False,
        )
        for one in Language
    }
