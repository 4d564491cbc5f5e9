"""A new version of a worksheet: who has fetched an older one is told, in two sentences."""

from flask import Response, g
from flask_babel import ngettext

from app.extensions import db
from app.models import Role
from app.services import worksheet_versions as versions
from app.web import languages
from app.web.access import staff
from app.web.languages import ANY, keeps_typed
from app.web.pages import page, see_other
from app.web.sorting import sorting
from app.web.staff import bp
from app.web.staff.assignment_forms import ChangeForm
from app.web.staff.letters import inside_page


@bp.get(f"/{ANY}/staff/worksheets")
@staff(Role.SECRETARY)
def worksheet_versions() -> Response:
    """All worksheets, with how many have an older version."""
    language = languages.language()
    order = sorting(
        {
            "worksheet": lambda one: one.worksheet.name[language],
            "older": lambda one: one.older,
            "told": lambda one: one.change.told_at if one.change else None,
        }
    )
    found = order.rows(versions.overview())
    return page("staff/worksheet_versions.html", versions=found, order=order)


@bp.route(f"/{ANY}/staff/worksheets/<kind>", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def worksheet_version(kind: str) -> Response:
    """Two sentences in both languages, the emails as they will be, and the button."""
    found = versions.of(kind)
    form = ChangeForm()
    letters = None
    if form.validate_on_submit() and found.change is None:
        if not form.look.data and form.seen.data == form.sign:
            told = versions.tell(kind, form.note, actor=g.staff)
            db.session.commit()
            return see_other(".worksheet_version", _told(told), kind=kind)
        letters = versions.preview(kind, form.note)
        form.seen.data = form.sign
    return page(
        "staff/worksheet_version.html",
        form=form,
        version=found,
        letters=letters,
        inside=lambda letter: inside_page(letter.html),
    )


def _told(told: int) -> str:
    return ngettext(
        "It is done, and %(num)s email is on its way.",
        "It is done, and %(num)s emails are on their way.",
        told,
    )
