"""Worksheets to read, and as files."""

from datetime import date

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


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("kind", worksheets.kinds())
def test_every_worksheet_comes_as_every_kind_of_file(kind: str, format: Format) -> None:
    sheet = worksheets.get(kind)
    free = (asked.id for asked in sheet.asked() if asked.value == "text" and not asked.options)
    answers = {next(free): "Ærø"}

    blank = worksheets.document(sheet, language=Language.ENGLISH, format=format)
    filled = worksheets.document(sheet, language=Language.ENGLISH, format=format, answers=answers)

    assert filled.name == blank.name == f"{sheet.name.en}.{format}"
    assert filled.content != blank.content
    assert filled.media_type == format.media_type


def test_what_is_known_stands_in_the_file_until_something_else_is_written() -> None:
    plan = worksheets.get("plan")

    def setting(**answers: str) -> str:
        file = worksheets.document(
            plan,
            language=Language.DANISH,
            format=Format.TXT,
            municipality="Vejle Kommune",
            workplace="Børnehuset Elme",
            answers={"0.setting": answers.get("setting", "")},
            due=date(2027, 3, 3),
        )
        text = file.content.decode()
        assert "Send planen senest 3.\N{NO-BREAK SPACE}marts 2027." in text
        return text.split("Dagtilbud og kommune: ")[1].split("\n")[0]

    assert setting() == "Børnehuset Elme, Vejle Kommune"
    assert setting(setting="Vores hus") == "Vores hus"


def test_the_worksheets_come_in_the_order_a_reader_meets_them() -> None:
    assert worksheets.kinds() == ["mapping", "follow_up", "guide", "plan", "framework"]


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
