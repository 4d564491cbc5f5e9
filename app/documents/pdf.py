"""Worksheets as PDF for printing: tagged, with a title and a language, the same bytes each time."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

import typst

from app.documents.plain import plain
from app.documents.words import cleaned
from app.models.worksheet import Worksheet

# a word that is longer than any is broken where the line ends
LONG_WORD = re.compile(r"\S{30}(?=\S)")
MAY_BREAK = "\N{ZERO WIDTH SPACE}"


@cache
def _fonts() -> typst.Fonts:
    """The fonts inside the library: what the machine has would change the pages."""
    return typst.Fonts(include_system_fonts=False)


@cache
def _template() -> bytes:
    files = resources.files("app.documents")
    names = ("worksheet_parts.typ", "worksheet.typ")
    return b"\n".join((files / name).read_bytes() for name in names)


def worksheet(
    sheet: Worksheet, language: str, texts: Mapping[str, str] | None = None, due: str = ""
) -> bytes:
    """Values travel as JSON, so that none of them can become markup. Texts are by answer id."""
    written = {
        name: LONG_WORD.sub(rf"\g<0>{MAY_BREAK}", text)
        for name, text in cleaned(texts or {}).items()
    }
    data = plain(sheet, language, due) | {"texts": written}
    return bytes(
        typst.compile(
            _template(),
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    )
