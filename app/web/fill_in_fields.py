"""The form of one section of a worksheet: a field for each answer, named by its id."""

import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import Length, ValidationError

from app.language import Language
from app.models.worksheet import Asked, Choice, Section
from app.services import worksheets
from app.services.answers_merge import Choice as Of
from app.services.answers_merge import Chosen, Typed, digest
from app.web.forms import Form, LineField, NoteField

LONGEST = 4000


class ShortEnough(Length):
    """Says how long the text is, so that the writer knows how much has to go."""

    def __init__(self) -> None:
        super().__init__(max=LONGEST)

    def __call__(self, form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > self.max:
            raise ValidationError(
                _(
                    "This text has %(length)s characters. There is room for %(most)s: "
                    "shorten it, or keep the rest somewhere else.",
                    length=_number(length),
                    most=_number(self.max),
                )
            )


class SectionForm(Form):
    """What two open pages of one section need, beside the answers themselves."""

    shown = HiddenField()
    page = HiddenField()

    # the text of the other, where both have written
    clashes: Mapping[str, str] = {}

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "SectionForm":
        """As it stands when it is opened."""
        form = cls(formdata=None, data={**texts, "page": secrets.token_urlsafe(6)})
        form.note(form.texts)
        return form

    @property
    def answers(self) -> dict[str, Field]:
        return {field.name: field for field in self if "." in field.name}

    @property
    def texts(self) -> dict[str, str]:
        return {name: _text(field) for name, field in self.answers.items()}

    def typed(self, chosen: Mapping[str, str]) -> Typed:
        """What can be saved: what was refused stays on the page."""
        good = {name: _text(field) for name, field in self.answers.items() if not field.errors}
        return Typed(good, self.was_shown, self.page.data or "", _chosen(chosen))

    @property
    def was_shown(self) -> dict[str, str]:
        pairs = (one.partition("=") for one in (self.shown.data or "").split())
        return {name: found for name, _equals, found in pairs}

    def show(self, texts: Mapping[str, str]) -> None:
        """What is stored now; what was refused stays as it was typed."""
        for name, field in self.answers.items():
            if not field.errors:
                field.process_data(texts.get(name, ""))

    def clash(self, clashes: Mapping[str, str]) -> None:
        """Somebody else has written in these boxes: say so, and show both texts."""
        self.clashes = clashes
        for name in clashes:
            field = self.answers[name]
            field.errors = [*field.errors, _("Somebody else has written here meanwhile")]

    def choices(self, name: str) -> list[tuple[str, str]]:
        """What can become of the two texts in a box. Both of them, only where there is room."""
        theirs = self.clashes[name]
        of = digest(theirs)
        found = [
            (Of.MINE, _("Keep what stands in my box now")),
            (Of.THEIRS, _("Keep the other text")),
        ]
        mine = _text(self.answers[name])
        if isinstance(self.answers[name], NoteField) and len(mine) + len(theirs) < LONGEST:
            found.append((Of.BOTH, _("Keep both, one after the other")))
        return [(f"{choice}:{of}", words) for choice, words in found]

    def says(self, name: str, text: str) -> str:
        """What an answer means to a reader: of a choice, the words."""
        for option in getattr(self.answers[name], "choices", ()):
            if option.value == text:
                return str(option.label)
        return text or "-"

    def note(self, texts: Mapping[str, str]) -> None:
        """Say what the page shows from now on, by the digest of each text that is not empty."""
        digests = {name: digest(text) for name, text in texts.items()} | {
            name: self.was_shown.get(name, "")
            for name, field in self.answers.items()
            if field.errors
        }
        self.shown.data = " ".join(f"{name}={one}" for name, one in digests.items() if one)


@lru_cache(maxsize=256)
def form_of(
    kind: str, version: int, number: str, language: Language, without: frozenset[str]
) -> type[SectionForm]:
    """The form of a section in one language; `without` are the answers the reader may not see."""
    sheet = worksheets.get(kind, version)
    [section] = [one for one in sheet.sections if one.id == number]
    fields = {
        asked.id: _field(section, asked, language)
        for asked in section.asked()
        if asked.id not in without
    }
    return type("SectionForm", (SectionForm,), fields)


def _field(section: Section, asked: Asked, language: Language) -> Any:
    label = asked.label[language]
    if asked.value == "tick":
        return BooleanField(label)
    if asked.options:
        choices = [SelectChoice(one.id, one.text[language]) for one in asked.options]
        if _is_choice(section, asked):
            none = SelectChoice("", _l("Not chosen yet"))
            return RadioField(label, choices=[*choices, none], default="")
        return SelectField(label, choices=[SelectChoice("", "-"), *choices], default="")
    if asked.value in ("number", "date"):
        return LineField(label, [ShortEnough()])
    return NoteField(label, [ShortEnough()])


def _is_choice(section: Section, asked: Asked) -> bool:
    """One of several things explained beside it, rather than one word of a scale."""
    return any(
        isinstance(block, Choice) and asked.id == f"{section.id}.{block.id}"
        for block in section.blocks
    )


def _text(field: Field) -> str:
    if isinstance(field, BooleanField):
        return "1" if field.data else ""
    return field.data or ""


def _chosen(said: Mapping[str, str]) -> dict[str, Chosen]:
    """What was chosen where two have written: `mine:<digest of the other text>`."""
    found = {}
    for name, value in said.items():
        choice, _colon, of = value.partition(":")
        if choice in set(Of):
            found[name] = Chosen(Of(choice), of)
    return found


def _number(number: int) -> str:
    from app import formats
    from app.web import languages

    return formats.number(number, languages.language())
