"""The contact's page: all places of a registration, and every act on them."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.mail import links
from app.models import Bilingual, Bill, OutboxMail, SeatState
from tests.browser import Browser
from tests.factories import Make
from tests.places import contact_page, free, group, states


def letters() -> list[str]:
    return list(db.session.scalars(select(OutboxMail.letter).order_by(OutboxMail.id)))


def test_it_says_who_comes_when_where_and_for_how_much(browser: Browser, make: Make) -> None:
    make.provider()
    registration = group(make, make.cohort(state="open"), 3)

    page = contact_page(browser, registration)

    assert "You have 3 places" in page
    assert registration.reference in page
    assert "Havnegade 1, Odense" in page
    assert "9:00 to 15:00" in page
    assert "DKK\u00a02,450 per participant" in page
    for seat in registration.seats:
        assert f"{seat.name}" in page
        assert f"{seat.email}" in page
    assert len(page.html.select("i.taken")) == 6
    assert "We still need your EAN number" in page
    assert "What we tell whom" in page


def test_a_place_goes_to_a_colleague_and_both_are_told(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    seat, former = registration.seats[1], registration.seats[1].email

    page = contact_page(browser, registration).click(f"Change or replace {seat.name}")
    page = page.submit("person-form", name="Freja Ny", email=" FREJA@odense.example ", title="")

    assert "Saved." in page
    assert "Freja Ny" in page
    db.session.expire_all()
    assert (seat.email, seat.state) == ("freja@odense.example", SeatState.CONFIRMED)
    sent = db.session.execute(select(OutboxMail.letter, OutboxMail.recipient)).all()
    assert ("place_given", "freja@odense.example") in sent
    assert ("place_given_away", former) in sent


def test_a_name_is_corrected_without_a_letter(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    seat = registration.seats[1]

    page = contact_page(browser, registration).click(f"Change or replace {seat.name}")
    page.submit("person-form", name="Bo Rettet", title="Leder")

    db.session.expire_all()
    assert (seat.name, seat.title) == ("Bo Rettet", "Leder")
    assert letters() == []


def test_an_address_is_corrected_and_the_old_link_ends(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    seat = registration.seats[1]
    seat.food, old = "marker-food", links.participant(seat)

    page = contact_page(browser, registration).click(f"Change or replace {seat.name}")
    page.submit("person-form", email="right@odense.example")

    db.session.expire_all()
    assert (seat.email, seat.food) == ("right@odense.example", "")
    assert letters() == ["place"]
    Browser(browser.app).open(old, status=404)


def test_a_place_without_a_name_is_named(browser: Browser, make: Make) -> None:
    registration = make.registration(make.cohort(state="open"), seats=1)

    page = contact_page(browser, registration)
    assert "Place without a name yet" in page
    page = page.click("Say who comes")
    page = page.submit("person-form", name="", email="", status=422)
    assert page.title.startswith("Error:")
    page = page.submit("person-form", name="Freja Ny", email="freja@odense.example")

    assert "Freja Ny" in page
    assert letters() == ["place"]


def test_an_address_that_is_on_the_registration_already_is_refused(
    browser: Browser, make: Make
) -> None:
    cohort = make.cohort(state="open")
    registration = group(make, cohort, 2)
    seat, own = registration.seats[1], str(registration.seats[0].email)

    page = contact_page(browser, registration).click(f"Change or replace {seat.name}")
    page = page.submit("person-form", name="Somebody Else", email=own, status=422)

    assert "This address is on the registration already." in page
    assert page.one("#name")["value"] == "Somebody Else"
    db.session.expire_all()
    assert seat.name != "Somebody Else"
    assert letters() == []


def test_a_colleague_with_a_place_is_taken_as_anyone_and_told_by_mail(
    browser: Browser, make: Make
) -> None:
    cohort = make.cohort(state="open")
    other = group(make, cohort, name="other")
    registration = group(make, cohort, 2)
    seat = registration.seats[1]

    page = contact_page(browser, registration).click(f"Change or replace {seat.name}")
    assert "If your colleague has a place on this date already, this one goes to others" in page
    page = page.submit("person-form", name="Somebody Else", email=other.seats[0].email)

    assert "Saved." in page
    assert "cancelled: had a place already, and this one costs nothing" in page
    assert letters() == ["has_a_place_already", "receipt", "place_given_away"]


def test_cancelling_says_first_what_it_costs(browser: Browser, make: Make) -> None:
    make.provider(terms=Bilingual("Halv pris.", "Half the price."))
    cohort = make.cohort(state="open")
    registration = group(make, cohort, 2)
    name = registration.seats[1].name

    page = contact_page(browser, registration).click(f"Cancel the place for {name}")
    assert "You can cancel free of charge up to and including" in page
    assert "Half the price." not in page
    assert states(registration) == ["confirmed", "confirmed"]

    cohort.free_cancel_until = clock.today() - timedelta(days=1)
    page = contact_page(browser, registration).click(f"Cancel the place for {name}")
    assert "The deadline for cancelling free of charge was" in page
    assert "Half the price." in page

    page = page.submit("cancel-form")
    assert states(registration) == ["confirmed", "cancelled"]
    assert "You have 1 place" in page


def test_cancelling_and_its_undo_pressed_twice_do_it_once(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    registration = group(make, cohort, 2)
    seat = registration.seats[1]

    asked = contact_page(browser, registration).click(f"Cancel the place for {seat.name}")
    page = asked.submit("cancel-form")
    asked.submit("cancel-form")
    assert letters().count("places_cancelled") == 1
    assert free(cohort) == 23

    again = page.submit(f"undo-{seat.id}")
    page.submit(f"undo-{seat.id}")
    assert "The place is yours again." in again
    assert states(registration) == ["confirmed", "confirmed"]


def test_undo_ends_after_a_quarter_of_an_hour(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    seat = registration.seats[1]
    asked = contact_page(browser, registration).click(f"Cancel the place for {seat.name}")
    page = asked.submit("cancel-form")

    with time_machine.travel(clock.now() + timedelta(minutes=15), tick=False):
        late = page.submit(f"undo-{seat.id}")
        assert "The place cannot be taken again" in late
        assert not late.html.select(f"#undo-{seat.id}")
    assert states(registration) == ["confirmed", "cancelled"]


def test_undo_fails_kindly_when_somebody_in_line_has_the_place(
    browser: Browser, make: Make
) -> None:
    cohort = make.cohort(state="open", capacity=1)
    registration = group(make, cohort)
    waiting = group(make, cohort, state="waiting")

    page = contact_page(browser, registration).click(
        f"Cancel the place for {registration.seats[0].name}"
    )
    page = page.submit("cancel-form")
    assert states(waiting) == ["offered"]
    page = page.submit(f"undo-{registration.seats[0].id}")

    assert "somebody else has it now" in page
    assert states(registration) == ["cancelled"]


def test_all_places_are_cancelled_with_one_press(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    registration = group(make, cohort, 3)

    page = contact_page(browser, registration).click("Cancel all 3 places")
    page = page.submit("cancel-form")

    assert states(registration) == ["cancelled"] * 3
    assert "You have no place on this date" in page
    assert letters().count("places_cancelled") == 1
    assert letters().count("place_cancelled") == 3


def test_the_ean_number_is_added_later(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"))

    page = contact_page(browser, registration).click("Add the EAN number")
    page = page.submit("invoice-form", ean="5798 0000 0000 2", later=False, status=422)
    assert "This EAN number cannot be right." in page
    page = page.submit("invoice-form", ean="5798 0000 0000 1", later=False, person_ref="Anne")

    db.session.expire_all()
    assert (registration.bill, registration.ean) == (Bill.EAN, "5798000000001")
    assert "We still need your EAN number" not in page
    page = page.click("Correct the invoice").submit(
        "invoice-form", bill="cvr", cvr="12345678", bill_email="bills@odense.example"
    )
    assert "The CVR number does not look right." in page
    page.submit("invoice-form")
    db.session.expire_all()
    assert (registration.bill, registration.cvr, registration.ean) == (Bill.CVR, "12345678", "")


def test_a_free_course_has_no_invoice(browser: Browser, make: Make) -> None:
    cohort = make.cohort(make.course(price=None), state="open")
    registration = group(make, cohort, bill=Bill.NONE)

    page = contact_page(browser, registration)
    assert "Invoice" not in page.all("h2")
    assert browser.open(f"{page.path}/invoice").path == page.path
    page = page.click(f"Cancel the place for {registration.seats[0].name}")
    assert "It costs nothing." in page


def test_a_new_link_kills_the_old_one(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"))
    old = links.registration(registration)

    page = contact_page(browser, registration).submit("link-form")

    assert "A new link is on its way" in page
    assert registration.reference not in page
    assert letters() == ["new_link"]
    Browser(browser.app).open(old, status=404)
    db.session.expire_all()
    assert registration.reference in contact_page(Browser(browser.app), registration)


def test_it_hands_out_the_calendar_file(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"))
    page = contact_page(browser, registration)

    file = page.click("Add to the calendar")
    assert file.response.mimetype == "text/calendar"
    assert "METHOD:PUBLISH" in file.response.text
    assert "attachment" in file.response.headers["Content-Disposition"]
    assert file.response.headers["Cache-Control"] == "no-store"


def test_after_the_start_nothing_can_be_cancelled(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", in_days=2, days=2)
    registration = group(make, cohort, 2)
    asked = contact_page(browser, registration).click(
        f"Cancel the place for {registration.seats[1].name}"
    )

    with time_machine.travel(clock.now() + timedelta(days=4), tick=False):
        page = asked.submit("cancel-form")
        assert "Cancel the place for" not in page
        assert f"Change or replace {registration.seats[1].name}" in page
    assert states(registration) == ["confirmed", "confirmed"]
