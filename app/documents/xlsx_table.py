"""A table as a spreadsheet, row by row. No cell is taken for a formula."""

from datetime import date
from itertools import chain, islice
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as Sheet

from app.documents.tables import Cell, Table
from app.documents.words import clean, shortened
from app.documents.xlsx import LONGEST_NAME, LONGEST_TEXT, NOT_IN_SHEET_NAMES

# written to the disk as it comes, so that a long table needs no more memory than a short one
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
NARROWEST, WIDEST = 8, 40
# the widths are settled before the rows are written: by those that come first
LOOKED_AT = 200
CUT = "..."


def write(table: Table, file: IO[bytes]) -> None:
    book = xlsxwriter.Workbook(file, OPTIONS)
    sheet = book.add_worksheet(NOT_IN_SHEET_NAMES.sub("", table.name)[:LONGEST_NAME].strip())
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "d.m.yyyy", "align": "left"})
    remaining = iter(table.rows)
    first = list(islice(remaining, LOOKED_AT))
    for at in range(len(table.heads)):
        longest = max(len(str(row[at] or "")) for row in [table.heads, *first])
        sheet.set_column(at, at, min(max(longest + 1, NARROWEST), WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for at, words in enumerate(table.heads):
        sheet.write_string(0, at, words, head)
    number = 0
    for number, row in enumerate(chain(first, remaining), start=1):
        for at, cell in enumerate(row):
            _put(sheet, number, at, cell, day)
    sheet.autofilter(0, 0, number, len(table.heads) - 1)
    book.close()


def _put(sheet: Sheet, row: int, column: int, cell: Cell, day: Format) -> None:
    if isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif cell:
        sheet.write_string(row, column, shortened(clean(cell), LONGEST_TEXT, CUT))
