"""Worksheets to read on the page, and as files to print or fill in."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy.exc import NoResultFound

from app import formats
from app.documents.gate import gate
from app.documents.plain import plain
from app.language import Language
from app.models.worksheet import Worksheet, load, versions

NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


class Format(enum.StrEnum):
    """The kinds of files, each by its ending."""

    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    TXT = "txt"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    Format.DOCX: f"{OFFICE}.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.XLSX: f"{OFFICE}.spreadsheetml.sheet",
    Format.TXT: "text/plain",
}


def _writer(format: Format) -> Callable[..., bytes]:
    """The libraries behind these take 14 MiB: they come when the first file is asked for."""
    found: Callable[..., bytes] = import_module(f"app.documents.{format}").worksheet
    return found


@dataclass(frozen=True, slots=True)
class File:
    """What a reader takes home."""

    name: str
    media_type: str
    content: bytes


@lru_cache(maxsize=32)
def get(kind: str, version: int | None = None) -> Worksheet:
    """The newest version unless told; NoResultFound if there is none."""
    try:
        return load(kind, version)
    except LookupError as error:
        raise NoResultFound(f"no worksheet {kind!r}") from error


@cache
def kinds() -> list[str]:
    return list(versions())


def text(worksheet: Worksheet, language: Language, *, due: date | None = None) -> dict[str, Any]:
    """All that stands on it in one language, as plain data."""
    return plain(worksheet, language, formats.day(due, language) if due else "")


def document(
    worksheet: Worksheet,
    *,
    language: Language,
    format: Format,
    municipality: str = "",
    workplace: str = "",
    answers: Mapping[str, str] | None = None,
    due: date | None = None,
) -> File:
    """Build a file, blank or with what is written; a blank one is built once per process.

    Answers are texts by their ids: as typed; "1" for a tick; the id of the option where one is
    chosen (`Asked` says which is which). Whoever calls leaves out what its reader may not see, and
    has no transaction open that writes: this may wait for its turn.
    """
    known = worksheet.known(municipality=municipality, workplace=workplace)
    texts = known | {name: text for name, text in (answers or {}).items() if text}
    if texts or due:
        day = formats.day(due, language) if due else ""
        with gate:
            content = _writer(format)(worksheet, language, texts, day)
    else:
        content = _blank(worksheet.kind, worksheet.version, language, format)
    name = worksheet.name[language].translate(NOT_IN_FILE_NAMES)
    return File(f"{name}.{format}", format.media_type, content)


@lru_cache(maxsize=64)
def _blank(kind: str, version: int, language: Language, format: Format) -> bytes:
    with gate:
        return _writer(format)(get(kind, version), language)
