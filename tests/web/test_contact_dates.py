"""The contact's page: more people, another date, and what to do when a date is called off."""

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.mail import links
from app.models import Bilingual, Bill, Registration
from app.services import calling_off
from tests.browser import Browser
from tests.factories import Make
from tests.places import contact_page, full, group, states


def test_some_move_to_another_date_with_room(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    other = make.cohort(cohort.course, state="open", in_days=90, place="Elsewhere, Vejle")
    tiny = make.cohort(cohort.course, state="open", in_days=120, capacity=1)
    registration = group(make, cohort, 2)
    group(make, tiny)

    page = contact_page(browser, registration).click("Move to another date")
    assert "Elsewhere, Vejle" in page
    assert len(page.html.select("input[name=to]")) == 1
    page = page.submit("move-form", who=[], status=422)
    page = page.submit("move-form", to=other.id, who=[registration.seats[1].id])

    assert states(registration) == ["confirmed", "moved"]
    [moved] = db.session.scalars(select(Registration).where(Registration.cohort_id == other.id))
    assert moved.reference in page
    assert states(moved) == ["confirmed"]


def test_a_move_without_room_changes_nothing(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    other = make.cohort(cohort.course, state="open", in_days=90, capacity=1)
    registration = group(make, cohort, 2)

    page = contact_page(browser, registration).click("Move to another date")
    page = page.submit("move-form", to=other.id, status=422)

    assert "There is not room for all of them on that date." in page
    assert states(registration) == ["confirmed", "confirmed"]


def test_a_colleague_is_added_as_a_registration_of_its_own(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    registration = group(make, cohort, person_ref="Ref 7", bill=Bill.EAN, ean="5798000000001")

    page = contact_page(browser, registration).click("Add a colleague")
    asked = page
    page = page.submit("add-form", name="Freja Ny", email="freja@odense.example")
    asked.submit("add-form", name="Freja Ny", email="freja@odense.example")

    [added] = db.session.scalars(select(Registration).where(Registration.id != registration.id))
    assert added.reference in page
    assert (added.ean, added.person_ref) == ("5798000000001", "Ref 7")
    assert added.contact_email == registration.contact_email
    assert states(added) == ["confirmed"]


def test_a_colleague_for_a_full_date_may_wait(browser: Browser, make: Make) -> None:
    cohort = full(make, 1)
    registration = group(make, cohort, state="waiting")

    page = contact_page(browser, registration).click("Add a colleague")
    page = page.submit("add-form", name="Freja Ny", email="freja@odense.example")
    assert "There is no place left." in page
    assert page.one("#name")["value"] == "Freja Ny"
    page = page.submit("add-form", button="line")

    assert "You are on the waiting list" in page
    [added] = db.session.scalars(
        select(Registration)
        .where(Registration.contact_email == registration.contact_email)
        .where(Registration.id != registration.id)
    )
    assert states(added) == ["waiting"]


def test_nobody_is_added_when_registration_has_closed(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", register_by=clock.today() - timedelta(days=1))
    registration = group(make, cohort)

    page = contact_page(browser, registration)

    assert "Add a colleague" not in page
    address = page.path + "/add"
    assert browser.open(address).path == page.path


def test_a_team_that_is_too_small_names_another(browser: Browser, make: Make) -> None:
    course = make.course(min_seats=2, max_seats=5)
    registration = group(make, make.cohort(course, state="open"), 2)

    page = contact_page(browser, registration).click(
        f"Cancel the place for {registration.seats[1].name}"
    )
    page = page.submit("cancel-form")
    assert "This course needs 2 participants from the same workplace." in page
    page = page.click("Name another participant")
    page = page.submit("add-form", name="Freja Ny", email="freja@odense.example")

    assert "You have 2 places" in page
    assert states(registration) == ["confirmed", "cancelled", "confirmed"]
    assert registration.replace_by is None


def test_a_moved_date_asks_whether_it_still_suits(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    registration = group(make, cohort)
    cohort.moved_at = clock.now() + timedelta(minutes=1)
    db.session.commit()

    page = contact_page(browser, registration)

    assert "The date or the place has changed since you registered." in page
    assert "Move to another date" in page


def test_who_was_called_off_moves(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    other = make.cohort(cohort.course, state="open", in_days=90)
    registration = group(make, cohort, 2)
    calling_off.call_off(cohort, reason=Bilingual("For få.", "Too few."), actor=None)
    db.session.commit()

    page = browser.open(links.choice(registration, language=registration.language.other))
    assert "This date is cancelled" in page
    assert "Too few." in page
    asked = page
    page = page.submit("move-form", to=other.id)

    assert "You have 2 places" in page
    assert states(registration) == ["moved", "moved"]
    assert "There is nothing more to do." in asked.submit("move-form")
    count = db.session.scalars(select(Registration).where(Registration.cohort_id == other.id))
    assert len(list(count)) == 1


def test_who_was_called_off_stands_first(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    registration = group(make, cohort, 2)
    calling_off.call_off(cohort, reason=Bilingual("For få.", "Too few."), actor=None)

    page = contact_page(browser, registration).click("Choose what you would like instead")
    page.submit("first-form", button="first")
    page = page.submit("first-form", button="first")

    assert "You are first on the list for the next date." in page
    assert "agree that Kursushuset may email you" in page


def test_who_was_called_off_says_no_thanks(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    registration = group(make, cohort)
    calling_off.call_off(cohort, reason=Bilingual("For få.", "Too few."), actor=None)

    page = browser.open(links.choice(registration, language=registration.language.other))
    page = page.submit("no-form", button="no")

    assert "there is nothing more to do" in page


def test_a_choice_where_nothing_was_called_off_leads_on(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"))

    page = browser.open(links.choice(registration, language=registration.language.other))

    assert "You have 1 place" in page
    assert page.html.select("form") == []
