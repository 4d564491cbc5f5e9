"""Worksheets to read, and as files."""

import pytest
from sqlalchemy.exc import NoResultFound

from app.language import Language
from app.services import worksheets
from app.services.worksheets import Format


def test_a_worksheet_that_is_not_there_is_not_found() -> None:
    for kind in ("every", "nothing", "../mapping"):
        with pytest.raises(NoResultFound):
            worksheets.get(kind)


def test_a_file_is_named_in_the_language_of_its_reader() -> None:
    sheet = worksheets.get("mapping")

    danish = worksheets.document(sheet, language=Language.DANISH, format=Format.DOCX)
    english = worksheets.document(sheet, language=Language.ENGLISH, format=Format.PDF)

    assert (danish.name, danish.content[:2]) == ("Kortlægningsskabelon.docx", b"PK")
    assert (english.name, english.content[:5]) == ("Mapping template.pdf", b"%PDF-")
    assert english.media_type == "application/pdf"


def test_a_blank_file_is_built_once_and_a_filled_one_is_not_kept() -> None:
    sheet = worksheets.get("follow_up")
    first = worksheets.document(sheet, language=Language.DANISH, format=Format.PDF)
    again = worksheets.document(sheet, language=Language.DANISH, format=Format.PDF)
    assert first.content is again.content

    mapping = worksheets.get("mapping")
    vejle, odense = (
        worksheets.document(
            mapping, language=Language.DANISH, format=Format.PDF, municipality=municipality
        )
        for municipality in ("Vejle Kommune", "Odense Kommune")
    )
    assert vejle.content != odense.content
