"""Worksheets to read on the page, and as files to print or fill in."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy.exc import NoResultFound

from app.documents.plain import plain
from app.language import Language
from app.models.worksheet import Worksheet, load, versions

NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


class Format(enum.StrEnum):
    """The kinds of files, each by its ending."""

    DOCX = "docx"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
}


def _writer(format: Format) -> Callable[..., bytes]:
    """The libraries behind these take 14 MiB: they come when the first file is asked for."""
    if format is Format.DOCX:
        from app.documents import docx

        return docx.worksheet
    from app.documents import pdf

    return pdf.worksheet


@dataclass(frozen=True, slots=True)
class File:
    """What a reader takes home."""

    name: str
    media_type: str
    content: bytes


@lru_cache(maxsize=16)
def get(kind: str, version: int | None = None) -> Worksheet:
    """The newest version unless told; NoResultFound if there is none."""
    try:
        return load(kind, version)
    except LookupError as error:
        raise NoResultFound(f"no worksheet {kind!r}") from error


@cache
def kinds() -> list[str]:
    return list(versions())


def text(worksheet: Worksheet, language: Language) -> dict[str, Any]:
    """All that stands on it in one language, as plain data."""
    return plain(worksheet, language)


def document(
    worksheet: Worksheet, *, language: Language, format: Format, municipality: str = ""
) -> File:
    """Build a file; one without a municipality is built once per process."""
    if municipality:
        content = _writer(format)(worksheet, language, municipality)
    else:
        content = _blank(worksheet.kind, worksheet.version, language, format)
    name = worksheet.name[language].translate(NOT_IN_FILE_NAMES)
    return File(f"{name}.{format}", format.media_type, content)


@lru_cache(maxsize=32)
def _blank(kind: str, version: int, language: Language, format: Format) -> bytes:
    return _writer(format)(get(kind, version), language)
