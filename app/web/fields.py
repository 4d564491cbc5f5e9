"""Fields that more than one audience fills in."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField
from wtforms.validators import ValidationError

from app.models import Municipality
from app.services import municipalities
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
