"""Answers out of our own files, when somebody has filled them in and sent them back.

Whoever calls has looked at the sizes first: these take a file as it is. What our file does not
have is left out, whatever else stands in it; what is filled in is found wherever it was moved.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.documents.places import HINT, marked
from app.documents.words import clean
from app.models.base import Bilingual
from app.models.worksheet import Asked, Worksheet, load

UNTICKED = {"", "\N{BALLOT BOX}", "\N{WHITE SQUARE}", "0"}


class Unreadable(ValueError):
    """Not a file of this kind, or broken."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says it is, and what is written in it; a stranger's file says nothing."""

    kind: str = ""
    version: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)


def read_docx(content: bytes) -> Found:
    """From the content controls, or from the bookmarks around them, or what is left of both."""
    from app.documents.reading_docx import keywords, texts

    with _opened(content) as file:
        sheet = _sheet(keywords(file))
        return _found(sheet, texts(file, sheet)) if sheet else Found()


def read_xlsx(content: bytes) -> Found:
    """From the cells that have the names we gave them."""
    from app.documents.reading_xlsx import keywords, opened, texts

    _opened(content).close()
    book = opened(content)
    sheet = _sheet(keywords(book))
    return _found(sheet, texts(book, sheet)) if sheet else Found()


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    # an unknown compression is a RuntimeError to zipfile
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise Unreadable from error


def _sheet(keywords: str) -> Worksheet | None:
    known = marked(keywords)
    try:
        return load(*known) if known else None
    except LookupError:
        return None


def _found(sheet: Worksheet, texts: Mapping[str, str]) -> Found:
    """Texts by place, made answers: a box is "1" or nothing, a choice the id of its option."""
    answers = {asked.id: _answer(sheet, asked, texts) for asked in sheet.asked()}
    return Found(sheet.kind, sheet.version, {name: text for name, text in answers.items() if text})


def _answer(sheet: Worksheet, asked: Asked, texts: Mapping[str, str]) -> str:
    if asked.boxes and asked.id not in texts:
        ticked = [
            option.id
            for option, place in zip(asked.options, asked.places(), strict=True)
            if texts.get(place, "").strip() not in UNTICKED
        ]
        # two ticks where one was asked for: nobody can say which was meant
        return ticked[0] if len(ticked) == 1 else ""
    text = clean(texts.get(asked.id, ""))
    if asked.value == "tick":
        return "" if text in UNTICKED else "1"
    words = sheet.every.words
    if text in _both(words.write) | _both(words.choose) | {HINT}:
        return ""
    if asked.options:
        chosen = [option.id for option in asked.options if text in _both(option.text)]
        return chosen[0] if chosen else ""
    return text


def _both(text: Bilingual) -> set[str]:
    return {text.da, text.en}
