"""The participant's own page: one place, food and needs, giving it on, cancelling, undo."""

from datetime import timedelta
from typing import Any

import time_machine
from flask import url_for
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import links
from app.models import Bilingual, OutboxMail, SeatState
from app.services import calling_off
from tests.browser import Browser
from tests.factories import Make
from tests.places import contact_page, full, group, seat_page, states
from tests.staffing import signed_in

FOOD, NEEDS = "vegan", "marker-needs hearing loop"


def letters() -> list[tuple[str, str]]:
    sent = select(OutboxMail.letter, OutboxMail.recipient).order_by(OutboxMail.id)
    return [(letter, to) for letter, to in db.session.execute(sent)]


def test_it_says_when_where_how_to_find_in_and_who_registered(browser: Browser, make: Make) -> None:
    note = Bilingual("Gå ind gennem gården.", "Enter through the courtyard.")
    registration = group(make, make.cohort(state="open", note=note), 2)

    page = seat_page(browser, registration, 1)

    assert "You have a place" in page
    assert "9:00 to 15:00" in page
    assert "Havnegade 1, Odense" in page
    assert "Enter through the courtyard." in page
    assert f"{registration.contact_name} from Dagtilbud Åkanden has registered you." in page


def test_it_shows_nothing_of_the_others_or_of_the_invoice(browser: Browser, make: Make) -> None:
    registration = group(
        make, make.cohort(state="open"), 3, ean="5798000000001", person_ref="marker-ref",
        contact_phone="87654321", note="marker-note",
    )  # fmt: skip

    page = seat_page(browser, registration, 1)

    source = page.response.text
    for seat in (registration.seats[0], registration.seats[2]):
        assert str(seat.email) not in source
    assert str(registration.seats[2].name) not in source
    for secret in ("5798", "marker-ref", "marker-note", "87654321", registration.reference):
        assert secret not in source
    assert "2,450" not in source


def test_food_and_needs_are_written_and_kept(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)

    page = seat_page(browser, registration, 1)
    assert "whoever registered you does not see it." in page
    assert "We delete it 14 days after the course." in page
    page = page.submit("wishes-form", food=FOOD, needs=NEEDS)

    assert "Saved at" in page
    assert page.one("input[name=food][checked]")["value"] == FOOD
    db.session.expire_all()
    assert (registration.seats[1].food, registration.seats[1].needs) == (FOOD, NEEDS)


def test_a_cpr_number_is_refused_with_the_reason(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"))

    page = seat_page(browser, registration)
    page = page.submit("wishes-form", food=FOOD, needs="Ring 010190-1234", status=422)

    assert page.title.startswith("Error:")
    assert "That looks like a CPR number" in page
    assert page.one("#needs").get_text().strip() == "Ring 010190-1234"
    db.session.expire_all()
    assert registration.seats[0].food == ""


def test_the_contact_never_sees_food_and_needs(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    make.cohort(cohort.course, state="open", in_days=90)
    registration = group(make, cohort, 2)
    seat_page(browser, registration, 1).submit("wishes-form", food=FOOD, needs=NEEDS)

    visitor = Browser(browser.app)
    page = contact_page(visitor, registration)
    seen = [page, *(visitor.open(f"{page.path}/{rest}") for rest in (
        "add", "move", "invoice", "cancel", "offer", "queue", "choice", "receipt",
        f"places/{registration.seats[1].id}", f"places/{registration.seats[1].id}/cancel",
        "calendar",
    ))]  # fmt: skip
    for one in seen:
        assert "marker" not in one.response.text, one.path
        assert FOOD not in one.response.text, one.path


def test_the_language_of_the_mails_is_chosen(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"))

    page = seat_page(browser, registration).submit("language-form", language="en")

    assert "Saved." in page
    db.session.expire_all()
    assert registration.seats[0].language is Language.ENGLISH
    answer = browser.send(
        f"{page.path}/language",
        method="post",
        data={
            "csrf_token": page.one("#language-form input[name=csrf_token]")["value"],
            "language": "fr",
        },
    )
    assert answer.status_code == 422


def test_the_place_goes_to_a_colleague(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    seat = registration.seats[1]
    former = str(seat.email)
    page = seat_page(browser, registration, 1).submit("wishes-form", food=FOOD, needs=NEEDS)

    page = page.click("Give the place to a colleague")
    page = page.submit("give-form", name="", email="freja@", status=422)
    assert "Enter the name of your colleague" in page
    page = page.submit("give-form", name="Freja Ny", email="freja@odense.example")

    assert "The place is passed on" in page
    db.session.expire_all()
    assert (seat.name, seat.food, seat.needs) == ("Freja Ny", "", "")
    assert seat.state is SeatState.CONFIRMED
    assert set(letters()) == {
        ("place_given", "freja@odense.example"),
        ("place_given_away", former),
        ("place_changed_hands", registration.contact_email),
    }
    page = seat_page(Browser(browser.app), registration, 1)
    assert "marker" not in page.response.text
    assert "Freja Ny" in page


def test_giving_pressed_twice_gives_it_once(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    asked = seat_page(browser, registration, 1).click("Give the place to a colleague")

    asked.submit("give-form", name="Freja Ny", email="freja@odense.example")
    asked.submit("give-form", name="Freja Ny", email="freja@odense.example", status=404)

    assert [letter for letter, _to in letters()].count("place_given") == 1


def test_nothing_on_the_page_tells_that_a_colleague_has_a_place_already(
    browser: Browser, make: Make
) -> None:
    cohort = make.cohort(state="open")
    one, two, other = group(make, cohort, 2), group(make, cohort, 2), group(make, cohort)
    pages = []

    for registration, email in ((one, other.seats[0].email), (two, "freja@odense.example")):
        page = seat_page(browser, registration, 1).click("Give the place to a colleague")
        own = str(registration.seats[1].email)
        page = page.submit("give-form", name="Some Body", email=own, status=422)
        assert "This is your own address." in page
        pages.append(page.submit("give-form", email=str(email)))

    assert pages[0].one("main").get_text() == pages[1].one("main").get_text()
    told = [to for letter, to in letters() if letter == "has_a_place_already"]
    assert told == [other.seats[0].email]
    assert states(one)[1] == "cancelled"
    assert states(other) == ["confirmed"]


def test_cancelling_says_what_it_costs_and_can_be_undone(browser: Browser, make: Make) -> None:
    make.provider(terms=Bilingual("Halv pris.", "Half the price."))
    cohort = make.cohort(state="open", free_cancel_until=clock.today() - timedelta(days=1))
    registration = group(make, cohort, 2)

    page = seat_page(browser, registration, 1).click("Cancel your place")
    assert "Half the price." in page
    assert states(registration)[1] == "confirmed"
    asked = page
    page = page.submit("cancel-form")
    asked.submit("cancel-form")

    assert "Your place is cancelled" in page
    assert "Get notified about the next date" in page
    assert letters().count(("place_cancelled", str(registration.seats[1].email))) == 1
    page = page.submit("undo-form")
    assert "You have a place" in page
    assert states(registration) == ["confirmed", "confirmed"]


def test_undo_by_the_link_of_the_mail_opens_nothing_else(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    seat = registration.seats[1]
    seat_page(browser, registration, 1).click("Cancel your place").submit("cancel-form")
    visitor = Browser(browser.app)

    page = visitor.open(links.undo(seat, language=Language.ENGLISH))
    assert "You can undo it until" in page
    assert states(registration)[1] == "cancelled"
    asked = page
    page = page.submit("undo-form")
    asked.submit("undo-form")

    assert "You have a place" in page
    assert states(registration)[1] == "confirmed"
    visitor.open(page.path.removesuffix("/undo"), status=404)


def test_undo_that_comes_too_late_is_a_page(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    seat_page(browser, registration, 1).click("Cancel your place").submit("cancel-form")
    link = links.undo(registration.seats[1], language=Language.ENGLISH)

    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        page = browser.open(link)
        assert "the 15 minutes are over" in page
        assert page.html.select("main form") == []
        assert "Get notified about the next date" in page


def test_who_waits_leaves_the_line_alone(browser: Browser, make: Make) -> None:
    registration = group(make, full(make, 1), 2, state="waiting")

    page = seat_page(browser, registration, 1)
    assert "You are on the waiting list" in page
    page = page.submit("withdraw-form")

    assert "You are off the waiting list for this date." in page
    assert states(registration) == ["waiting", "withdrawn"]


def test_the_calendar_file_is_the_place_s(browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    page = seat_page(browser, registration, 1)

    file = page.click("Add to the calendar")
    assert "METHOD:PUBLISH" in file.response.text
    assert f"seat-{registration.seats[1].id}@" in file.response.text

    page.click("Cancel your place").submit("cancel-form")
    file = browser.open(f"{page.path}/calendar")
    assert "METHOD:CANCEL" in file.response.text


def test_a_date_that_was_called_off_says_so(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    registration = group(make, cohort, 2)
    calling_off.call_off(cohort, reason=Bilingual("For få.", "Too few."), actor=None)

    page = seat_page(browser, registration, 1)

    assert "This date is cancelled" in page
    assert "Give the place" not in page
    assert "Get notified about the next date" in page


def test_it_reads_in_danish_too(app: object, browser: Browser, make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    dane = Browser(browser.app, "da")

    page = seat_page(dane, registration, 1)
    assert "Du har en plads" in page
    assert "Afmeld dig" in page
    page = contact_page(dane, registration)
    assert "I har 2 pladser" in page
    assert f"Afmeld {registration.seats[1].name}" in page


def test_needs_stand_on_one_page_of_staff_and_on_no_list(browser: Browser, make: Make) -> None:
    """The kitchen gets numbers; needs have a page of their own, where each look is noted."""
    cohort = make.cohort(state="open")
    registration = group(make, cohort, 2)
    seat_page(browser, registration, 1).submit("wishes-form", food=FOOD, needs=NEEDS)
    at_the_desk = Browser(browser.app)
    signed_in(at_the_desk)

    rules = browser.app.url_map.iter_rules()
    known: dict[str, Any] = {"cohort_id": cohort.id, "slug": cohort.course.slug}
    known |= {"registration_id": registration.id, "seat_id": registration.seats[1].id}
    seen: dict[str, bool] = {}
    for rule in rules:
        needed = rule.arguments - {"language"}
        if not rule.endpoint.startswith("staff.") or "GET" not in (rule.methods or set()):
            continue
        if not needed <= known.keys() or rule.endpoint == "staff.sign_in":
            continue
        address = url_for(rule.endpoint, language="en", **{n: known[n] for n in needed})
        answer = at_the_desk.send(address)
        assert answer.status_code < 500, rule.endpoint
        seen[rule.endpoint] = "marker" in answer.text
    assert len(seen) >= 6
    assert [endpoint for endpoint, shows in seen.items() if shows] == ["staff.needs_list"]
