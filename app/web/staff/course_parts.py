"""The parts of a course page as fields: Danish, English, and what English readers see."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from app.language import Language
from app.models import Bilingual
from app.services.course_content import PARTS
from app.services.course_parity import Decision
from app.web.forms import Form, LineField, NoteField
from app.web.staff.course_words import part_name

LINE = Length(max=200, message=_l("The text is too long: at most 200 characters."))
TEXT = Length(max=20_000, message=_l("The text is too long: at most 20,000 characters."))
ONE_LINE = {"title", "programme", "price_note"}


def field_of(part: str, suffix: str) -> str:
    return f"{part.replace('.', '_')}_{suffix}"


class DecisionField(RadioField):
    """What English readers see of a part; shown where that is a question."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[
                SelectChoice(Decision.FITS.value, _l("The English still fits")),
                SelectChoice(Decision.DANISH.value, _l("Show English readers the Danish")),
            ],
            validate_choice=False,
            **options,
        )


class PartsForm(Form):
    """Every part in both languages; the fields are added below, one part after the other."""

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        for part in PARTS:
            danish, english = self.pair(part)
            if english.data and not danish.data and not danish.errors:
                danish.errors = [
                    _(
                        "%(part)s: there is English without Danish. Write the Danish too.",
                        part=part_name(part),
                    )
                ]
                fine = False
        return fine

    def pairs(self) -> Iterator[tuple[str, Any, Any]]:
        return ((part, *self.pair(part)) for part in PARTS)

    def pair(self, part: str) -> tuple[Any, Any]:
        """Its fields in Danish and in English."""
        return self[field_of(part, "da")], self[field_of(part, "en")]

    def decision(self, part: str) -> Any:
        return self[field_of(part, "decide")]

    @property
    def texts(self) -> dict[str, Bilingual]:
        """What was written, without the parts that say nothing."""
        written = {
            part: Bilingual(danish.data or "", english.data or "")
            for part, danish, english in self.pairs()
        }
        return {part: text for part, text in written.items() if text}

    @property
    def decisions(self) -> dict[str, Decision]:
        answers = {part: self.decision(part).data for part in PARTS}
        return {part: Decision(one) for part, one in answers.items() if one in set(Decision)}


def _text_field(part: str, language: Language) -> Any:
    words = {"part": part_name(part)}
    danish = language is Language.DANISH
    label = _l("%(part)s, in Danish", **words) if danish else _l("%(part)s, in English", **words)
    options = {"render_kw": {"lang": str(language)}}
    if part == "title" and danish:
        return LineField(label, [DataRequired(_l("Enter the title in Danish.")), LINE], **options)
    if part == "programme":
        options["render_kw"]["list"] = f"series-{language}"
    if part in ONE_LINE:
        return LineField(label, [LINE], **options)
    return NoteField(label, [TEXT], **options)


for _part in PARTS:
    for _language in Language:
        setattr(PartsForm, field_of(_part, _language), _text_field(_part, _language))
    setattr(PartsForm, field_of(_part, "decide"), DecisionField())
