"""What is said about a cohort, and may be changed once others know of it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from app.models import Bilingual
from app.web.forms import LineField, NoteField
from app.web.staff.fields import DayField
from app.web.staff.read_form import ReadForm

LONGEST_NOTE = 1000
LINE_TOO_LONG = _l("The line is too long: at most 200 characters.")


class NotesForm(ReadForm):
    """What may change once others know of the cohort."""

    decide_by = DayField(_l("Decide whether it runs by"))
    note_da = NoteField(
        _l("Note in Danish"),
        [Length(max=LONGEST_NOTE, message=_l("The note is too long: at most 1,000 characters."))],
    )
    note_en = NoteField(
        _l("Note in English"),
        [Length(max=LONGEST_NOTE, message=_l("The note is too long: at most 1,000 characters."))],
    )

    arrival_da = LineField(
        _l("How to find the way in, in Danish"), [Length(max=200, message=LINE_TOO_LONG)]
    )
    arrival_en = LineField(
        _l("How to find the way in, in English"), [Length(max=200, message=LINE_TOO_LONG)]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if self.arrival_en.data and not self.arrival_da.data:
            self.arrival_da.errors = [_("Write it in Danish too, or in neither language.")]
            fine = False
        if self.arrival_da.data and not self.arrival_en.data:
            self.arrival_en.errors = [_("Write it in English too, or in neither language.")]
            fine = False
        return fine

    @property
    def note(self) -> Bilingual:
        return Bilingual(self.note_da.data or "", self.note_en.data or "")

    @property
    def arrival_note(self) -> Bilingual:
        """Said in the letter two days before."""
        return Bilingual(self.arrival_da.data or "", self.arrival_en.data or "")
