"""A list of participants is filled into the form for review, and nothing is stored by that."""

import io
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from app.extensions import db
from app.models import Registration
from tests.browser import Browser, Page
from tests.factories import Make
from tests.listing import TWO, ansi, marked, workbook

ADD = "add-form"


def form(desk: Browser, make: Make, **course: Any) -> Page:
    cohort = make.cohort(make.course(**course), state="open", price=0)
    return desk.visit("staff.add_registration", cohort_id=cohort.id)


def chosen(page: Page, content: bytes, name: str = "list.csv", status: int = 200) -> Page:
    file = FileStorage(io.BytesIO(content), name)
    return page.submit(ADD, button="import", status=status, list=file)


def names(page: Page) -> list[str]:
    return [str(one.get("value", "")) for one in page.html.select("input[name$='-name']")]


@pytest.mark.parametrize(
    ("name", "content"),
    [("list.csv", ansi(*TWO)), ("list.csv", marked(*TWO)), ("list.xlsx", workbook(*TWO))],
    ids=["Windows", "UTF-8", "workbook"],
)
def test_the_rows_are_filled_in_and_can_be_registered(
    desk: Browser, make: Make, name: str, content: bytes
) -> None:
    page = form(desk, make)
    page = page.submit(ADD, button="add")

    page = chosen(page, content, name)

    assert "2 people from the list are filled in, and nothing is stored yet." in page
    assert names(page) == ["Åse Sørensen", "Bo Lærke"]
    assert db.session.query(Registration).count() == 0
    page.submit(
        ADD,
        name="Anne Leder",
        email="anne@odense.example",
        workplace="Dagtilbud Syd",
        municipality="Odense",
        title="Leder",
    )
    [made] = db.session.query(Registration)
    assert [seat.name for seat in made.seats] == ["Anne Leder", "Åse Sørensen", "Bo Lærke"]
    assert made.seats[1].workplace == "Børnehuset Søen"


def test_what_is_wrong_with_somebody_is_said_there(desk: Browser, make: Make) -> None:
    people = (TWO[0], ("Bo", "", "Souschef", ""), ("Åse igen", TWO[0][1], "", ""))

    page = chosen(form(desk, make), ansi(*people), status=422)

    assert names(page) == ["Åse Sørensen", "Bo", "Åse igen"]
    assert "Enter an email address for participant 3" in page
    assert "Participants 2 and 4 have the same email address." in page
    assert "Enter the job title of participant 4" in page
    # the contact has not been typed yet, and is not asked for
    assert "Enter the name of the workplace" not in page


def test_the_contact_takes_part_once(desk: Browser, make: Make) -> None:
    page = form(desk, make).submit(ADD, button="add", email=TWO[0][1].upper())

    page = chosen(page, ansi(*TWO))

    assert names(page) == ["Bo Lærke"]


def test_a_list_beyond_the_largest_group_fills_in_nobody(desk: Browser, make: Make) -> None:
    page = form(desk, make, max_seats=2).submit(ADD, button="add", name="Anne Leder")

    page = chosen(page, ansi(*TWO), status=422)

    assert "there would be 3 participants, and at most 2 can be registered" in page
    assert page.one("#name")["value"] == "Anne Leder"
    assert names(page) == [""]


@pytest.mark.parametrize("button", ["", "add"])
def test_a_chosen_list_is_filled_in_whichever_button_is_pressed(
    desk: Browser, make: Make, button: str
) -> None:
    file = FileStorage(io.BytesIO(ansi(*TWO)), "list.csv")

    page = form(desk, make).submit(
        ADD,
        button=button,
        name="Anne Leder",
        email="anne@odense.example",
        workplace="Dagtilbud Syd",
        municipality="Odense",
        title="Leder",
        list=file,
    )

    assert names(page) == ["Åse Sørensen", "Bo Lærke"]
    assert "nothing is stored yet. Look them through." in page
    assert db.session.query(Registration).count() == 0
    page.submit(ADD)
    [made] = db.session.query(Registration)
    assert [seat.name for seat in made.seats] == ["Anne Leder", "Åse Sørensen", "Bo Lærke"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("", b"", "Choose a list that is saved as .csv or .xlsx."),
        ("list.pdf", b"%PDF", "Choose a list that is saved as .csv or .xlsx."),
        ("list.csv", ansi(heads=("Navn", "Alder")), "The first row must say"),
        ("list.csv", ansi(("=1+1", "a@x.example", "", "")), "Row 2 of the list has a formula."),
        ("list.csv", ansi(("Bo 010190-1234", "", "", "")), "Row 2 of the list has what looks like"),
    ],
)
def test_a_wrong_file_is_refused_with_what_was_typed_kept(
    desk: Browser, make: Make, name: str, content: bytes, sentence: str
) -> None:
    page = form(desk, make).submit(ADD, button="add", name="Anne Leder")

    page = chosen(page, content, name, status=422)

    assert sentence in page.one("#list-error").get_text()
    assert page.one("#name")["value"] == "Anne Leder"
    assert "010190" not in page.response.text
    assert page.html.select("details[open] #list")


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_empty_list_has_heads_that_are_understood(desk: Browser, make: Make, kind: str) -> None:
    for language in ("da", "en"):
        empty = desk.visit("staff.empty_list", kind=kind, language=language).response

        page = chosen(form(desk, make), empty.data, f"list.{kind}", status=422)

        assert "There is nobody in the list" in page
    desk.visit("staff.empty_list", kind="docx", status=404)
