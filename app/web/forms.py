"""What a person typed, made clean; and sentences for what is wrong."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, FieldList, FormField, StringField, TextAreaField
from wtforms.csrf.core import CSRFTokenField
from wtforms.validators import StopValidation, ValidationError

from app.extensions import wtforms_domain
from app.models.errors import RuleBroken

CPR_LIKE = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})[ -]\d{4}(?!\d)")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


def strip(value: str | None) -> str | None:
    """Trimmed, and without characters nobody types."""
    return CONTROL.sub("", value.replace("\r\n", "\n")).strip() if value else value


def clean_email(value: str | None) -> str | None:
    """Trimmed, in lower case; the domain becomes punycode only when it is stored."""
    return value.strip().lower() if value else value


class ValidEmail:
    """An address that most mail servers accept. Puts the normal form into the field.

    The local part must be ASCII; the domain may have Danish letters, and becomes punycode.
    """

    def __call__(self, form: FlaskForm, field: Any) -> None:
        text = field.data or ""
        if not text:
            raise StopValidation(_l("Enter your email address."))
        if len(text) > 254:
            raise StopValidation(_l("The email address is too long. Check it."))
        # loaded with the first address that is judged: a start should not wait for it
        from email_validator import EmailNotValidError, validate_email

        try:
            found = validate_email(
                text, check_deliverability=False, allow_smtputf8=False, strict=True
            )
        except EmailNotValidError as wrong:
            raise StopValidation(_l("Enter an address like name@example.dk.")) from wrong
        field.address = f"{found.local_part}@{found.ascii_domain}".lower()


LOOKS_LIKE_CPR = _l(
    "That looks like a CPR number (Danish personal ID). Delete it – we do not need it"
)


class NoCpr:
    """Free text must not hold what looks like a CPR number."""

    def __call__(self, form: FlaskForm, field: Any) -> None:
        if field.data and has_cpr(field.data):
            raise ValidationError(LOOKS_LIKE_CPR)


def has_cpr(text: str) -> bool:
    """Whether the text holds ddmmyy, a space or hyphen, and four digits, of a date that exists."""
    return any(_is_date(*map(int, match.groups())) for match in CPR_LIKE.finditer(text))


def _is_date(day: int, month: int, year: int) -> bool:
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True


class Form(FlaskForm):
    """A form on a page with a cookie: carries a token (web/proof.py checks it)."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return wtforms_domain

    broken: RuleBroken | None = None

    def is_submitted(self) -> bool:
        """Not when it is shown again as it was typed, after a new sign-in (web/typed.py)."""
        return bool(super().is_submitted()) and not g.get("shown_again", False)

    def refuse(self, broken: RuleBroken, field: Field | None = None) -> None:
        """Show that a rule was broken: at the field it is about, or first of the form's errors."""
        from app.web.messages import say

        self.broken = broken
        if field is None:
            self.form_errors.insert(0, str(say(broken)))
        else:
            field.errors = [*field.errors, str(say(broken))]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, in the order of the page: the id of the field ("": the whole form)."""
        return [("", error) for error in self.form_errors] + list(_problems(self))


def _problems(fields: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Rows of fields are forms within the form."""
    for field in fields:
        if isinstance(field, (FieldList, FormField)):
            yield from _problems(field)
        elif not isinstance(field, CSRFTokenField):
            yield from ((field.id, str(error)) for error in field.errors)


class PublicForm(Form):
    """A form on a public page: no cookie, no token (web/proof.py asks the browser instead)."""

    class Meta(Form.Meta):
        csrf = False


class AddressField(EmailField):
    """An address of a person; `address` is what is stored, once it is valid."""

    address: str = ""

    def __init__(self, label: Any = None, **options: Any) -> None:
        options.setdefault("filters", [strip, clean_email])
        options.setdefault("validators", [ValidEmail()])
        super().__init__(label, **options)


class LineField(StringField):
    """One line of free text."""

    def __init__(self, label: Any = None, validators: Any = (), **options: Any) -> None:
        super().__init__(label, [*validators, NoCpr()], filters=[strip], **options)


class NoteField(TextAreaField):
    """Free text of several lines."""

    def __init__(self, label: Any = None, validators: Any = (), **options: Any) -> None:
        super().__init__(label, [*validators, NoCpr()], filters=[strip], **options)
