"""A worksheet in one language, as plain data for a template that knows none of our classes."""

from dataclasses import fields, is_dataclass
from typing import Any

from app.models.base import Bilingual
from app.models.worksheet import Option, Section, Sentence, Table, Worksheet


def plain(worksheet: Worksheet, language: str, due: str = "") -> dict[str, Any]:
    """Every text in the one language; what the classes know by themselves is written out."""

    def simple(value: Any) -> Any:
        if isinstance(value, Bilingual):
            return value[language]
        if isinstance(value, tuple):
            return [simple(part) for part in value]
        if not is_dataclass(value):
            return value
        found = {field.name: simple(getattr(value, field.name)) for field in fields(value)}
        return found | known(value)

    def known(value: Any) -> dict[str, Any]:
        if isinstance(value, Option):
            return {"mark": value.mark(language)}
        if isinstance(value, Table):
            return {"kind": "table", "lines": simple(value.lines)}
        if isinstance(value, Sentence):
            pieces = [
                one if isinstance(one, str) else simple(one) for one in value.pieces(language)
            ]
            return {"kind": "sentence", "pieces": pieces}
        if isinstance(value, Section):
            return {"about": worksheet.about(language, value), "heading": value.heading(language)}
        if isinstance(value, Worksheet):
            introduction = worksheet.introduced(language, due)
            about = worksheet.about(language)
            return {"about": about, "language": language, "introduction": introduction}
        return {"kind": type(value).__name__.lower()}

    document: dict[str, Any] = simple(worksheet)
    return document
