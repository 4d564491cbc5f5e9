"""Fields that more than one audience fills in."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from app import formats
from app.models import Municipality
from app.services import municipalities
from app.web import languages
from app.web.forms import LineField, strip


class MunicipalityField(LineField):
    """One of the 98, typed or picked; `row` is what was found. Nothing is an answer too."""

    row: Municipality | None = None

    def __init__(self, label: Any = None, **options: Any) -> None:
        options.setdefault("render_kw", {"list": "municipalities", "autocomplete": "off"})
        super().__init__(label or _l("Municipality"), **options)

    @property
    def names(self) -> list[str]:
        return municipalities.names()

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        if self.data and not self.errors:
            self.row = municipalities.find(self.data)
            if self.row is None:
                raise ValidationError(
                    _("We do not know this municipality. Choose one from the list, or leave it.")
                )


class SeatsField(StringField):
    """How many places, at most as many as the course lets one book; nothing means one."""

    most: int = 10
    number: int = 1

    def __init__(self, label: Any = None, **options: Any) -> None:
        options.setdefault("filters", [strip])
        options.setdefault("render_kw", {"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label or _l("How many places do you need?"), **options)

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        text = self.data or "1"
        self.number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
        if not 1 <= self.number <= self.most:
            raise ValidationError(_("Enter a number from 1 to %(most)s.", most=self.most))


class MonthsField(SelectMultipleField):
    """Tick boxes, one a month; none means that any month will do."""

    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(
            label or _l("Which months suit you?"), coerce=int, choices=_months, **options
        )


def _months() -> list[SelectChoice]:
    """Asked for with each form: they speak the language of the page."""
    language = languages.language()
    return [SelectChoice(number, formats.month(number, language)) for number in range(1, 13)]
