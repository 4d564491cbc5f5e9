"""Fields of a registration, and how they are refused."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms import Form as Fields
from wtforms.validators import Length, ValidationError

from app import addresses
from app.web.fields import MunicipalityField
from app.web.forms import AddressField, LineField, strip
from app.web.register_words import TO_CONTACT, Words

LINE = 200
LONG = 1000
OFF = {"autocomplete": "off"}
TOO_LONG = _l("Keep it within %(max)d characters.")


def one_line(value: str | None) -> str | None:
    """No line breaks: names and titles stand in the heads of mails too."""
    return " ".join(value.split()) if value else value


def own(autocomplete: str, **more: str) -> dict[str, str]:
    return {"autocomplete": autocomplete, **more}


class Line(LineField):
    """One short line, without what looks like a CPR number."""

    def __init__(self, label: Any = None, longest: int = LINE, **options: Any) -> None:
        super().__init__(label, [Length(max=longest, message=TOO_LONG)], **options)
        self.filters = [strip, one_line]


class Email(AddressField):
    """An address, with help for a slip of the finger that stops nobody."""

    @property
    def suggestion(self) -> str | None:
        return addresses.suggestion(self.data) if self.data else None


class AnyMunicipality(MunicipalityField):
    """One of the 98, or in words that it is none of them."""

    @property
    def none(self) -> str:
        return str(_("Not a municipality"))

    def post_validate(self, form: Fields, validation_stopped: bool) -> None:
        said = " ".join((self.data or "").casefold().split())
        if self.errors or said in {"ikke en kommune", "not a municipality"}:
            return
        try:
            super().post_validate(form, validation_stopped)
        except ValueError:
            self.row = None
        if self.row is None:
            words: Words = getattr(form, "words", TO_CONTACT)
            raise ValidationError(words.municipality)


def need(field: Field, sentence: str) -> None:
    if not field.data and not field.errors:
        refuse(field, sentence)


def refuse(field: Field, sentence: str) -> None:
    field.errors = [sentence]


def whole(text: str | None) -> int:
    """The number that was typed; nothing is 0, and what is no number is below it."""
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1


def wrong_address(text: str, number: int) -> str:
    if not text:
        return str(_("Enter an email address for participant %(number)s", number=number))
    if "@" in text and "." not in text.partition("@")[2]:
        return str(
            _(
                "The email address for participant %(number)s is missing something after @",
                number=number,
            )
        )
    return str(
        _(
            "The email address for participant %(number)s is not complete. "
            "It should look like name@example.dk",
            number=number,
        )
    )


def titles() -> list[str]:
    """What those who come are called, for whoever does not want to type it."""
    return [
        _("Pedagogical leader"),
        _("Head of centre"),
        _("Cluster leader"),
        _("Area leader"),
        _("ECEC manager"),
        _("Head of ECEC"),
        _("Head of the childminding service"),
        _("Pedagogical consultant"),
        _("Pedagogue"),
        _("Pedagogical assistant"),
        _("Assistant"),
        _("Childminder"),
        _("Childminding adviser"),
        _("Health visitor"),
        _("Educational psychologist"),
        _("Speech and language adviser"),
        _("Social worker"),
    ]
