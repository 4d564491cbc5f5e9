"""Worksheets as spreadsheets."""

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest

from app.documents import xlsx
from app.documents.reading_back import read_xlsx
from app.models.worksheet import load
from tests.documents.answers import BOTH, KINDS, filled


def opened(kind: str, language: str, texts: dict[str, str] | None = None) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx.worksheet(load(kind), language, texts)))


def cell(book: Any, answer: str) -> Any:
    """The cell of an answer."""
    [(page, place)] = book.defined_names[f"Holdstart.{answer}"].destinations
    return book[page][place.replace("$", "")]


def rules(book: Any, answer: str) -> list[Any]:
    """What the cell of an answer takes."""
    found = cell(book, answer)
    every = found.parent.data_validations.dataValidation
    return [rule for rule in every if found.coordinate in rule.sqref]


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_there_is_a_sheet_for_each_section_and_every_table_has_a_head(
    kind: str, language: str
) -> None:
    sheet = load(kind)

    about, *pages = opened(kind, language).worksheets

    assert about.title == sheet.every.words.about[language]
    shown = [page for page in pages if page.sheet_state == "visible"]
    assert [page["A1"].value for page in shown] == [
        section.heading(language) for section in sheet.sections
    ]
    assert all(
        page.title[0] == section.id or section.id == "0"
        for page, section in zip(shown, sheet.sections, strict=True)
    )
    for page, section in zip(shown, sheet.sections, strict=True):
        assert page.tables or not list(section.answers())
        for table in page.tables.values():
            first = page[table.ref][0]
            assert table.headerRowCount == 1
            assert [column.name for column in table.tableColumns] == [one.value for one in first]
            assert all(one.font.b and one.value for one in first)


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_every_answer_has_a_cell_of_its_own(kind: str, language: str) -> None:
    sheet, book = load(kind), opened(kind, language)

    cells = {answer: cell(book, answer) for answer in sheet.answers()}

    places = {(one.parent.title, one.coordinate) for one in cells.values()}
    assert len(places) == len(cells)
    for answer, one in cells.items():
        assert one.parent.protection.sheet
        # what the consultant fills in is only read by the participant
        assert one.protection.locked == (answer not in sheet.own_answers()), answer


@pytest.mark.parametrize("kind", KINDS)
def test_says_its_title_and_language(kind: str) -> None:
    for language, locale in (("da", "da-DK"), ("en", "en-GB")):
        told = opened(kind, language).properties
        assert (told.title, told.language) == (load(kind).title[language], locale)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_ever_a_formula_or_a_link(kind: str) -> None:
    content = xlsx.worksheet(load(kind), "da", filled(load(kind)))

    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    pages = [text for name, text in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(pages) > 4
    assert not any(b"<f" in page.replace(b"<formula1>", b"") for page in pages)
    assert not any(b"hyperlink" in page for page in pages)
    assert not any(b"external" in name.lower().encode() for name in parts)


def test_a_text_that_looks_like_a_formula_or_a_phone_number_stays_as_it_was_typed() -> None:
    texts = ["=1+1", "+45 12 34 56 78", "-2", "@A1", "\t=1", "0012"]
    answers = [f"B.activities.{row}.what" for row in range(1, 7)]

    book = opened("mapping", "da", dict(zip(answers, texts, strict=True)))

    assert [cell(book, answer).value for answer in answers] == [text.strip() for text in texts]
    assert {cell(book, answer).data_type for answer in answers} == {"s"}
    # typed there, a text stays a text too
    assert {cell(book, answer).number_format for answer in answers} == {"@"}


def test_closed_scales_are_lists_and_numbers_and_days_are_asked_for() -> None:
    texts = {"E.partners.ppr.firmness": "3", "C.staff.leaders.how_many": "12"}

    book = opened("mapping", "da", texts)

    [scale] = rules(book, "E.partners.ppr.firmness")
    page, _, area = scale.formula1.partition("!")
    assert [one.value for [one] in book[page][area.replace("$", "")]] == [
        "1 kender ikke hinanden",
        "2 fra sag til sag",
        "3 fast, men skrøbeligt",
        "4 fast og aftalt",
    ]
    assert cell(book, "E.partners.ppr.firmness").value == "3 fast, men skrøbeligt"
    assert book[page].sheet_state == "hidden"
    assert cell(book, "C.staff.leaders.how_many").value == 12
    [number] = rules(book, "C.staff.leaders.how_many")
    assert (number.type, number.errorStyle) == ("whole", "warning")
    [tick] = rules(book, "A.scope.area")
    assert tick.formula1 == '"x"'
    [day] = rules(opened("guide", "en"), "D.again")
    assert (day.type, day.error) == ("date", "Enter a date, such as 03-03-2027.")


def test_a_text_that_no_cell_holds_is_cut_kindly() -> None:
    for long in ("å" * 100_000, "😀" * 100_000):
        content = xlsx.worksheet(load("mapping"), "da", {"A.groups": long})

        text = read_xlsx(content).answers["A.groups"]
        assert len(text.encode("utf-16-le")) // 2 <= 32_767
        assert text.endswith("[teksten er afkortet her]")
        assert text.startswith(long[:16_000])


def test_rows_are_as_high_as_their_texts_and_may_grow() -> None:
    content = xlsx.worksheet(load("mapping"), "da", {"H.policy": "en linje\n" * 9})

    with zipfile.ZipFile(io.BytesIO(content)) as file:
        pages = [file.read(name).decode() for name in file.namelist() if "/sheet" in name]
    heights = [
        float(one) for page in pages for one in re.findall(r'<row [^>]*ht="([0-9.]+)"', page)
    ]
    assert max(heights) >= 9 * 15
    assert not any("customHeight" in page for page in pages)


def test_the_same_input_gives_the_same_bytes() -> None:
    sheet = load("plan")

    assert xlsx.worksheet(sheet, "da") == xlsx.worksheet(sheet, "da")
    assert xlsx.worksheet(sheet, "da") != xlsx.worksheet(sheet, "da", {"0.writers": "to ledere"})
