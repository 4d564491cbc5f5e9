"""The form for what the provider says of itself."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from app.models import Bilingual
from app.models.provider import looks_like_cvr
from app.web.forms import AddressField, Form, LineField, NoteField, ValidEmail
from app.web.staff.rules_form import BothLanguages, RulesForm

LINE, TEXT = Length(max=200), Length(max=5000)
BILINGUAL = ("hours", "vat_note", "terms", "signature")
LINES = ("name", "address", "cvr", "phone", "accessibility_phone")
WEEK = re.compile(r"(\d{4})\s*-?\s*(?:w|u|uge|week)?\s*(\d{1,2})", re.IGNORECASE)


class WeeksField(TextAreaField):
    """ISO weeks, one on a line; "2026-52" and "2026 uge 52" are understood."""

    data: Any
    weeks: list[str]

    def _value(self) -> str:
        return "\n".join(self.data) if isinstance(self.data, list) else self.data or ""

    def pre_validate(self, form: Form) -> None:
        lines = (self.data or "").splitlines()
        found = [week_of(line) for line in lines]
        if None in found:
            wrong = found.index(None)
            raise StopValidation(
                gettext(
                    '"%(text)s" is not a week. Write a year and a week, like 2026-W52.',
                    text=lines[wrong].strip()[:40],
                )
            )
        self.data = self.weeks = sorted({week for week in found if week})


def week_of(line: str) -> str | None:
    """The week as it is kept, "" for an empty line, None for what is no week."""
    if not line.strip():
        return ""
    match = WEEK.fullmatch(line.strip())
    if match is None:
        return None
    try:
        date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None
    return f"{match[1]}-W{int(match[2]):02}"


class ProviderForm(RulesForm):
    name = LineField(_l("Name"), [DataRequired(_l("Enter the name of the provider.")), LINE])
    address = LineField(_l("Postal address"), [LINE])
    cvr = LineField(_l("CVR number"), [Length(max=20)])
    email = AddressField(_l("Email"))
    phone = LineField(_l("Phone"), [Length(max=30)])
    accessibility_email = AddressField(
        _l("Email for questions about accessibility"), validators=[Optional(), ValidEmail()]
    )
    accessibility_phone = LineField(_l("Phone for questions about accessibility"), [Length(max=30)])
    hours_da = LineField(_l("Opening hours, in Danish"), [BothLanguages("hours_en"), LINE])
    hours_en = LineField(_l("Opening hours, in English"), [BothLanguages("hours_da"), LINE])
    vat_note_da = LineField(_l("About VAT, in Danish"), [BothLanguages("vat_note_en"), LINE])
    vat_note_en = LineField(_l("About VAT, in English"), [BothLanguages("vat_note_da"), LINE])
    terms_da = NoteField(_l("Cancellation terms, in Danish"), [BothLanguages("terms_en"), TEXT])
    terms_en = NoteField(_l("Cancellation terms, in English"), [BothLanguages("terms_da"), TEXT])
    closed_weeks = WeeksField(_l("Closed weeks"))

    @property
    def has_odd_cvr(self) -> bool:
        """To be looked at again; it stops nobody, since the rule may not fit every number."""
        return bool(self.cvr.data) and not looks_like_cvr(self.cvr.data or "")

    @property
    def values(self) -> dict[str, Any]:
        """What is kept, by the names of the columns."""
        return {
            **{name: self[name].data or "" for name in LINES},
            **{
                name: Bilingual(self[f"{name}_da"].data or "", self[f"{name}_en"].data or "")
                for name in BILINGUAL
            },
            "email": self.email.address,
            "accessibility_email": self.accessibility_email.address,
            "closed_weeks": self.closed_weeks.weeks,
            **self.rules,
        }
