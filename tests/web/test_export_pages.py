"""Files with many people's data: what is in them, and that no program carries anything out."""

import csv
import io
import resource
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.documents import tables
from app.documents.tables import Cell, Digits, Kind, Table
from app.extensions import db
from app.models import AuditEntry, Bill, Cohort, Municipality, Registration, Seat
from tests.browser import Browser, Page
from tests.documents.office import DANISH_CSV, converted
from tests.factories import Make
from tests.places import group
from tests.staffing import signed_in

PHONE = "+45 12 34 56 78"
NASTY = '=HYPERLINK("https://elsewhere.example";"x")'


@pytest.fixture
def cohort(browser: Browser, make: Make) -> Cohort:
    """Two who come and one who waits; their names are what nobody is called."""
    make.provider()
    signed_in(browser)
    found = make.cohort(state="open", capacity=2)
    told: dict[str, Any] = {
        "municipality_id": db.session.query(Municipality).filter_by(name="Ærø").one().id,
        "contact_name": "@Bjørn Åge",
        "contact_phone": PHONE.replace(" ", ""),
        "workplace": "-Børnehuset Æblet",
        "bill": Bill.EAN,
        "ean": "5798000000001",
        "note": "en note",
    }
    comes = group(make, found, 2, **told)
    comes.seats[0].name, comes.seats[0].food = NASTY, "nødder"
    waits = make.registration(found, state="waiting", **told)
    waits.seats[0].name = "Søren"
    make.subscription(found.course, "søster@odense.example", note="+1", months=[1, 12])
    db.session.commit()
    return found


def fetched(page: Page, form: str, kind: str) -> bytes:
    answer = page.submit(form, button=f"kind={kind}").response
    assert answer.headers["Content-Disposition"].endswith(f".{kind}")
    return answer.data


def pages(browser: Browser, cohort: Cohort) -> dict[str, tuple[Page, str]]:
    lists = browser.visit("staff.export_cohort", cohort_id=cohort.id)
    return {
        "participants": (lists, "file-form-participants"),
        "waiting": (lists, "file-form-waiting"),
        "list": (browser.visit("staff.export_list", slug=cohort.course.slug), "file-form"),
        "invoices": (browser.visit("staff.export_invoices", cohort_id=cohort.id), "file-form"),
    }


def rows(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_who_comes_and_who_waits(browser: Browser, cohort: Cohort) -> None:
    page = browser.visit("staff.cohort", cohort_id=cohort.id).click("Fetch lists as files")

    first, second = rows(fetched(page, "file-form-participants", "csv"))
    [waits] = rows(fetched(page, "file-form-waiting", "csv"))

    assert first["Name"] == "'" + NASTY
    assert (second["State"], second["Municipality"]) == ("confirmed", "Ærø")
    assert (second["Phone"], second["Workplace"]) == (PHONE, "'-Børnehuset Æblet")
    assert (waits["No."], waits["Contact"], waits["Places"]) == ("1", "'@Bjørn Åge", "1")
    assert "nødder" not in str(first) + str(second)
    assert "en note" not in str(first) + str(waits)
    done = db.session.query(AuditEntry).filter_by(action="cohort.exported").order_by("id").all()
    assert [(one.subject, one.detail["what"]) for one in done] == [
        (f"cohort/{cohort.id}", "participants"),
        (f"cohort/{cohort.id}", "waiting"),
    ]


def test_who_is_on_the_list_of_a_course(browser: Browser, cohort: Cohort) -> None:
    page = browser.visit("staff.course", slug=cohort.course.slug).click("Fetch the list as a file")

    [one] = rows(fetched(page, "file-form", "csv"))

    assert (one["Email"], one["Months that suit"]) == ("søster@odense.example", "January, December")
    assert "+1" not in str(one)


@pytest.mark.one_database
def test_libreoffice_finds_no_formula_in_any_file(
    browser: Browser, cohort: Cohort, tmp_path: Path
) -> None:
    files: dict[Kind, list[Path]] = {kind: [] for kind in Kind}
    found = pages(browser, cohort)
    for name, (page, form) in found.items():
        for kind in Kind:
            files[kind].append(tmp_path / f"{name}-{kind}.{kind}")
            files[kind][-1].write_bytes(fetched(page, form, kind))

    saved = converted(tmp_path, "xlsx", *files[Kind.CSV], read_as=DANISH_CSV)
    saved += converted(tmp_path, "xlsx", *files[Kind.XLSX])

    told: dict[str, set[object]] = {}
    for file in saved:
        sheet = load_workbook(file).active
        assert sheet is not None
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f"], file.name
        told[file.stem] = {cell.value for cell in cells}
    for name in ("participants", "waiting"):
        for kind in Kind:
            assert PHONE in told[f"{name}-{kind}"]
            assert "Ærø" in told[f"{name}-{kind}"]
    assert NASTY in told["participants-xlsx"]
    assert "5798000000001" in told["invoices-xlsx"]
    assert "5798 0000 0000 1" in told["invoices-csv"]
    assert "søster@odense.example" in told["list-csv"]


@pytest.mark.one_database
@pytest.mark.parametrize("kind", Kind)
def test_ten_thousand_rows_take_no_more_memory_than_ten(kind: Kind, tmp_path: Path) -> None:
    def table(number: int) -> Table:
        row: list[Cell] = ["=1+1", "Bjørn", 12, Digits("5798000000001"), "x" * 60]
        return Table("Test [x]", ["a", "b", "c", "d", "e"], ([*row] for _ in range(number)))

    with (tmp_path / "small").open("wb") as small:
        tables.write(table(10), kind, small)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (tmp_path / "large").open("wb") as large:
        tables.write(table(10_000), kind, large)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= 30 * 1024


@pytest.mark.one_database
def test_ten_thousand_people_are_read_as_they_are_written(browser: Browser, cohort: Cohort) -> None:
    one = db.session.query(Registration).filter(Registration.seats.any()).first()
    assert one is not None
    new = {"registration_id": one.id, "cohort_id": cohort.id, "state": "confirmed", "name": "Å"}
    db.session.execute(Seat.__table__.insert(), [new] * 10_000)  # type: ignore[attr-defined]
    db.session.commit()
    page = browser.visit("staff.export_cohort", cohort_id=cohort.id)
    fetched(page, "file-form-waiting", "xlsx")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    data = fetched(page, "file-form-participants", "csv")

    assert data.count(b"\n") == 10_003
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= 30 * 1024


def test_where_there_is_nobody_there_is_no_file(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    empty = make.cohort(state="open")

    page = browser.visit("staff.export_cohort", cohort_id=empty.id)
    assert "Nobody has a place on this cohort" in page
    assert not page.html.select("form[id^=file-form]")
    page = browser.visit("staff.export_list", slug=empty.course.slug)
    assert not page.html.select("form[id^=file-form]")
