"""Where the invoice goes, typed at the desk by whoever was told on the phone."""

import pytest

from app.extensions import db
from app.models import AuditEntry, Bill, OutboxMail, Registration
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import group

EAN = "5798000000001"


@pytest.fixture
def one(make: Make) -> Registration:
    """A place that costs something, and no number yet."""
    return group(make, make.cohort(state="open", price=2000), bill=Bill.LATER)


def opened(desk: Browser, one: Registration) -> Page:
    return desk.visit("staff.correct_invoice", registration_id=one.id)


def again(one: Registration) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, one.id)


def test_a_number_told_on_the_phone_is_typed_and_the_history_says_by_whom(
    desk: Browser, one: Registration
) -> None:
    page = desk.visit("staff.registration", registration_id=one.id).click("Enter the EAN number")
    page = page.submit("invoice-form", status=422, ean="5798000000002")
    assert "This EAN number cannot be right." in page
    page = page.submit("invoice-form", status=422, ean="", later=False)
    assert "tick that they send it later" in page

    page = page.submit("invoice-form", ean="5798 0000 0000 1", person_ref="Ref 7", order_ref="12")

    assert "5798\u00a00000\u00a00000\u00a01" in page
    assert "The invoice details were corrected" in page
    kept = again(one)
    assert (kept.bill, kept.ean) == (Bill.EAN, EAN)
    assert (kept.person_ref, kept.order_ref) == ("Ref 7", "12")
    [entry] = db.session.query(AuditEntry).filter_by(action="invoice.corrected").all()
    assert entry.actor_id is not None
    assert entry.detail == {"by": "staff", "fields": ["bill", "ean", "person_ref", "order_ref"]}
    assert db.session.query(OutboxMail).count() == 0


def test_an_odd_cvr_number_stops_once_and_leaves_nothing_of_the_ean(
    desk: Browser, one: Registration
) -> None:
    opened(desk, one).submit("invoice-form", ean=EAN, later=False)
    address = "regning@firma.example"

    page = opened(desk, one).submit("invoice-form", bill="cvr", cvr="12345678", bill_email=address)
    assert "The CVR number does not look right." in page
    assert again(one).bill is Bill.EAN
    page.submit("invoice-form")

    kept = again(one)
    assert (kept.bill, kept.ean, kept.cvr) == (Bill.CVR, "", "12345678")
    assert kept.bill_email == address


def test_lists_lead_to_it_and_it_leads_back(desk: Browser, one: Registration) -> None:
    page = desk.visit("staff.cohort", cohort_id=one.cohort_id, show="ean")
    page = page.click(f"Lacks an EAN number : {one.reference}").submit("invoice-form")
    assert page.path.endswith(f"/cohorts/{one.cohort_id}")

    page = desk.visit("staff.invoice_list", cohort_id=one.cohort_id).click(
        f"Enter the number : {one.reference}"
    )
    page = page.submit("invoice-form", ean=EAN, later=False)
    assert page.path.endswith("/invoices")
    assert "No EAN or CVR number" not in page


def test_what_is_free_has_no_invoice_unless_it_costs_something_now(
    desk: Browser, make: Make
) -> None:
    free = group(make, make.cohort(state="open", price=0), bill=Bill.NONE)
    costs = group(make, make.cohort(state="open", price=2000), bill=Bill.NONE)

    assert opened(desk, free).path.endswith(f"/registrations/{free.id}")
    page = opened(desk, costs).submit("invoice-form", ean=EAN)
    assert "5798\u00a00000\u00a00000\u00a01" in page
