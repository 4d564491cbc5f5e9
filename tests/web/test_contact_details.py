"""The contact corrects who they are, and where they are written to."""

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters, links
from app.models import Cohort, OutboxMail, Registration, SubscriptionState
from app.services import by_hand, contacts
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import contact_page, group, offered

NEW = "ny.leder@odense.example"


@pytest.fixture
def cohort(make: Make) -> Cohort:
    make.provider()
    return make.cohort(state="open", capacity=3)


def details(browser: Browser, registration: Registration) -> Page:
    return contact_page(browser, registration).click("Correct your details")


def sent() -> list[tuple[str, str]]:
    db.session.expire_all()
    found = select(OutboxMail).order_by(OutboxMail.id)
    return [(mail.letter, mail.recipient) for mail in db.session.scalars(found)]


def test_name_phone_and_title_are_corrected_and_the_link_stays(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    registration = group(make, cohort)

    page = details(browser, registration)
    assert page.one("#email")["value"] == registration.contact_email
    page = page.submit("contact-form", status=422, name=" ")
    assert "Enter your name" in page
    page = page.submit("contact-form", name="Anne Ny", phone="12 34 56 78", title="Områdeleder")

    assert "Saved." in page
    assert "Anne Ny" in page
    assert "12 34 56 78" in page
    assert sent() == []


def test_another_address_gets_a_link_and_the_old_one_is_told(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    registration = group(make, cohort)
    old, link = registration.contact_email, links.registration(registration)

    page = details(browser, registration)
    page = page.submit("contact-form", status=422, email="ny.leder@odense")
    assert "Enter an address like name@example.dk." in page
    page = page.submit("contact-form", email=NEW)

    assert "A new link is on its way" in page
    assert registration.reference not in page
    assert NEW not in page
    assert sent() == [("new_link", NEW), ("contact_changed", old)]
    Browser(browser.app).open(link, status=404)
    assert registration.reference in contact_page(Browser(browser.app), registration)


@pytest.mark.parametrize("language", list(Language))
def test_the_old_address_learns_nothing_of_the_new_one(
    make: Make, cohort: Cohort, language: Language
) -> None:
    registration = group(make, cohort)
    contacts.correct(registration, contacts.Contact("Another Leader", NEW))

    told = letters.render("contact_changed", registration, cohort, language)

    assert isinstance(told, letters.Rendered)
    assert registration.reference in told.text
    for secret in (NEW, "Another Leader", "/l/"):
        assert secret not in told.text + told.html


def test_what_waits_to_be_sent_goes_to_the_new_address(make: Make, cohort: Cohort) -> None:
    registration = offered(make, cohort, 2)
    old = registration.contact_email

    contacts.correct(registration, contacts.Contact("Anne", NEW))

    assert [to for letter, to in sent() if letter.startswith("offer")] == [NEW, NEW]
    assert [letter for letter, to in sent() if to == old] == ["contact_changed"]
    # with an offer to answer as well: the link is for every state
    found = letters.render("new_link", registration, cohort, Language.DANISH)
    assert isinstance(found, letters.Rendered)


def test_an_address_that_works_brings_offers_again(make: Make, cohort: Cohort) -> None:
    cohort.capacity = 1
    registration = group(make, cohort, state="waiting", unreachable=True)

    contacts.correct(registration, contacts.Contact("Anne", NEW))

    assert registration.has_offer(clock.now())


def test_the_place_settles_the_wish_of_the_new_address_too(make: Make, cohort: Cohort) -> None:
    wish = make.subscription(cohort.course, NEW)
    registration = group(make, cohort)

    contacts.correct(registration, contacts.Contact("Anne", NEW))

    assert wish.state is SubscriptionState.SETTLED


def test_when_staff_correct_it_the_wrong_address_hears_nothing(make: Make, cohort: Cohort) -> None:
    registration = group(make, cohort)

    by_hand.reached(registration, NEW, actor=None)
    by_hand.reached(registration, NEW, actor=None)

    assert sent() == [("new_link", NEW)]
