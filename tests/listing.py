"""Lists of participants as people send them, made when a test asks for them."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from app.documents import rows

HEADS = ("Navn", "E-mail", "Stilling", "Arbejdsplads")
TWO = (
    ("Åse Sørensen", "aase@odense.example", "Pædagog", "Børnehuset Søen"),
    ("Bo Lærke", "bo@odense.example", "Souschef", ""),
)


def semicolons(*people: Sequence[str], heads: Sequence[str] = HEADS) -> str:
    """As Danish Excel writes it."""
    return "".join(";".join(row) + "\r\n" for row in (heads, *people))


def ansi(*people: Sequence[str], heads: Sequence[str] = HEADS) -> bytes:
    return semicolons(*people, heads=heads).encode("cp1252")


def marked(*people: Sequence[str], heads: Sequence[str] = HEADS) -> bytes:
    return (rows.MARK + semicolons(*people, heads=heads)).encode()


def workbook(*people: Sequence[Any], heads: Sequence[str] = HEADS) -> bytes:
    book = openpyxl.Workbook()
    for row in (heads, *people):
        book.active.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
