"""Worksheets as PDF for printing: tagged, with a title and a language, the same bytes each time."""

import json
from functools import cache
from importlib import resources

import typst

from app.documents.plain import plain
from app.models.worksheet import Worksheet


@cache
def _fonts() -> typst.Fonts:
    """The fonts inside the library: what the machine has would change the pages."""
    return typst.Fonts(include_system_fonts=False)


@cache
def _template() -> bytes:
    return (resources.files("app.documents") / "worksheet.typ").read_bytes()


def worksheet(sheet: Worksheet, language: str, municipality: str = "") -> bytes:
    """Values travel as JSON, so that none of them can become markup."""
    data = plain(sheet, language) | {"prefill": {"municipality": municipality}}
    return bytes(
        typst.compile(
            _template(),
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    )
