"""What the colleagues at the desk should know of a cohort or a registration; nobody outside."""

from hashlib import sha256

from flask import Response, g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length

from app.extensions import db
from app.models import Role
from app.services import cohorts, desk_notes, registrations
from app.web.access import staff
from app.web.forms import Form, NoteField
from app.web.languages import ANY, language
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.line import HERE
from app.web.staff.reads import note_read

LONGEST = 1000


class NoteForm(Form):
    note = NoteField(
        _l("The note"),
        [Length(max=LONGEST, message=_l("The note is too long: at most 1,000 characters."))],
    )
    # which note its writer has read
    read = HiddenField()

    def replaces(self, stored: str) -> bool:
        """Sent by somebody who has read what is stored; else it is said to them, once."""
        if not self.validate_on_submit():
            return False
        if self.read.data == mark(stored):
            return True
        self.read.data = mark(stored)
        said = _("A colleague has deleted the note since you opened it.")
        if stored:
            said = _(
                "A colleague has changed the note since you opened it. It says: %(note)s",
                note=stored,
            )
        self.note.errors = [said]
        return False


def mark(note: str) -> str:
    return sha256(note.encode()).hexdigest()[:16]


def form_with(note: str) -> NoteForm:
    return NoteForm(data={"note": note, "read": mark(note)})


@bp.route(f"/{ANY}/staff/cohorts/<int:cohort_id>/note", methods=["GET", "POST"])
@staff(Role.SECRETARY)
def note_cohort(cohort_id: int) -> Response:
    found = cohorts.get(cohort_id)
    form = form_with(found.desk_note)
    if form.replaces(found.desk_note):
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
def note_registration(registration_id: int) -> Response:
    found = registrations.get(registration_id)
    form = form_with(found.staff_note)
    if form.replaces(found.staff_note):
        desk_notes.of_registration(found, form.note.data or "", actor=g.staff)
        db.session.commit()
        return see_other(".registration", _l("Saved."), registration_id=found.id)
    if found.staff_note:
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
