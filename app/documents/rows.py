"""Rows of a table as CSV that Danish Excel and LibreOffice open, and take no cell for a formula."""

import csv
import io
import re
from collections.abc import Iterable

MEDIA_TYPE = "text/csv"
# so that Excel reads æ, ø and å
MARK = "\ufeff"
# the last four as Japanese and Chinese keyboards write them: some spreadsheets take them too
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# a phone number begins with a plus too; with its blanks no program reckons with it
PHONE = re.compile(r"\+\d{1,3}(?: \d{2,})+")


def line(cells: Iterable[object]) -> str:
    """One row, with semicolons between, as is the custom where the comma is in numbers."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerow(map(inert, cells))
    return written.getvalue()


def inert(cell: object) -> str:
    """The cell as text; an apostrophe before what a spreadsheet would carry out."""
    text = "" if cell is None else str(cell)
    if text.startswith(STARTS_A_FORMULA) and not PHONE.fullmatch(text):
        return f"'{text}"
    return text
