"""A person with a mark in every table: handed out complete, erased, and gone from every byte."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AuditEntry, Registration, Seat, Subscription
from tests import marked
from tests.browser import Browser, Page
from tests.factories import Make
from tests.marked import COLLEAGUE, COLLEAGUES_EMAIL, EMAIL, FILE, INVOICE, somebody
from tests.staffing import signed_in


def found(browser: Browser, wanted: str = EMAIL, purpose: str = "access") -> Page:
    return browser.visit("staff.people").submit("people-form", wanted=wanted, purpose=purpose)


def handed_out(page: Page) -> tuple[str, str, list[str]]:
    """The file to read, the one for machines, and the names of all."""
    page = page.click("Hand out").submit("hand-out-form")
    packed = zipfile.ZipFile(io.BytesIO(page.response.data))
    page.response.close()
    names = packed.namelist()
    read, machine = (packed.read(f"your-data.{ending}").decode() for ending in ("html", "json"))
    for name in names[2:]:
        assert packed.read(name) == b"MARKER in the file"
    return read, machine, names


def all_marks(machine: bool) -> set[str]:
    """What must be in what is handed out."""
    wanted = {EMAIL, marked.NAME, *INVOICE.values(), "MARKER on the worksheet"}
    for model in marked.NOTHING_OF_A_PERSON:
        wanted |= set(marked.marked(model).values())
    wanted |= {"MARKER read from the file"} if machine else set()
    # these the test says otherwise, or they are for the operator
    mine = ("email", "name", "reference", "ean", "order_ref", "recipient", "error", "former_name")
    return {one for one in wanted if not one.endswith(mine)} | {EMAIL, marked.NAME}


def test_everything_is_handed_out_and_nothing_of_others(
    app: Flask, browser: Browser, make: Make
) -> None:
    make.provider()
    somebody(make)
    member = signed_in(browser)
    page = found(browser)

    for text in (marked.NAME, EMAIL, "MARKER subscription wording", "MARKER-REF", "completed"):
        assert text in page, text
    for text in ("MARKER on the worksheet", "MARKER seat food", COLLEAGUE, "MARKER answer"):
        assert text not in page, text
    read, machine, names = handed_out(page)

    assert [one for one in all_marks(machine=False) if one not in read] == []
    assert [one for one in all_marks(machine=True) if one not in machine] == []
    assert len(names) == 3
    assert "MARKER file.docx" in names[2]
    for text in ("OTHER", COLLEAGUES_EMAIL, member.email, member.name.en, member.name.da):
        assert text not in read + machine, text
    data = json.loads(machine)
    assert data["on_lists"][0]["months_that_suit"] == [3, 9]
    assert "<strong>Months that suit:</strong> March<br>September</p>" in read
    assert data["registrations"][0]["other_participants"] == 1
    assert [(look["why"], look["times"]) for look in data["looked_at"]] == [
        ("person.handed_out", 1),
        ("access", 1),
    ]


def test_what_is_erased_is_gone_from_every_byte(app: Flask, browser: Browser, make: Make) -> None:
    registration = somebody(make)
    number = registration.id
    signed_in(browser)
    page = found(browser, purpose="erasure")
    preview = page.click("Erase")
    assert "The invoice of MARKER-REF" in preview
    assert marked.hits(marked.rows()) != []

    page = preview.submit("erase-form")

    assert "The person is erased." in page
    assert marked.hits(marked.rows()) == []
    assert not (Path(app.config["UPLOADS_PATH"]) / FILE).exists()
    app.test_cli_runner().invoke(args=["people", "vacuum"])
    assert marked.hits(marked.bytes_of_database()) == []
    assert marked.hits(Path(app.config["ERASURES_PATH"]).read_text()) == []
    assert "0 addresses were found" in found(browser)
    kept = db.session.get_one(Registration, number)
    assert {name: getattr(kept, name) for name in INVOICE} == INVOICE
    assert [(seat.name, seat.email) for seat in kept.seats] == [
        (None, None),
        (COLLEAGUE, COLLEAGUES_EMAIL),
    ]
    assert db.session.scalars(select(Subscription)).all() == []
    noted = select(AuditEntry).where(AuditEntry.action == "person.erased")
    assert {one.subject.partition("/")[0] for one in db.session.scalars(noted)} == {
        "person",
        "registration",
    }


def test_what_is_there_without_erasing_would_be_found(app: Flask, make: Make) -> None:
    """The control: the marks do stand in the files that are looked into."""
    somebody(make)
    db.session.execute(db.update(Seat).values(food=""))
    db.session.commit()

    assert marked.hits(marked.bytes_of_database()) != []
    assert marked.hits(marked.rows()) != []


def test_fresh_files_say_nothing_of_who_was_erased(
    browser: Browser, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    make.provider()
    registration = somebody(make)
    number, slug = (
        registration.cohort_id,
        db.session.scalars(select(Subscription)).one().course.slug,
    )
    signed_in(browser, "administrator")
    before = files(browser, number, slug)
    assert marked.NAME in before["participants"]
    assert EMAIL in before["list"]

    found(browser, purpose="erasure").click("Erase").submit("erase-form")

    after = files(browser, number, slug)
    assert {name: hits for name, text in after.items() if (hits := marked.hits(text))} == {}
    # bookkeeping keeps the line, without a name
    assert INVOICE["ean"] in after["invoices"].replace(" ", "")
    assert marked.hits(caplog.text) == []


def files(browser: Browser, cohort_id: int, slug: str) -> dict[str, str]:
    """What each file says that staff can fetch just now; one that is empty is not offered."""
    wanted: dict[str, tuple[str, dict[str, Any], str]] = {
        "participants": ("export_cohort", {"cohort_id": cohort_id}, "file-form-participants"),
        "list": ("export_list", {"slug": slug}, "file-form"),
        "invoices": ("export_invoices", {"cohort_id": cohort_id}, "file-form"),
        "log": ("export_log", {}, "file-form"),
    }
    said = {}
    for name, (endpoint, values, form) in wanted.items():
        page = browser.visit(f"staff.{endpoint}", **values)
        if page.html.select(f"form#{form}"):
            button = "" if name == "log" else "kind=csv"
            page = page.submit(form, button=button)
        said[name] = page.response.get_data(as_text=True)
    return said
