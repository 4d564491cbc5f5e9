"""Where the invoice goes: an EAN number, none yet, or a CVR number and an address."""

import pytest

from app.models import Bill
from tests.browser import Browser, Page
from tests.factories import Make
from tests.registering import FORM, open_form, registrations, who


@pytest.fixture
def page(browser: Browser, make: Make) -> Page:
    make.provider()
    return who(open_form(browser, make.cohort(state="open")))


def test_one_registration_has_one_payer(page: Page) -> None:
    assert "One registration has one invoice." in page


@pytest.mark.parametrize("typed", ["5798000000001", "57-98 00.00 00/001", " EAN 5798 000000001 "])
def test_an_ean_number_is_taken_in_any_grouping(page: Page, typed: str) -> None:
    page = page.submit(FORM, bill="ean", ean=typed)
    assert "5798\u00a00000\u00a00000\u00a01" in page
    page.submit(FORM)

    assert registrations()[0].ean == "5798000000001"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("5798 0000 0000", "The EAN number has 12 digits. It must have 13"),
        ("7", "The EAN number has 1 digit. It must have 13"),
        (
            "5798000000002",
            "This EAN number cannot be right. "
            "Check whether a digit is wrong or two have been swapped",
        ),
        ("", "Enter the EAN number, or tick that you do not have it to hand"),
    ],
)
def test_a_wrong_ean_number_is_refused_with_the_reason(page: Page, typed: str, told: str) -> None:
    page = page.submit(FORM, status=422, bill="ean", ean=typed)

    assert page.all(".errors a") == [told]
    assert page.one("#ean")["value"] == typed
    assert "I do not have the number to hand" in page


def test_the_number_can_be_added_later(page: Page) -> None:
    page = page.submit(FORM, bill="ean", later=True)
    assert "Not to hand yet. You add it by the link in the receipt." in page
    page = page.submit(FORM)

    assert "You add the EAN number by the link in the receipt." in page
    assert registrations()[0].bill is Bill.LATER


def test_a_number_says_by_itself_which_kind_it_is(page: Page) -> None:
    page.submit(FORM, ean="5798000000001").submit(FORM)

    assert registrations()[0].bill is Bill.EAN


def test_everyone_else_has_a_cvr_number_and_an_address(page: Page) -> None:
    page = page.submit(FORM, bill="cvr", cvr="DK 12 34 56 74", bill_email="Bills@X.example")
    page = page.submit(FORM)

    [made] = registrations()
    assert (made.bill, made.cvr, made.bill_email) == (Bill.CVR, "12345674", "bills@x.example")
    assert "to CVR number 12345674, sent to bills@x.example" in page


def test_a_cvr_number_that_looks_wrong_is_asked_about_once(page: Page) -> None:
    page = page.submit(FORM, bill="cvr", cvr="12345678", bill_email="bills@x.example")
    assert "The CVR number does not look right." in page.all("#messages")[0]
    assert page.title.startswith("Where does the invoice go?")
    page = page.submit(FORM)
    assert "Check your answers" in page
    page.submit(FORM)

    assert registrations()[0].cvr == "12345678"


def test_a_cvr_number_needs_its_digits_and_an_address(page: Page) -> None:
    page = page.submit(FORM, status=422, bill="cvr", cvr="123")

    assert page.all(".errors a") == [
        "The CVR number has 3 digits. It must have 8",
        "Enter the email address that the invoice goes to",
    ]


def test_something_must_be_chosen(page: Page) -> None:
    page = page.submit(FORM, status=422)

    assert page.all(".errors a") == ["Choose where the invoice goes"]
    assert page.one(".errors a")["href"] == "#bill"
