"""What a secretary types before a list is asked about dates."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, SubmitField
from wtforms.validators import InputRequired, Length

from app import clock
from app.models import Cohort
from app.models.errors import (
    AnswerByOutOfRange,
    DateProposedTwice,
    ProposalInThePast,
    RuleBroken,
)
from app.services.date_polls import Question
from app.web.forms import Form, LineField
from app.web.staff.fields import DayField, NumberField
from app.web.staff.hours_forms import HoursForm

# dates that are asked about at once
FEWEST, MOST = 2, 3


class ProposalForm(HoursForm):
    """One date. A row without a day does not count."""

    @property
    def is_blank(self) -> bool:
        return not (self.day.data or self.day.errors or any(self.day.raw_data or ()))


class DatesForm(Form):
    """Two or three dates, and by when to answer. `send` leaves what was read, and nothing else."""

    dates = FieldList(FormField(ProposalForm), min_entries=MOST, max_entries=MOST)
    place = LineField(
        _l("Place"), [Length(max=200, message=_l("The place is too long: at most 200 characters."))]
    )
    minimum = NumberField(
        _l("At least"),
        least=1,
        most=1000,
        validators=[InputRequired(_l("Enter how many places it takes for the course to run."))],
    )
    answer_by = DayField(
        _l("Answer by"), [InputRequired(_l("Enter the last day on which people can answer."))]
    )
    seal = HiddenField()
    send = SubmitField(_l("Send"))

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        rows = [entry.form for entry in self.dates]
        whole = [row for row in rows if not row.is_blank]
        for row in whole:
            fine = row.require_whole() and fine
        for row in rows[:FEWEST]:
            if len(whole) < FEWEST and row.is_blank:
                row.day.errors = [_("Enter at least two dates. With one, open a cohort instead.")]
                fine = False
        # what the list itself tells of its rows was gathered before
        self.dates.errors = [entry.errors for entry in self.dates if entry.errors]
        return fine

    @property
    def question(self) -> Question:
        return Question(
            dates=[entry.form.hours for entry in self.dates if not entry.form.is_blank],
            answer_by=self.answer_by.data,
            minimum=self.minimum.data,
            place=self.place.data or "",
        )

    def refuse_where(self, broken: RuleBroken) -> None:
        """Say what is wrong where it can be put right."""
        if isinstance(broken, AnswerByOutOfRange):
            self.refuse(broken, self.answer_by)
        elif isinstance(broken, ProposalInThePast | DateProposedTwice):
            rows = [entry.form for entry in self.dates if not entry.form.is_blank]
            last = isinstance(broken, DateProposedTwice)
            ordered = sorted(rows, key=lambda row: row.hours)
            self.refuse(broken, (rows[-1] if last else ordered[0]).day)
            self.dates.errors = [entry.errors for entry in self.dates if entry.errors]
        else:
            self.refuse(broken)


def suggested(last: Cohort | None, answer_by: object) -> dict[str, Any]:
    """Times, place and minimum of the last cohort; the days are for the secretary to choose."""
    found: dict[str, Any] = {"answer_by": answer_by}
    if last is None:
        return found
    found |= {"place": last.place, "minimum": last.minimum}
    if last.meetings:
        first = last.meetings[0]
        starts, ends = (clock.local(one).time() for one in (first.starts_at, first.ends_at))
        found["dates"] = [{"starts": starts, "ends": ends}] * MOST
    return found
