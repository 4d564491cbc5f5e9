"""Days, times and kroner as people type them."""

import re
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from app import formats
from app.web import languages
from app.web.forms import strip

MONTHS = [
    ("januar", "january"),
    ("februar", "february"),
    ("marts", "march"),
    ("april", "april"),
    ("maj", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august", "august"),
    ("september", "september"),
    ("oktober", "october"),
    ("november", "november"),
    ("december", "december"),
]
DANISH_DAY = re.compile(r"(\d{1,2})[./ -]\s*(\d{1,2}|[a-z]{3,9})[./ -]\s*(\d{4}|\d{2})")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
CLOCK = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[.:]?(\d{2}))?")
KRONER = re.compile(
    r"(?:dkk\s*)?(\d{1,3}(?:[. ,]\d{3})+|\d{1,7})(?:,(?:00|-))?(?:\s*(?:kr\.?|dkk))?"
)
YEARS = range(2020, 2100)
MOST_KRONER = 1_000_000


def parse_day(text: str) -> date:
    """3.3.2027, 3/3 2027, 3. marts 2027 or 2027-03-03. Raises ValueError."""
    text = " ".join(text.lower().split())
    if match := ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := DANISH_DAY.fullmatch(text.replace(". ", ".")):
        day, month = int(match[1]), _month(match[2])
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    else:
        raise ValueError(text)
    if year not in YEARS:
        raise ValueError(text)
    return date(year, month, day)


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    found = [n for n, names in enumerate(MONTHS, 1) if any(name.startswith(text) for name in names)]
    if len(found) != 1:
        raise ValueError(text)
    return found[0]


def parse_time(text: str) -> time:
    """9, 9.00, 9:00, 0900 or kl. 9.00. Raises ValueError."""
    match = CLOCK.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(text)
    return time(int(match[1]), int(match[2] or 0))


def parse_kroner(text: str) -> int:
    """2450, 2.450, 2.450 kr. or DKK 2,450. Raises ValueError."""
    match = KRONER.fullmatch(" ".join(text.lower().split()))
    if match is None:
        raise ValueError(text)
    return int(re.sub(r"\D", "", match[1]))


class TypedField(StringField):
    """One line that is read as something; what was typed is shown again as it was typed."""

    data: Any
    wrong = _l("This could not be read.")

    def __init__(self, label: Any = None, validators: Any = (), **options: Any) -> None:
        super().__init__(label, validators, filters=[_stripped], **options)

    def read(self, text: str) -> Any:
        raise ValueError(text)

    def written(self, value: Any) -> str:
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = strip(valuelist[0]) if valuelist else ""
        if text:
            try:
                self.data = self.read(text)
            except ValueError as unread:
                raise ValueError(self.wrong) from unread

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)


def _stripped(value: Any) -> Any:
    return strip(value) if isinstance(value, str) else value


class DayField(TypedField):
    wrong = _l("Enter the day like this: 3.3.2027.")

    def read(self, text: str) -> date:
        return parse_day(text)

    def written(self, value: date) -> str:
        return f"{value.day}.{value.month}.{value.year}"


class TimeField(TypedField):
    wrong = _l("Enter the time like this: 9:00.")

    def read(self, text: str) -> time:
        return parse_time(text)

    def written(self, value: time) -> str:
        colon = languages.language() == "en"
        return f"{value.hour}{':' if colon else '.'}{value.minute:02d}"


class KronerField(TypedField):
    """In whole kroner, up to what no course costs: sums of many places are stored, too."""

    wrong = _l("Enter the price in whole kroner, for example 2450.")

    def pre_validate(self, form: BaseForm) -> None:
        if self.data is not None and self.data > MOST_KRONER:
            most = formats.number(MOST_KRONER, languages.language())
            raise ValidationError(_("Enter at most %(amount)s kroner.", amount=most))

    def read(self, text: str) -> int:
        return parse_kroner(text)

    def written(self, value: int) -> str:
        return formats.number(value, languages.language())


class NumberField(TypedField):
    """A whole number within limits."""

    wrong = _l("Enter a whole number.")

    def __init__(self, label: Any = None, *, least: int, most: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        if not text.isdecimal() or len(text) > 9 or not self.least <= int(text) <= self.most:
            raise ValueError(text)
        return int(text)
