"""Worksheets as spreadsheets: a sheet for each section, and tables with their heads.

Whatever is written is text, or a whole number or a day that was asked for: never a formula.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet as Sheet

from app.documents.places import DAY, LOCALES, NAME, mark
from app.documents.words import cleaned, shortened
from app.documents.xlsx_blocks import Blocks, widths
from app.documents.xlsx_looks import looks
from app.documents.xlsx_page import ROOM, Page
from app.models.worksheet import Asked, Option, Section, Worksheet

LONGEST_TEXT = 32_767
LONGEST_NAME = 31
A4 = 9
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
LISTS = "Holdstart"
# no program reads it, but the library insists on a moment
NO_MOMENT = datetime(1980, 1, 1, tzinfo=UTC)
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def worksheet(
    sheet: Worksheet, language: str, texts: Mapping[str, str] | None = None, due: str = ""
) -> bytes:
    """The same input gives the same bytes. Texts are answers by their ids."""
    return Book(sheet, language, cleaned(texts or {}), due).written()


class Book:
    """The file in the making: what its blocks need of it."""

    def __init__(self, sheet: Worksheet, language: str, texts: Mapping[str, str], due: str) -> None:
        self.worksheet = sheet
        self.language = language
        self.texts = texts
        self.due = due
        self.words = sheet.every.words
        self.file = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.file, OPTIONS)
        self.looks = looks(self.book)
        self.lists: dict[tuple[Option, ...], str] = {}
        self.tables = 0

    def written(self) -> bytes:
        self.introduce()
        for section in self.worksheet.sections:
            self.section(section)
        self.write_lists()
        self.book.set_properties(
            {
                "title": self.worksheet.title[self.language],
                "subject": self.worksheet.name[self.language],
                "keywords": mark(self.worksheet),
                "created": NO_MOMENT,
            }
        )
        self.book.close()
        return _in_language(self.file, LOCALES[self.language])

    def introduce(self) -> None:
        sheet, language = self.worksheet, self.language
        page = self.new_page(self.words.about[language], [100.0])
        about = f"{sheet.name[language]} · {sheet.about(language)}"
        self.begin(page, sheet.title[language], about)
        texts = [sheet.introduced(language, self.due), sheet.every.top_line[language]]
        if sheet.advice:
            texts.insert(1, sheet.advice[language])
        for row, text in enumerate(texts, start=3):
            page.write(row, 0, text, self.looks["wrapped"])
        page.finish()

    def section(self, section: Section) -> None:
        name = f"{section.id} {section.title[self.language]}".removeprefix("0 ")
        page = self.new_page(name, widths(section))
        note = self.words.locked[self.language] if section.by == "staff" else ""
        about = self.worksheet.about(self.language, section) or note
        self.begin(page, section.heading(self.language), about)
        blocks = Blocks(self, page, section)
        row = 3
        for block in section.blocks:
            row = blocks.write(block, row) + 1
        page.finish()

    def begin(self, page: Page, title: str, about: str) -> None:
        page.across(0, title, self.looks["title"], larger=1.6)
        page.across(1, about, self.looks["about"])

    def new_page(self, name: str, widths: list[float]) -> Page:
        short = NOT_IN_SHEET_NAMES.sub("", name)[:LONGEST_NAME].strip()
        page = self.book.add_worksheet(short)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        footer = self.words.page[self.language].format(page="&P", pages="&N")
        page.set_footer(f"&L{self.worksheet.name[self.language].replace('&', '&&')}&R{footer}")
        page.protect("", {"format_columns": True, "format_rows": True})
        return Page(page, widths)

    def answer(self, page: Page, row: int, column: int, asked: Asked, *, locked: bool) -> None:
        """A cell to write in, by a name of its own, with what is written already."""
        look = self.looks[f"{'locked' if locked else 'input'} {asked.value}"]
        text = self.put(page.sheet, row, column, asked, look)
        is_free = asked.value == "text" and not asked.options
        page.grow(row, column, text, ROOM if is_free else 1)
        name = page.sheet.get_name().replace("'", "''")
        place = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.book.define_name(NAME.format(answer=asked.id), f"='{name}'!{place}")
        if rule := self.rule(asked):
            page.sheet.data_validation(row, column, row, column, rule)

    def put(self, page: Sheet, row: int, column: int, asked: Asked, look: Format) -> str:
        """Write what is written already, and say what stands in the cell."""
        text = self.texts.get(asked.id, "")
        day = _day(text) if asked.value == "date" else None
        if asked.value == "number" and _is_whole(text):
            page.write_number(row, column, int(text), look)
            return text
        if day is not None:
            page.write_datetime(row, column, day, look)
            return text
        if asked.options:
            chosen = (one.text[self.language] for one in asked.options if one.id == text)
            text = next(chosen, "")
        elif asked.value == "tick":
            text = "x" if text else ""
        text = shortened(text, LONGEST_TEXT, self.words.cut[self.language])
        page.write_string(row, column, text, look)
        return text

    def rule(self, asked: Asked) -> dict[str, object] | None:
        """What a cell takes; numbers and days only warn, since "about 20" is an answer too."""
        words, language = self.words, self.language
        if asked.options:
            return {"validate": "list", "source": self.list_of(asked.options)}
        if asked.value == "tick":
            return {"validate": "list", "source": ["x"], "input_message": words.tick[language]}
        loosely = {"error_type": "warning", "criteria": ">="}
        if asked.value == "number":
            message = {"error_message": words.number[language]}
            return {"validate": "integer", "value": 0} | loosely | message
        if asked.value == "date":
            message = {"error_message": words.date[language]}
            return {"validate": "date", "value": date(2000, 1, 1)} | loosely | message
        return None

    def list_of(self, options: tuple[Option, ...]) -> str:
        """Where they stand on the hidden sheet: a list in the rule itself ends at a comma."""
        if options not in self.lists:
            column = xl_col_to_name(len(self.lists), col_abs=True)
            self.lists[options] = f"={LISTS}!{column}$1:{column}${len(options)}"
        return self.lists[options]

    def write_lists(self) -> None:
        if not self.lists:
            return
        page = self.book.add_worksheet(LISTS)
        for column, options in enumerate(self.lists):
            for row, option in enumerate(options):
                page.write_string(row, column, option.text[self.language])
        page.protect()
        page.hide()


def _is_whole(text: str) -> bool:
    """A number that reads the same when it comes back."""
    return (
        len(text) <= len("999999999")
        and text.isascii()
        and text.isdigit()
        and str(int(text)) == text
    )


def _day(text: str) -> datetime | None:
    try:
        day = datetime.strptime(text, DAY)  # noqa: DTZ007 (a day, not a moment)
    except ValueError:
        return None
    return day if day.year >= 1900 and day.strftime(DAY) == text else None


def _in_language(file: io.BytesIO, locale: str) -> bytes:
    """The parts of the file, with their language, without the time of writing and fixed heights."""
    written = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                kept = re.sub(rb"<dcterms:(\w+) .*?</dcterms:\1>", b"", content)
                said = f"<dc:language>{locale}</dc:language></cp:coreProperties>".encode()
                content = kept.replace(b"</cp:coreProperties>", said)
            if part.filename.startswith("xl/worksheets/"):
                # as high as said until somebody writes more
                content = content.replace(b' customHeight="1"', b"")
            new.writestr(zipfile.ZipInfo(part.filename), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
