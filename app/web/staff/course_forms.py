"""The forms about a course page: every part in both languages, and the facts beside them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    SubmitField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.language import Language
from app.models import Bilingual, CourseKind, PricePer, StaffMember, Tag, TagKind
from app.services.course_content import PARTS, Content
from app.services.course_parity import Decision
from app.web.forms import LOOKS_LIKE_CPR, Form, LineField, has_cpr
from app.web.staff.course_parts import LINE, TEXT, PartsForm, field_of
from app.web.staff.course_words import KINDS, TAUGHT_IN
from app.web.staff.fields import KronerField, NumberField

CONTACTS = [f"contact_{number}" for number in range(1, 6)]
# what is about the press, and no part of what is written
NOT_KEPT = {"csrf_token", "begun_from", "over", "save", "publish", "look"}


class Elsewhere:
    """An address that a browser opens, and nothing that a browser would run."""

    def __call__(self, form: Form, field: Any) -> None:
        text = field.data or ""
        try:
            parts = urlsplit(text)
            fine = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
        except ValueError:
            fine = False
        if text and (not fine or any(letter.isspace() for letter in text)):
            raise StopValidation(_l("Enter the whole address, which begins with https://"))


class BoxesField(SelectMultipleField):
    """Several of some, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """What is not offered is passed over: the tags of both lists come in one."""

    @property
    def chosen(self) -> list[str]:
        offered = {choice.value for choice in self.choices or []}
        return [value for value in self.data or [] if value in offered]


class NewCourseForm(Form):
    kind = SelectField(_l("Kind"), choices=[SelectChoice(*one) for one in KINDS])
    title_da = LineField(
        _l("Title, in Danish"), [DataRequired(_l("Enter the title in Danish.")), LINE]
    )
    title_en = LineField(
        _l("Title, in English"), [DataRequired(_l("Enter the title in English.")), LINE]
    )


class CourseForm(PartsForm):
    """The page of a course: its parts, then the facts beside them."""

    kind = SelectField(_l("Kind"), choices=[SelectChoice(*one) for one in KINDS])
    taught_in = SelectField(_l("Taught in"), choices=[SelectChoice(*one) for one in TAUGHT_IN])
    price = KronerField(_l("Price in kroner"))
    price_per = RadioField(
        _l("The price is for"),
        choices=[
            SelectChoice(PricePer.SEAT.value, _l("each participant")),
            SelectChoice(PricePer.REGISTRATION.value, _l("the workplace together")),
        ],
        default=PricePer.SEAT.value,
    )
    min_seats = NumberField(
        _l("Smallest number of participants from one workplace"),
        least=1,
        most=500,
        validators=[InputRequired(_l("Enter how many at least."))],
    )
    max_seats = NumberField(
        _l("Largest number of participants in one registration"),
        least=1,
        most=500,
        validators=[InputRequired(_l("Enter how many at most."))],
    )
    external_url = LineField(_l("Address of the course at another provider"), [TEXT, Elsewhere()])
    audiences = BoxesField(_l("Audiences"))
    themes = BoxesField(_l("Themes"))
    new_audience_da = LineField(_l("One more audience, in Danish"), [LINE])
    new_audience_en = LineField(_l("One more audience, in English"), [LINE])
    new_theme_da = LineField(_l("One more theme, in Danish"), [LINE])
    new_theme_en = LineField(_l("One more theme, in English"), [LINE])
    contact_1 = SelectField(_l("First person"))
    contact_2 = SelectField(_l("Second person"))
    contact_3 = SelectField(_l("Third person"))
    contact_4 = SelectField(_l("Fourth person"))
    contact_5 = SelectField(_l("Fifth person"))
    all_danish = BooleanField(_l("Show English readers the whole page in Danish"))
    begun_from = HiddenField()
    save = SubmitField(_l("Save the draft"))
    look = SubmitField(_l("Preview"))
    publish = SubmitField(_l("Publish"))

    def offer(self, tags: Sequence[Tag], members: Sequence[StaffMember], language: str) -> None:
        """What can be chosen."""
        for kind, field in ((TagKind.AUDIENCE, self.audiences), (TagKind.THEME, self.themes)):
            field.choices = [
                SelectChoice(tag.slug, tag.name[language]) for tag in tags if tag.kind is kind
            ]
        choices = [SelectChoice("", _l("nobody"))]
        choices += [SelectChoice(str(one.id), one.name[language]) for one in members]
        for name in CONTACTS:
            self[name].choices = choices

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        least, most = self.min_seats.data, self.max_seats.data
        if least and most and least > most:
            self.max_seats.errors = [_("This must be at least the smallest number.")]
            fine = False
        for kind in TagKind:
            da, en = self[f"new_{kind}_da"], self[f"new_{kind}_en"]
            for field, other in ((da, en), (en, da)):
                if other.data and not field.data:
                    field.errors = [_("Write it in both Danish and English.")]
                    fine = False
        return fine

    def content(self, otherwise: Content) -> Content:
        """What was typed; where that cannot be read, what stands there now."""

        def fine(name: str, value: Any) -> Any:
            return getattr(otherwise, name) if self[name].errors else value

        contacts = filter(None, (_number(self[name].data or "") for name in CONTACTS))
        return Content(
            kind=CourseKind(fine("kind", self.kind.data)),
            taught_in=Language(fine("taught_in", self.taught_in.data)),
            parts=self.texts,
            danish_only=otherwise.danish_only,
            tags=tuple(sorted([*self.audiences.chosen, *self.themes.chosen])),
            contacts=tuple(dict.fromkeys(contacts)),
            price=fine("price", self.price.data or None),
            price_per=PricePer(fine("price_per", self.price_per.data)),
            min_seats=fine("min_seats", self.min_seats.data),
            max_seats=fine("max_seats", self.max_seats.data),
            external_url=fine("external_url", self.external_url.data or None),
        )

    @property
    def new_tags(self) -> dict[TagKind, Bilingual]:
        return {
            kind: Bilingual(self[f"new_{kind}_da"].data, self[f"new_{kind}_en"].data)
            for kind in TagKind
            if self[f"new_{kind}_da"].data
        }

    def refuse_cpr(self) -> None:
        """Say it at each field; the rest of the form is not judged until it is published."""
        for field in self.with_cpr:
            field.errors = [str(LOOKS_LIKE_CPR)]

    @property
    def with_cpr(self) -> list[Any]:
        return [self[name] for name, texts in self.typed.items() if any(map(has_cpr, texts))]

    @property
    def begun(self) -> int:
        """The version that the page was made from."""
        return _number(request.form.get("over") or self.begun_from.data or "0")

    @property
    def typed(self) -> dict[str, list[str]]:
        """Every field as it was typed, for the draft."""
        known = set(self._fields) - NOT_KEPT
        return {name: values for name, values in request.form.lists() if name in known}


def _number(text: str) -> int:
    """Of a version or a person; 0 is neither, and what is no number was never ours."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def filled_in(content: Content) -> dict[str, Any]:
    """What is published, as the fields of the form."""
    texts = {
        field_of(part, language): content.part(part)[language]
        for part in PARTS
        for language in Language
    }
    people = dict(zip(CONTACTS, map(str, content.contacts), strict=False))
    decided = {field_of(part, "decide"): Decision.DANISH.value for part in content.danish_only}
    return {
        **texts,
        **people,
        **({} if content.is_all_danish else decided),
        "all_danish": content.is_all_danish,
        "kind": content.kind.value,
        "taught_in": content.taught_in.value,
        "price": content.price,
        "price_per": content.price_per.value,
        "min_seats": content.min_seats,
        "max_seats": content.max_seats,
        "external_url": content.external_url,
        "audiences": content.tags,
        "themes": content.tags,
    }


def as_typed(content: Content) -> dict[str, list[str]]:
    """The same as a draft keeps it."""
    form = CourseForm(formdata=None, data=filled_in(content))
    values: dict[str, list[str]] = {}
    for field in form:
        if field.name in NOT_KEPT:
            continue
        if isinstance(field, BoxesField):
            values[field.name] = list(field.data or [])
        elif isinstance(field, BooleanField):
            values[field.name] = ["y"] if field.data else []
        elif isinstance(field, RadioField | SelectField):
            values[field.name] = [str(field.data)] if field.data else []
        else:
            values[field.name] = [str(field._value())]
    return values


def as_formdata(typed: dict[str, Any]) -> MultiDict[str, str]:
    return MultiDict([(name, value) for name, values in typed.items() for value in values])
