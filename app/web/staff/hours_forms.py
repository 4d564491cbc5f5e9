"""A day, and from when to when: one row of several in the form around it."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import workdays
from app.web.forms import Form
from app.web.staff.fields import DayField, TimeField


class HoursForm(Form):
    class Meta(Form.Meta):
        csrf = False  # the form around it is checked

    day = DayField(_l("Day"))
    starts = TimeField(_l("From"))
    ends = TimeField(_l("To"))

    def require_whole(self) -> bool:
        """Say what lacks where it lacks; whether a day must be there, the row knows itself."""
        for field, wrong in (
            (self.starts, _("Enter when it begins, for example 9:00.")),
            (self.ends, _("Enter when it ends, for example 15:30.")),
        ):
            if field.data is None and not field.errors:
                field.errors = [wrong]
        if self.starts.data and self.ends.data and self.ends.data <= self.starts.data:
            self.ends.errors = [_("The end must be later than the beginning.")]
        return not (self.day.errors or self.starts.errors or self.ends.errors)

    @property
    def hours(self) -> tuple[datetime, datetime]:
        day = self.day.data
        return workdays.at(day, self.starts.data), workdays.at(day, self.ends.data)
