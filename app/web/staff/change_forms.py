"""What a secretary changes about a cohort that others know of."""

import hashlib
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SubmitField
from wtforms.validators import DataRequired, InputRequired, Length

from app.models import Bilingual
from app.services import cohort_changes
from app.web.forms import Form, NoteField
from app.web.staff.cohort_forms import CohortForm
from app.web.staff.cohort_notes import LONGEST_NOTE
from app.web.staff.fields import NumberField

TOO_LONG = _l("The reason is too long: at most 1,000 characters.")


class CapacityForm(Form):
    """`seen` is the number that was looked at: another one is looked at first."""

    seen = HiddenField()
    capacity = NumberField(
        _l("Places"),
        least=1,
        most=1000,
        validators=[InputRequired(_l("Enter how many places there are."))],
    )
    look = SubmitField(_l("See what happens"))


class MoveForm(CohortForm):
    """Dates, place and deadlines; the number of places and the price stay."""

    capacity: Any = None
    counts_as: Any = None
    minimum: Any = None
    price: Any = None
    note_da: Any = None
    note_en: Any = None
    arrival_da: Any = None
    arrival_en: Any = None
    # a sign of what was looked at: anything else is looked at first
    seen = HiddenField()
    look = SubmitField(_l("See what happens"))

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(Form.validate(self, extra_validators))
        return self._judge_meetings() and fine

    @property
    def sign(self) -> str:
        return hashlib.sha256(repr(self.move).encode()).hexdigest()[:16]

    @property
    def move(self) -> cohort_changes.Move:
        return cohort_changes.Move(
            meetings=[row.form.times for row in self.meetings if not row.form.is_blank],
            place=self.place.data or "",
            register_by=self.register_by.data,
            decide_by=self.decide_by.data,
            free_cancel_until=self.free_cancel_until.data,
        )


class CallOffForm(Form):
    """Why, in both languages: it stands in the letters."""

    reason_da = NoteField(
        _l("The reason in Danish"),
        [
            DataRequired(_l("Enter the reason in Danish.")),
            Length(max=LONGEST_NOTE, message=TOO_LONG),
        ],
    )
    reason_en = NoteField(
        _l("The reason in English"),
        [
            DataRequired(_l("Enter the reason in English.")),
            Length(max=LONGEST_NOTE, message=TOO_LONG),
        ],
    )

    @property
    def reason(self) -> Bilingual:
        return Bilingual(self.reason_da.data or "", self.reason_en.data or "")
