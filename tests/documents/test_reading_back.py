"""Answers come back out of our own files, whoever has saved them in between."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.documents import docx, xlsx
from app.documents.reading_back import Found, Unreadable, read_docx, read_xlsx
from app.models.worksheet import load
from tests.documents.answers import BOTH, KINDS, filled
from tests.documents.office import converted

Reader = Callable[[bytes], Found]
Writer = Callable[..., bytes]
FORMATS: dict[str, tuple[Writer, Reader]] = {
    "docx": (docx.worksheet, read_docx),
    "xlsx": (xlsx.worksheet, read_xlsx),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_what_was_written_is_found(kind: str, language: str, format: str) -> None:
    sheet = load(kind)
    write, read = FORMATS[format]

    found = read(write(sheet, language, filled(sheet)))

    assert (found.kind, found.version) == (kind, sheet.version)
    assert found.answers == filled(sheet)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_file_has_no_answers(kind: str, format: str) -> None:
    write, read = FORMATS[format]

    found = read(write(load(kind), "da"))

    assert (found.kind, found.answers) == (kind, {})


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_libreoffice_loses_nothing(format: str, tmp_path: Path) -> None:
    write, read = FORMATS[format]
    files = {}
    for kind, language in BOTH:
        for state, texts in (("filled", filled(load(kind))), ("blank", {})):
            files[kind, state] = texts
            file = tmp_path / f"{kind}-{language}-{state}.{format}"
            file.write_bytes(write(load(kind), language, texts))

    saved = converted(tmp_path, format, *sorted(tmp_path.glob(f"*.{format}")))

    assert len(saved) == 2 * len(BOTH)
    for file in saved:
        kind, _, state = file.stem.split("-")
        found = read(file.read_bytes())
        assert (found.kind, found.answers) == (kind, files[kind, state]), file.name


def rewritten(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The same file, with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return made.getvalue()


def word(change: Callable[[str], str], texts: dict[str, str]) -> Found:
    content = docx.worksheet(load("mapping"), "da", texts)
    return read_docx(rewritten(content, "word/document.xml", change))


def test_a_control_without_its_tag_is_found_by_its_bookmark() -> None:
    texts = {"A.helpers": "to ledere", "F.habits.try": "always", "A.scope.area": "1"}

    found = word(lambda body: re.sub(r"<w:tag [^>]*/>", "", body), texts)

    assert found.answers == texts


def test_a_new_paragraph_in_an_answer_is_a_new_line() -> None:
    found = word(
        lambda body: body.replace(
            "to ledere</w:t></w:r>", "to</w:t></w:r><w:p><w:r><w:t>ledere</w:t></w:r></w:p>"
        ),
        {"A.helpers": "to ledere"},
    )

    assert found.answers == {"A.helpers": "to\nledere"}


def test_the_hint_that_word_puts_into_an_emptied_control_is_no_answer() -> None:
    found = word(lambda body: body.replace(">Skriv her<", ">Klik for at skrive<"), {})

    assert found.answers == {}


def test_two_ticks_where_one_was_asked_for_are_none() -> None:
    content = docx.worksheet(load("framework"), "da", {"1.level": "2"})

    both = rewritten(content, "word/document.xml", lambda body: body.replace("☐", "☒", 1))

    assert read_docx(content).answers == {"1.level": "2"}
    assert read_docx(both).answers.get("1.level") is None


def test_an_option_nobody_offered_and_an_unknown_place_are_left_out() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.worksheet(load("mapping"), "da")))
    [(page, cell)] = book.defined_names["Holdstart.G.needs.1.urgent"].destinations
    book[page][cell.replace("$", "")] = "måske"
    stranger = openpyxl.workbook.defined_name.DefinedName("Holdstart.X", attr_text="'Nej'!$A$1")
    book.defined_names["Holdstart.X"] = stranger
    file = io.BytesIO()
    book.save(file)

    assert read_xlsx(file.getvalue()).answers == {}


def test_a_cell_is_found_where_it_was_moved_to() -> None:
    texts = {"A.helpers": "to ledere"}
    book = openpyxl.load_workbook(io.BytesIO(xlsx.worksheet(load("mapping"), "da", texts)))
    name = book.defined_names["Holdstart.A.helpers"]
    [(page, cell)] = name.destinations
    place = cell.replace("$", "")
    book[page]["F30"], book[page][place] = book[page][place].value, None
    name.attr_text = f"'{page}'!$F$30"
    file = io.BytesIO()
    book.save(file)

    assert read_xlsx(file.getvalue()).answers == texts


@pytest.mark.parametrize("read", [read_docx, read_xlsx])
def test_what_is_no_such_file_is_refused(read: Reader) -> None:
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04", empty.getvalue()):
        with pytest.raises(Unreadable):
            read(content)


def test_a_strangers_file_says_nothing() -> None:
    content = docx.worksheet(load("mapping"), "da", {"A.helpers": "to ledere"})
    for keywords in ("", "letter", "mapping-99", "every-1"):

        def change(core: str, said: str = keywords) -> str:
            return core.replace("mapping-1", said)

        assert read_docx(rewritten(content, "docProps/core.xml", change)) == Found()


def test_a_part_that_defines_words_of_its_own_is_refused() -> None:
    content = docx.worksheet(load("mapping"), "da")
    laughs = '<!DOCTYPE w [<!ENTITY a "aaaa">]>'

    with pytest.raises(Unreadable):
        read_docx(
            rewritten(
                content,
                "word/document.xml",
                lambda body: body.replace("<w:document", laughs + "<w:document", 1),
            )
        )
