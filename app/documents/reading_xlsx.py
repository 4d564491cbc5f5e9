"""What is written in a spreadsheet of ours, after Excel or LibreOffice has saved it."""

import io
import warnings
from datetime import date, datetime
from typing import Any

import openpyxl

from app.documents.places import DAY, NAME
from app.documents.reading_back import Unreadable
from app.models.worksheet import Worksheet


def opened(content: bytes) -> Any:
    """The values alone: what a formula of somebody else's would give is not asked for."""
    with warnings.catch_warnings():
        # of parts that we have not made and do not read
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        except Exception as error:  # its parsers raise whatever they stumble on
            raise Unreadable from error


def opened_to_look(content: bytes) -> Any:
    """Cell by cell, with the formulas as formulas; nothing is read before it is asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        except Exception as error:
            raise Unreadable from error


def keywords(book: Any) -> str:
    return book.properties.keywords or ""


def texts(book: Any, sheet: Worksheet) -> dict[str, str]:
    """By the name of the cell, wherever it has been moved to."""
    found: dict[str, str] = {}
    for answer in sheet.answers():
        name = book.defined_names.get(NAME.format(answer=answer))
        for title, place in _destinations(name):
            if title in book.sheetnames and ":" not in place:
                found[answer] = _text(book[title][place].value)
    return found


def _destinations(name: Any) -> list[tuple[str, str]]:
    try:
        return (
            []
            if name is None
            else [(title, at.replace("$", "")) for title, at in name.destinations]
        )
    except (ValueError, AttributeError):
        return []


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime(DAY)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
