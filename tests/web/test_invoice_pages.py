"""The list for accounting: read first, then fetched."""

import csv
import io

import pytest
from openpyxl import load_workbook

from app import clock
from app.extensions import db
from app.models import AuditEntry, Bilingual, Bill, Registration, SeatState
from app.models.errors import ListFetchedMeanwhile
from app.services import invoices
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import group
from tests.staffing import signed_in, teaching
from tests.taking_part import closed, yesterday

EAN = "5798000000001"


@pytest.fixture
def one(browser: Browser, make: Make) -> Registration:
    """Two of whom one was absent, and one who cancelled late."""
    make.provider(vat_note=Bilingual("Fritaget for moms.", "Exempt from VAT."))
    signed_in(browser)
    told = {"bill": Bill.EAN, "ean": EAN, "person_ref": "=1+1", "order_ref": "0012"}
    found = closed(make, 3, absent=1, price=2000)
    for name, value in told.items():
        setattr(found, name, value)
    late = found.seats[-1]
    late.state, late.cancelled_at = SeatState.CANCELLED, clock.now()
    db.session.commit()
    return found


def opened(browser: Browser, one: Registration) -> Page:
    return browser.visit("staff.invoice_list", cohort_id=one.cohort_id)


def as_csv(page: Page) -> list[dict[str, str]]:
    text = page.response.text.removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def again(one: Registration) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, one.id)


def test_the_fee_is_decided_and_the_file_says_all_of_it(
    browser: Browser, one: Registration
) -> None:
    page = opened(browser, one)
    assert "DKK\u00a04,000" in page
    assert "5798\u00a00000\u00a00000\u00a01" in page
    assert "fee to decide" in page
    page = page.submit(f"fee-{one.id}", fee="half", status=422)
    assert "whole kroner" in page.one(f"#fee-of-{one.id}-error").get_text()
    assert page.one(f"#fee-of-{one.id}")["value"] == "half"

    page = page.submit(f"fee-{one.id}", fee="1.000")
    assert "DKK\u00a05,000" in page
    assert "to decide" not in page
    [row] = as_csv(page.click("Fetch the list as a file").submit("file-form", button="kind=csv"))

    assert row["Reference"] == one.reference
    assert (row["EAN or CVR number"], row["Kind of number"]) == ("5798 0000 0000 1", "0088 (GLN)")
    assert (row["Quantity"], row["Price of one"], row["Amount"]) == ("2", "2000", "5000")
    assert (row["Fee for cancelling late"], row["Cancelled late"]) == ("1000", "1")
    assert (row["Contact reference"], row["Order reference"]) == ("'=1+1", "0012")
    assert (row["VAT"], row["Currency"]) == ("Exempt from VAT.", "DKK")
    assert again(one).invoiced_amount == 5000
    [entry] = db.session.query(AuditEntry).filter_by(action="invoice.exported").all()
    assert (entry.subject, entry.detail["rows"]) == (f"cohort/{one.cohort_id}", 1)


def test_a_fee_that_is_no_longer_due_is_refused_above_the_list(
    browser: Browser, one: Registration
) -> None:
    page = opened(browser, one)
    one.seats[-1].state, one.seats[-1].cancelled_at = SeatState.ABSENT, None

    page = page.submit(f"fee-{one.id}", fee="1000", status=422)

    assert "Nobody cancelled late here" in page.one(".errors").get_text()
    assert again(one).late_fee is None


def test_a_list_that_somebody_fetched_at_the_same_moment_is_looked_at_again(
    browser: Browser, one: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(browser, one).click("Fetch the list as a file")

    def too_late(*about: object, **when: object) -> None:
        raise ListFetchedMeanwhile

    monkeypatch.setattr(invoices, "mark", too_late)
    page = page.submit("file-form", button="kind=csv")

    assert "This list has just been fetched, by you or a colleague." in page
    assert again(one).invoiced_at is None
    assert db.session.query(AuditEntry).filter_by(action="invoice.exported").count() == 0


def test_the_spreadsheet_keeps_numbers_as_text(browser: Browser, one: Registration) -> None:
    page = browser.visit("staff.export_invoices", cohort_id=one.cohort_id)

    file = page.submit("file-form", button="kind=xlsx")

    sheet = load_workbook(io.BytesIO(file.response.data)).active
    assert sheet is not None
    heads, row = list(sheet.iter_rows())
    told = {head.value: cell for head, cell in zip(heads, row, strict=True)}
    assert told["EAN or CVR number"].value == EAN
    assert (told["Contact reference"].value, told["Contact reference"].data_type) == ("=1+1", "s")
    assert told["Order reference"].value == "0012"
    assert told["Amount"].value == 4000
    assert told["To look at"].value == "the fee is not decided"
    assert sheet.freeze_panes == "A2"


def test_what_changed_since_is_marked_on_the_page_and_in_the_next_file(
    browser: Browser, one: Registration
) -> None:
    file = browser.visit("staff.export_invoices", cohort_id=one.cohort_id)
    file.submit("file-form", button="kind=csv")

    page = opened(browser, one).submit(f"fee-{one.id}", fee="1000")

    assert "it was DKK\u00a04,000" in page
    file = browser.visit("staff.export_invoices", cohort_id=one.cohort_id)
    [row] = as_csv(file.submit("file-form", button="kind=csv"))
    assert (row["Amount then"], row["To look at"]) == ("4000", "changed since the last list")
    assert "it was" not in opened(browser, one)


def test_another_number_than_accounting_has_is_marked_until_it_is_fetched(
    browser: Browser, one: Registration
) -> None:
    file = browser.visit("staff.export_invoices", cohort_id=one.cohort_id)
    file.submit("file-form", button="kind=csv")

    page = opened(browser, one).click(f"Correct : {one.reference}")
    page = page.submit("invoice-form", order_ref="0013")

    assert "Where it goes was corrected after" in page
    assert "changed since the last list" in page
    file = browser.visit("staff.export_invoices", cohort_id=one.cohort_id)
    [row] = as_csv(file.submit("file-form", button="kind=csv"))
    assert "where it goes was corrected after the last list" in row["To look at"]
    assert "was corrected" not in opened(browser, one)


def test_the_whole_month(browser: Browser, one: Registration, make: Make) -> None:
    other = closed(make, 1, price=500)

    page = browser.visit("staff.month_invoices")
    assert one.cohort.course.title.en in page
    rows = as_csv(
        page.click("Fetch the whole month as a file").submit("file-form", button="kind=csv")
    )

    assert [row["Reference"] for row in rows] == [one.reference, other.reference]
    assert rows[1]["To look at"] == "no EAN or CVR number"
    browser.visit("staff.export_month", status=404)


def test_pages_with_nothing_on_them_say_why(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    assert "No cohort has been closed yet" in browser.visit("staff.month_invoices")
    free = group(make, yesterday(make, price=0), 1)
    assert "nothing to invoice" in opened(browser, free)
    empty = make.cohort(state="open")
    assert "Nobody has a place yet" in browser.visit("staff.invoice_list", cohort_id=empty.id)


def test_after_the_closing_the_page_says_what_follows(browser: Browser, make: Make) -> None:
    make.provider()
    one = closed(make, 2, absent=1)
    signed_in(browser)
    page = browser.visit("staff.attendance_list", cohort_id=one.cohort_id)
    assert "1 certificate is ready." in page
    assert page.click("Invoice list").path.endswith("/invoices")

    signed_in(browser, "consultant")
    teaching(one.cohort.course)
    page = browser.visit("staff.attendance_list", cohort_id=one.cohort_id)
    assert "ready for accounting" not in page
