"""Worksheets as PDF for printing: tagged, with a title and a language, the same bytes each time."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from app.documents.plain import plain
from app.documents.printing import compiled
from app.documents.words import cleaned
from app.models.worksheet import Worksheet

# a word that is longer than any is broken where the line ends
LONG_WORD = re.compile(r"\S{30}(?=\S)")
MAY_BREAK = "\N{ZERO WIDTH SPACE}"


@cache
def _template() -> bytes:
    files = resources.files("app.documents")
    names = ("worksheet_parts.typ", "worksheet.typ")
    return b"\n".join((files / name).read_bytes() for name in names)


def worksheet(
    sheet: Worksheet, language: str, texts: Mapping[str, str] | None = None, due: str = ""
) -> bytes:
    """Texts are answers by their ids."""
    written = {
        name: LONG_WORD.sub(rf"\g<0>{MAY_BREAK}", text)
        for name, text in cleaned(texts or {}).items()
    }
    return compiled(_template(), plain(sheet, language, due) | {"texts": written})
