"""What the colleagues at the desk should know of a cohort or a registration; nobody outside."""

from flask import Response, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from app.extensions import db
from app.models import Role
from app.services import audit, cohorts, desk_notes, registrations
from app.web.access import staff
from app.web.forms import NoteField
from app.web.languages import ANY, keeps_typed, language
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.line import HERE
from app.web.staff.read_form import ReadForm
from app.web.staff.reads import note_read

LONGEST = 1000


class NoteForm(ReadForm):
    note = NoteField(
        _l("The note"),
        [Length(max=LONGEST, message=_l("The note is too long: at most 1,000 characters."))],
    )


@bp.route(f"/{ANY}/staff/cohorts/<int:cohort_id>/note", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def note_cohort(cohort_id: int) -> Response:
    found = cohorts.get(cohort_id)
    form = NoteForm(data={"note": found.desk_note})
    if form.validate_on_submit():
        cohorts.lock(found)
        if form.is_up_to_date(data={"note": found.desk_note}):
            desk_notes.of_cohort(found, form.note.data or "", actor=g.staff)
            db.session.commit()
            return see_other(".cohort", _l("Saved."), cohort_id=found.id)
    return page(
        "staff/note.html",
        form=form,
        hint=_(
            "Only course secretaries read it. It is deleted some time after the course. What is "
            "about one registration belongs on its own page. Do not write a CPR number."
        ),
        about=f"{found.course.title[language()]}, {found.code}",
        back=url_for(".cohort", cohort_id=found.id),
        back_word=_("Back to the cohort"),
    )


@bp.route(f"{HERE}/note", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def note_registration(registration_id: int) -> Response:
    found = registrations.get(registration_id)
    form = NoteForm(data={"note": found.staff_note})
    if form.validate_on_submit():
        cohorts.lock(found.cohort)
        if form.is_up_to_date(data={"note": found.staff_note}):
            desk_notes.of_registration(found, form.note.data or "", actor=g.staff)
            db.session.commit()
            return see_other(".registration", _l("Saved."), registration_id=found.id)
        # they read what the colleague wrote
        audit.record("read", f"registration/{found.id}", actor=g.staff, what="notes")
        db.session.commit()
    elif request.method == "GET" and found.staff_note:
        note_read(f"registration/{found.id}", what="notes")
    about = _("Registration %(reference)s", reference=found.reference)
    return page(
        "staff/note.html",
        form=form,
        hint=_(
            "Only course secretaries read it. People who ask what we have about them get it. It is "
            "deleted some time after the course. Do not write a CPR number."
        ),
        about=about,
        back=url_for(".registration", registration_id=found.id),
        back_word=about,
    )
