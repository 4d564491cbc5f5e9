"""Which lists of participants are read, and which are not and why. Nothing of them is stored."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from app.documents.people_list import Trouble
from app.documents.upload_refusal import Why
from app.services import person_lists
from app.services.person_lists import Listed, ListRefused
from tests import uploading
from tests.documents.office import converted
from tests.listing import HEADS, TWO, ansi, marked, semicolons, workbook

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("app")]

ENGLISH = ("Workplace", "Job title", "Email address", "First name", "Last name", "Phone")
FORMULA = ('=HYPERLINK("https://x.example")', "bo@odense.example", "", "")
NUMBER = ("Bo 010190-1234", "bo@odense.example", "", "")


def read(name: str, content: bytes) -> list[Listed]:
    return person_lists.read(name, io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("liste.csv", lambda: ansi(*TWO)),
        ("liste.csv", lambda: marked(*TWO)),
        ("liste.csv", lambda: semicolons(*TWO).replace(";", "\t").encode("utf-16")),
        ("liste.csv", lambda: semicolons(*TWO).replace(";", ",").encode()),
        ("LISTE.XLSX", lambda: workbook(*TWO)),
        ("liste.csv", lambda: marked((), *TWO, ("", " ", "", ""))),
    ],
    ids=["Windows", "UTF-8 with a mark", "two bytes", "commas", "workbook", "empty rows"],
)
def test_a_list_as_people_send_it_is_read(name: str, make: Callable[[], bytes]) -> None:
    assert read(name, make()) == [Listed(*person) for person in TWO]


def test_heads_stand_in_any_order_and_other_columns_stay_where_they_are() -> None:
    person = ("The nursery", "Pedagogue", "bo@odense.example", "Bo", "Lark", "12 34 56 78")

    found = [read(f"a.{kind}", make(person, heads=ENGLISH)) for kind, make in BOTH]

    assert found == [[Listed("Bo Lark", "bo@odense.example", "Pedagogue", "The nursery")]] * 2


def test_a_workbook_that_libreoffice_has_saved_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook(*TWO))

    [saved] = converted(tmp_path, "xlsx", tmp_path / "a.xlsx")

    assert read("a.xlsx", saved.read_bytes()) == [Listed(*person) for person in TWO]


BOTH: list[tuple[str, Callable[..., bytes]]] = [("csv", ansi), ("xlsx", workbook)]
REFUSED: dict[str, tuple[str, Callable[[], bytes], Why | Trouble, int]] = {
    "no list": ("a.pdf", lambda: b"%PDF-1.7", Why.FORMAT, 0),
    "old": ("a.xls", lambda: b"", Why.OLD_FORMAT, 0),
    "macros": ("a.xlsm", lambda: workbook(*TWO), Why.MACROS, 0),
    "macros inside": (
        "a.xlsx",
        lambda: uploading.changed(workbook(*TWO), {"xl/vbaProject.bin": b"Attribute"}),
        Why.MACROS,
        0,
    ),
    "bomb": ("a.xlsx", lambda: bomb(), Why.TOO_MUCH_INSIDE, 0),
    "empty": ("a.csv", lambda: b"", Why.EMPTY, 0),
    "too large": ("a.csv", lambda: b"x" * (1024 * 1024 + 1), Why.TOO_LARGE, 0),
    "a workbook as csv": ("a.csv", lambda: workbook(*TWO), Why.NOT_WHAT_IT_SAYS, 0),
    "a program": ("a.csv", lambda: b"MZ\x90\x00" + bytes(300), Why.NOT_WHAT_IT_SAYS, 0),
    "csv as a workbook": ("a.xlsx", lambda: ansi(*TWO), Why.NOT_WHAT_IT_SAYS, 0),
    "a document": ("a.xlsx", uploading.ours, Why.NOT_WHAT_IT_SAYS, 0),
    "cut off": ("a.xlsx", lambda: workbook(*TWO)[:-40], Why.DAMAGED, 0),
    "no table": ("a.csv", lambda: b"<!doctype html><html></html>", Trouble.HEADS, 0),
    "no address": ("a.csv", lambda: ansi(("Bo",), heads=("Navn",)), Trouble.HEADS, 0),
    "two addresses": ("a.csv", lambda: ansi(heads=("Navn", "Mail", "E-mail")), Trouble.HEADS, 0),
    "nobody": ("a.xlsx", lambda: workbook(), Trouble.NOBODY, 0),
    "a formula": ("a.xlsx", lambda: workbook(*TWO, FORMULA), Trouble.FORMULA, 4),
    "a formula in csv": ("a.csv", lambda: ansi(TWO[0], FORMULA), Trouble.FORMULA, 3),
    "a number": ("a.csv", lambda: ansi(TWO[0], NUMBER), Why.CPR, 3),
    "a thousand": ("a.csv", lambda: ansi(*TWO * 600), Trouble.TOO_MANY, 0),
}


def bomb() -> bytes:
    """Small when packed, and far more than a list when it is not."""
    text = b"<sst>" + b"<si><t>a</t></si>" * 400_000 + b"</sst>"
    return uploading.changed(workbook(*TWO), {"xl/sharedStrings.xml": text})


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_plain_list_is_refused_and_says_where(what: str) -> None:
    name, make, why, row = REFUSED[what]

    with pytest.raises(ListRefused) as refused:
        read(name, make())

    assert (refused.value.why, refused.value.row) == (why, row)


def test_a_formula_in_a_column_that_is_not_read_is_nobodys_business() -> None:
    heads = (*HEADS, "Pris")

    assert read("a.csv", ansi((*TWO[0], "=1+1"), heads=heads)) == [Listed(*TWO[0])]
