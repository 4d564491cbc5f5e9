"""Worksheets as PDF."""

import io
from typing import Any

import pypdf
import pytest

from app.documents import pdf
from app.models.worksheet import load
from tests.documents.answers import BOTH

PAGES = {"mapping": 8, "follow_up": 5, "guide": 4, "plan": 5, "framework": 3}


def opened(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(document: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in document.pages)


def roles(node: object) -> list[str]:
    """The tags of the structure tree, depth first."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [role for part in node for role in roles(part)]
    if not isinstance(node, dict):
        return []
    here = [str(node["/S"])] if "/S" in node else []
    return here + (roles(node["/K"]) if "/K" in node else [])


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_is_tagged_and_says_its_title_and_language(kind: str, language: str) -> None:
    sheet = load(kind)

    document = opened(pdf.worksheet(sheet, language))

    catalogue: Any = document.trailer["/Root"]
    assert catalogue["/Lang"] == {"da": "da-DK", "en": "en-GB"}[language]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata is not None
    assert document.metadata.title == sheet.title[language]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_data()
    found = roles(catalogue["/StructTreeRoot"])
    assert found.count("/H1") == 1
    assert found.count("/H2") == len(sheet.sections)
    assert found.count("/TH") > found.count("/Table") > 0
    assert len(document.outline) > 0


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_has_all_the_text(kind: str, language: str) -> None:
    sheet = load(kind)

    text = text_of(opened(pdf.worksheet(sheet, language)))

    assert sheet.introduced(language) in text
    assert sheet.every.top_line[language] in text
    for section in sheet.sections:
        assert section.heading(language) in text
        assert sheet.about(language, section) in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("kind", "language", "pages"),
    [(kind, language, PAGES[kind]) for kind, language in BOTH],
)
def test_every_section_begins_and_ends_on_its_page(kind: str, language: str, pages: int) -> None:
    sheet = load(kind)

    document = opened(pdf.worksheet(sheet, language))

    assert len(document.pages) == pages
    texts = [page.extract_text() for page in document.pages]
    on = [[s.id for s in sheet.sections if s.heading(language) in text] for text in texts]
    # the six topics of the guide take two pages
    assert [n for n, begun in enumerate(on, 1) if not begun] == ([3] if kind == "guide" else [])


def test_a_value_is_printed_and_never_evaluated() -> None:
    value = '#(1+1) #read("/etc/passwd") *Ærøskøbing* $x$ <a> \\ "\n= Kommune'

    text = text_of(opened(pdf.worksheet(load("mapping"), "da", {"A.municipality": value})))

    assert '#(1+1) #read("/etc/passwd") *Ærøskøbing* $x$ <a> \\ " = Kommune' in text


def test_the_same_input_gives_the_same_bytes() -> None:
    sheet = load("mapping")

    assert pdf.worksheet(sheet, "da") == pdf.worksheet(sheet, "da")
    assert pdf.worksheet(sheet, "da") != pdf.worksheet(
        sheet, "da", {"A.municipality": "Vejle Kommune"}
    )
