"""The pages about one person: who may, what is noted, and what stays out of addresses."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.cli.access_log import without_token
from app.extensions import db
from app.models import AuditEntry, Registration, Seat
from app.services import people_log
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import group
from tests.staffing import signed_in

EMAIL = "leader@odense.example"


def somebody(make: Make, email: str = EMAIL, name: str = "Åse Ærø") -> Registration:
    one = group(make, make.cohort(state="open"))
    one.contact_email = one.seats[0].email = email
    one.contact_name = one.seats[0].name = name
    db.session.commit()
    return one


def search(browser: Browser, wanted: str, purpose: str = "access", status: int = 200) -> Page:
    page = browser.visit("staff.people")
    return page.submit("people-form", wanted=wanted, purpose=purpose, status=status)


def noted() -> list[tuple[str, str, dict[str, object]]]:
    db.session.rollback()
    found = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(one.action, one.subject, one.detail) for one in found]


def test_an_address_leads_to_one_page_and_stands_in_no_address(
    browser: Browser, make: Make
) -> None:
    somebody(make)
    signed_in(browser)

    page = search(browser, EMAIL, "question")

    assert page.one("h1").get_text(strip=True) == "Åse Ærø"
    assert EMAIL in page
    assert "leader" not in page.path
    assert page.response.headers["Cache-Control"] == "no-store"
    assert noted() == [
        ("read", "people", {"what": "search", "purpose": "question"}),
        ("read", people_log.subject(EMAIL), {"what": "person", "purpose": "question"}),
    ]
    assert "odense" not in str(noted())
    assert without_token(f"{page.path}/erase") == "/en/staff/people/-/erase"


def test_a_purpose_and_something_to_look_for_are_needed(browser: Browser, make: Make) -> None:
    signed_in(browser)

    page = search(browser, "", "", status=422)

    assert "Choose why" in page
    assert "Write an email address" in page
    assert noted() == []


def test_a_name_leads_to_a_list(browser: Browser, make: Make) -> None:
    somebody(make)
    somebody(make, "other@odense.example", "Åse Holm")
    signed_in(browser)

    page = search(browser, "åse")
    assert "2 addresses were found" in page
    shown = {people_log.subject(email) for email in (EMAIL, "other@odense.example")}
    assert {about for _, about, _ in noted()} == {"people", *shown}
    page = page.click("Åse Holm")

    assert "other@odense.example" in page
    assert "There is nothing about that." in search(browser, "Nobody at all")


def test_the_page_is_open_for_an_hour_and_for_who_said_why(browser: Browser, make: Make) -> None:
    somebody(make)
    signed_in(browser)
    page = search(browser, EMAIL)
    here = page.path

    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=True):
        signed_in(browser)
        assert "Search once more" in browser.open(here)
    signed_in(browser, member=make.staff())
    assert "Search once more" in browser.open(here)
    assert browser.open("/en/staff/people/somebody").path == "/en/staff/people"


@pytest.mark.one_database
def test_it_is_not_for_consultants(browser: Browser, make: Make) -> None:
    signed_in(browser, "consultant")

    browser.visit("staff.people", status=403)


def test_a_slip_is_corrected_everywhere(browser: Browser, make: Make) -> None:
    one = somebody(make)
    signed_in(browser)
    page = search(browser, EMAIL, "correction").click("Correct")
    assert page.one("#name")["value"] == "Åse Ærø"
    same = page.submit("correct-form", status=422)
    assert "That is what stands there already." in same

    page = page.submit("correct-form", name="Åse Holm", email="Holm@odense.example")

    assert "It is corrected." in page
    assert page.one("h1").get_text(strip=True) == "Åse Holm"
    db.session.refresh(one)
    assert (one.contact_name, one.contact_email) == ("Åse Holm", "holm@odense.example")


def test_of_a_shared_address_one_is_chosen(browser: Browser, make: Make) -> None:
    somebody(make)
    other = somebody(make, EMAIL, "Bodil")
    signed_in(browser)

    page = search(browser, EMAIL, "erasure")
    assert "More than one name under this address" in page
    page = page.click("Only Åse Ærø").click("Erase").submit("erase-form")

    db.session.expire_all()
    assert "The person is erased." in page
    names = db.session.scalars(select(Seat.name).order_by(Seat.name))
    assert [name for name in names if name] == ["Bodil"]
    assert other.contact_name == "Bodil"


def test_the_page_leads_to_notes_that_may_name_the_person(browser: Browser, make: Make) -> None:
    one = group(make, make.cohort(state="open", desk_note="Bo is late"), 2, staff_note="Bo is late")
    signed_in(browser)

    page = search(browser, one.seats[1].email or "", "erasure").click("Erase")

    assert "they go 30 days after the course" in page
    there = page.click(f"Note of the registration {one.reference}").submit("note-form", note="")
    assert "Saved." in there
    there = page.click(f"Note of the cohort {one.cohort.code}").submit("note-form", note="")
    assert "Saved." in there
    page = search(browser, one.seats[1].email or "", "erasure").click("Erase")
    assert "Notes of colleagues" not in page


def test_who_has_colleagues_is_not_erased_before_they_have_another_contact(
    browser: Browser, make: Make
) -> None:
    one = group(make, make.cohort(state="open"), 2)
    signed_in(browser)
    page = search(browser, one.contact_email, "erasure").click("Erase")
    assert page.html.select("#erase-form") == []

    there = page.click(one.reference)
    seat = one.seats[1]
    there.submit("contact-form", name=seat.name, email=seat.email)
    page = search(browser, one.seats[0].email or "", "erasure").click("Erase")
    page = page.submit("erase-form")

    assert "The person is erased." in page
    db.session.expire_all()
    assert (one.contact_name, one.seats[0].name) == (one.seats[1].name, None)
