"""Worksheets as Word documents."""

import io
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import docx
import pypdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from app.documents import docx as writer
from app.documents.places import places
from app.models.worksheet import Choice, Fields, Scale, Table, load
from tests.documents.answers import BOTH, filled
from tests.documents.office import converted

W14_CHECKBOX = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"


def opened(kind: str, language: str, texts: Mapping[str, str] | None = None) -> Document:
    return docx.Document(io.BytesIO(writer.worksheet(load(kind), language, texts)))


def tags(document: Document) -> list[str]:
    return [tag.get(qn("w:val")) for tag in document.element.body.iter(qn("w:tag"))]


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_says_its_title_and_language(kind: str, language: str) -> None:
    document = opened(kind, language)

    locale = {"da": "da-DK", "en": "en-GB"}[language]
    assert document.core_properties.title == load(kind).title[language]
    assert document.core_properties.language == locale
    spoken = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}
    assert spoken == {locale}
    [theme] = document.settings.element.iter(qn("w:themeFontLang"))
    assert theme.get(qn("w:val")) == locale


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_has_real_headings_without_a_gap(kind: str, language: str) -> None:
    levels = [
        int(paragraph.style.name.removeprefix("Heading "))
        for paragraph in opened(kind, language).paragraphs
        if paragraph.style and paragraph.style.name.startswith("Heading")
    ]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert levels.count(2) == len(load(kind).sections)
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_tables_have_a_name_a_repeated_head_and_whole_rows(kind: str, language: str) -> None:
    document = opened(kind, language)

    tables = (Table, Scale, Choice)
    blocks = [block for section in load(kind).sections for block in section.blocks]
    facts = [block for block in blocks if isinstance(block, Fields) and block.shape == "facts"]
    assert len(document.tables) == len(facts) + sum(isinstance(one, tables) for one in blocks)
    for table in document.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
        first, *rest = [row._tr.trPr for row in table.rows]
        assert first.find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:tblHeader")) is None for row in rest)
        assert all(row.find(qn("w:cantSplit")) is not None for row in (first, *rest))


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_tables_do_not_touch_since_word_would_make_them_one(kind: str, language: str) -> None:
    parts = [part.tag for part in opened(kind, language).element.body]

    assert (qn("w:tbl"), qn("w:tbl")) not in list(pairwise(parts))


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_everything_that_can_be_filled_in_has_a_control(kind: str, language: str) -> None:
    document = opened(kind, language)

    found = tags(document)
    assert found == places(load(kind))
    assert len(found) == len(set(found))
    numbers = [one.get(qn("w:val")) for one in document.element.body.iter(qn("w:id"))]
    assert len(numbers) == len(set(numbers)) == len(found)
    titles = [title.get(qn("w:val")) for title in document.element.body.iter(qn("w:alias"))]
    assert all(0 < len(title) <= 64 for title in titles)


def test_a_closed_scale_is_a_list_and_a_choice_is_boxes() -> None:
    sheet, document = load("mapping"), opened("mapping", "da")

    lists = [*document.element.body.iter(qn("w:dropDownList"))]
    closed = [
        len(block.lines)
        for section in sheet.sections
        for block in section.blocks
        if isinstance(block, Table)
        for column in block.columns
        if column.options
    ]
    assert len(lists) == sum(closed) == 16
    assert [item.get(qn("w:displayText")) for item in lists[0]] == [
        "1 kender ikke hinanden",
        "2 fra sag til sag",
        "3 fast, men skrøbeligt",
        "4 fast og aftalt",
    ]
    assert len([*document.element.body.iter(W14_CHECKBOX)]) == 4 + 7 + 4 * 4


def test_the_municipality_can_be_filled_in_beforehand() -> None:
    known = {"A.municipality": "Ærø Kommune & <b>"}

    blank, filled = opened("mapping", "da"), opened("mapping", "da", known)

    assert "Ærø" not in str(blank.element.xml)
    assert "Ærø Kommune &amp; &lt;b&gt;" in str(filled.element.xml)


def test_the_same_input_gives_the_same_bytes() -> None:
    sheet = load("mapping")

    assert writer.worksheet(sheet, "da") == writer.worksheet(sheet, "da")


@pytest.mark.slow
def test_libreoffice_opens_it_and_shows_every_section(tmp_path: Path) -> None:
    for kind, language in BOTH:
        sheet = load(kind)
        (tmp_path / f"{kind}-{language}.docx").write_bytes(
            writer.worksheet(sheet, language, filled(sheet))
        )

    printed = converted(tmp_path, "pdf", *sorted(tmp_path.glob("*.docx")))

    for file in printed:
        kind, language = file.stem.split("-")
        pages = pypdf.PdfReader(file).pages
        text = " ".join(" ".join(page.extract_text().split()) for page in pages)
        assert 1 < len(pages) <= 12
        for section in load(kind).sections:
            assert section.heading(language) in text
        assert "=1+1" in text
