"""What a secretary plans about a cohort, and when it opens."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import FieldList, FormField, HiddenField, RadioField, SelectField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from app import clock, workdays
from app.models import Cohort, CountsAs, MeetingKind, OpeningRule, ProposedDate
from app.services import cohorts, demand_plan
from app.web.forms import Form, LineField
from app.web.staff.cohort_notes import NotesForm
from app.web.staff.fields import DayField, KronerField, NumberField, TimeField
from app.web.staff.hours_forms import HoursForm

MOST_MEETINGS = 12


class MeetingForm(HoursForm):
    """One date. A row with nothing in it does not count."""

    kind = SelectField(
        _l("What it is"),
        choices=[
            SelectChoice(MeetingKind.TEACHING.value, _l("Teaching")),
            SelectChoice(MeetingKind.FOLLOW_UP.value, _l("Follow-up")),
            SelectChoice(MeetingKind.VISIT.value, _l("Visit")),
            SelectChoice(MeetingKind.TALK.value, _l("Conversation")),
        ],
        default=MeetingKind.TEACHING.value,
    )

    @property
    def is_blank(self) -> bool:
        return not any(
            field.data or field.errors or any(field.raw_data or ())
            for field in (self.day, self.starts, self.ends)
        )

    def require_whole(self) -> bool:
        if self.day.data is None and not self.day.errors:
            self.day.errors = [_("Enter the day, for example 3.3.2027, or empty the times too.")]
        return super().require_whole()

    @property
    def times(self) -> cohorts.Times:
        return cohorts.Times(*self.hours, MeetingKind(self.kind.data))


class CohortForm(NotesForm):
    """Only the number of places is required: a draft may wait for the rest."""

    meetings = FieldList(
        FormField(MeetingForm), _l("Dates"), min_entries=1, max_entries=MOST_MEETINGS
    )
    add_meeting = SubmitField(_l("Add a session"))
    remove_meeting = HiddenField()
    place = LineField(
        _l("Place"), [Length(max=200, message=_l("The place is too long: at most 200 characters."))]
    )
    capacity = NumberField(
        _l("Places"),
        least=1,
        most=1000,
        validators=[InputRequired(_l("Enter how many places there are."))],
    )
    counts_as = SelectField(
        _l("A place is"),
        choices=[
            SelectChoice(CountsAs.SEATS.value, _l("one person")),
            SelectChoice(CountsAs.REGISTRATIONS.value, _l("one registration, with all its people")),
        ],
        default=CountsAs.SEATS.value,
    )
    minimum = NumberField(_l("At least"), least=1, most=1000)
    price = KronerField(_l("Price in kroner"))
    register_by = DayField(_l("Registration deadline"))
    free_cancel_until = DayField(_l("Cancelling is free until"))

    def take_row_button(self) -> bool:
        """Add or remove a row, if that was the button; then nothing is validated yet."""
        if self.add_meeting.data:
            if len(self.meetings) < MOST_MEETINGS:
                self.meetings.append_entry()
            self._focus(len(self.meetings) - 1)
            return True
        row = self.remove_meeting.data or ""
        if not row.isdecimal() or len(row) > 3:
            return False
        if int(row) < len(self.meetings):
            del self.meetings.entries[int(row)]
        if not self.meetings.entries:
            self.meetings.append_entry()
        self._focus(int(row) - 1)
        return True

    def _focus(self, row: int) -> None:
        """The button that was pressed may be gone: go on where something is to be typed."""
        row = min(max(row, 0), len(self.meetings) - 1)
        self.meetings.entries[row].form.day.render_kw = {"autofocus": True}

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        fine = self._judge_meetings() and fine
        if self.minimum.data and self.capacity.data and self.minimum.data > self.capacity.data:
            self.minimum.errors = [
                ngettext(
                    "There is only %(num)s place. Choose a smaller number.",
                    "There are only %(num)s places. Choose a smaller number.",
                    self.capacity.data,
                )
            ]
            fine = False
        return fine

    def _judge_meetings(self) -> bool:
        rows = [entry.form for entry in self.meetings]
        whole = [row for row in rows if not row.is_blank and row.require_whole()]
        whole.sort(key=lambda row: row.times.starts_at)
        for before, after in pairwise(whole):
            if after.times.starts_at < before.times.ends_at:
                after.starts.errors = [_("Two sessions are at the same time. Correct one of them.")]
        if len(rows) > 1:
            for number, row in enumerate(rows, 1):
                for field in (row.day, row.starts, row.ends):
                    field.errors = [
                        _("Session %(num)s: %(error)s", num=number, error=error)
                        for error in field.errors
                    ]
        # what the list itself tells of its rows was gathered before
        self.meetings.errors = [entry.errors for entry in self.meetings if entry.errors]
        return not self.meetings.errors

    @property
    def plan(self) -> cohorts.Plan:
        return cohorts.Plan(
            meetings=[row.form.times for row in self.meetings if not row.form.is_blank],
            place=self.place.data or "",
            capacity=self.capacity.data,
            counts_as=CountsAs(self.counts_as.data),
            minimum=self.minimum.data,
            price=self.price.data,
            register_by=self.register_by.data,
            decide_by=self.decide_by.data,
            free_cancel_until=self.free_cancel_until.data,
            note=self.note,
            arrival_note=self.arrival_note,
        )


FORM = "open-form"


class OpeningForm(Form):
    """When registration opens, and the sign of what was read before the press."""

    rule = RadioField(
        _l("Who gets the places"),
        choices=[
            SelectChoice(
                OpeningRule.LIST_FIRST.value,
                _l("List first: places are held in the order of the list"),
            ),
            SelectChoice(
                OpeningRule.FIRST_COME.value,
                _l("First come, first served: everyone is told at the same time"),
            ),
        ],
    )
    opens = RadioField(
        _l("When registration opens"),
        choices=[
            SelectChoice("at_once", _l("As early as the rule allows")),
            SelectChoice("later", _l("At a later moment")),
        ],
        default="at_once",
    )
    # they stand above the letters, and their form below
    day = DayField(_l("Day"), render_kw={"form": FORM})
    time = TimeField(_l("Time"), render_kw={"form": FORM})
    seal = HiddenField()
    look = SubmitField(_l("Show the emails as they will be"))

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if self.opens.data == "later" and fine:
            if self.day.data is None:
                self.day.errors = [_("Enter the day on which registration opens.")]
            if self.time.data is None:
                self.time.errors = [_("Enter the time at which registration opens.")]
            if self.opens_at is not None and self.opens_at <= clock.now():
                self.day.errors = [_("Choose a coming moment.")]
            fine = not (self.day.errors or self.time.errors)
        return fine

    @property
    def opens_at(self) -> datetime | None:
        """None: as soon as everyone is told."""
        if self.opens.data != "later" or self.day.data is None or self.time.data is None:
            return None
        return workdays.at(self.day.data, self.time.data)


def filled_in(plan: cohorts.Plan, *, as_new: bool = False) -> dict[str, Any]:
    """A plan as the fields of the form; as_new leaves out the days."""
    return {
        "meetings": [
            {
                "day": None if as_new else clock.today(one.starts_at),
                "starts": clock.local(one.starts_at).time(),
                "ends": clock.local(one.ends_at).time(),
                "kind": one.kind.value,
            }
            for one in plan.meetings
        ],
        "place": plan.place,
        "capacity": plan.capacity,
        "counts_as": plan.counts_as.value,
        "minimum": plan.minimum,
        "price": plan.price,
        "register_by": None if as_new else plan.register_by,
        "decide_by": None if as_new else plan.decide_by,
        "free_cancel_until": None if as_new else plan.free_cancel_until,
        "note_da": plan.note.da,
        "note_en": plan.note.en,
        "arrival_da": plan.arrival_note.da,
        "arrival_en": plan.arrival_note.en,
    }


def on_date(data: dict[str, Any], asked: ProposedDate, like: Cohort | None) -> dict[str, Any]:
    """The same on a date that the list was asked about; further sessions have no day yet."""
    first, *others = data.get("meetings") or [{"kind": MeetingKind.TEACHING.value}]
    meeting = {
        "day": clock.today(asked.starts_at),
        "starts": clock.local(asked.starts_at).time(),
        "ends": clock.local(asked.ends_at).time(),
    }
    return data | {
        "meetings": [first | meeting, *others],
        "place": asked.poll.place or data.get("place", ""),
        "minimum": asked.poll.minimum,
        **demand_plan.deadlines(like, clock.today(asked.starts_at)),
    }


def opening_of(cohort: Cohort, rule: OpeningRule) -> dict[str, Any]:
    """What the draft says about its opening, as the fields of the form."""
    if cohort.opens_at is None:
        return {"rule": rule.value, "opens": "at_once"}
    moment = clock.local(cohort.opens_at)
    return {
        "rule": rule.value,
        "opens": "later",
        "day": moment.date(),
        "time": moment.time(),
    }
