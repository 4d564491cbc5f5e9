"""Which worksheet goes with a course, and when."""

import hashlib
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.models import AssignedTo, Assignment, Bilingual
from app.services import worksheets
from app.services.assignment_changes import Plan
from app.web import languages
from app.web.forms import Form, NoteField
from app.web.staff.fields import NumberField

BEFORE, AFTER = "before", "after"
LONGEST_CHANGE = 500
TOO_LONG = _l("The text is too long: at most 500 characters.")
WHEN = [
    SelectChoice(BEFORE, _l("days before the first session")),
    SelectChoice(AFTER, _l("days after the last session")),
]


class DaysForm(Form):
    """When it is sent and due. `seen` is a sign of what was looked at: else it is looked at first.

    The worksheet and who fills it in are decided once.
    """

    seen = HiddenField()
    send = NumberField(
        _l("Sent"), least=0, most=365, validators=[InputRequired(_l("Enter how many days."))]
    )
    send_when = RadioField(_l("Counted as"), choices=WHEN, default=BEFORE)
    due = NumberField(_l("To be handed in"), least=0, most=365)
    due_when = RadioField(_l("Counted as"), choices=WHEN, default=AFTER)
    must_approve = BooleanField(_l("The consultant approves it, or sends it back"))
    look = SubmitField(_l("See what happens"))

    kept: Plan | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        for number, when in ((self.send, self.send_when), (self.due, self.due_when)):
            if number.data == 0 and when.data == BEFORE:
                number.errors = [_("Enter 1 day or more before the first session.")]
                fine = False
        if self.must_approve.data and self.due.data is None and not self.due.errors:
            self.due.errors = [_("Say when it is to be handed in: only then it can be approved.")]
            fine = False
        return fine

    @property
    def worksheet_kind(self) -> str:
        assert self.kept is not None  # noqa: S101  the view gives it
        return self.kept.worksheet

    @property
    def whose(self) -> AssignedTo:
        assert self.kept is not None  # noqa: S101  the view gives it
        return self.kept.per

    @property
    def plan(self) -> Plan:
        return Plan(
            worksheet=self.worksheet_kind,
            send_days=_days(self.send, self.send_when),
            due_days=None if self.due.data is None else _days(self.due, self.due_when),
            per=self.whose,
            must_approve=bool(self.must_approve.data),
        )

    @property
    def sign(self) -> str:
        return hashlib.sha256(repr(self.plan).encode()).hexdigest()[:16]


class AssignmentForm(DaysForm):
    worksheet = SelectField(_l("Worksheet"))
    per = RadioField(
        _l("Who fills it in"),
        choices=[
            SelectChoice(AssignedTo.SEAT.value, _l("each participant")),
            SelectChoice(
                AssignedTo.REGISTRATION.value, _l("the workplace together, through the contact")
            ),
        ],
        default=AssignedTo.SEAT.value,
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.worksheet.choices = _worksheets(worksheets.kinds())

    @property
    def worksheet_kind(self) -> str:
        return str(self.worksheet.data)

    @property
    def whose(self) -> AssignedTo:
        return AssignedTo(self.per.data)


class ChangeForm(Form):
    """What a new version changes: two sentences, in both languages."""

    # a sign of what was read before the press
    seen = HiddenField()
    note_da = NoteField(
        _l("What is new, in Danish"),
        [
            DataRequired(_l("Enter in Danish what is new.")),
            Length(max=LONGEST_CHANGE, message=TOO_LONG),
        ],
    )
    note_en = NoteField(
        _l("What is new, in English"),
        [
            DataRequired(_l("Enter in English what is new.")),
            Length(max=LONGEST_CHANGE, message=TOO_LONG),
        ],
    )
    look = SubmitField(_l("See the emails"))

    @property
    def note(self) -> Bilingual:
        return Bilingual(self.note_da.data or "", self.note_en.data or "")

    @property
    def sign(self) -> str:
        return hashlib.sha256(repr(self.note).encode()).hexdigest()[:16]


def filled_in(assignment: Assignment) -> dict[str, Any]:
    """What is decided, as the fields of the form."""
    due = assignment.due_days
    return {
        "send": abs(assignment.send_days),
        "send_when": BEFORE if assignment.send_days < 0 else AFTER,
        "due": None if due is None else abs(due),
        "due_when": BEFORE if due is not None and due < 0 else AFTER,
        "must_approve": assignment.must_approve,
    }


def _days(number: Any, when: Any) -> int:
    days = int(number.data or 0)
    return -days if when.data == BEFORE else days


def _worksheets(kinds: Sequence[str]) -> list[SelectChoice]:
    language = languages.language()
    return [SelectChoice(kind, worksheets.get(kind).name[language]) for kind in kinds]
