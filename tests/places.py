"""Groups with names, for the tests of the pages behind their links."""

from typing import Any

from app import clock
from app.extensions import db
from app.mail import links
from app.models import Bill, Cohort, Registration, SeatState
from app.services import occupancy, waiting_list
from tests.browser import Browser, Page
from tests.factories import Make, address

PEOPLE = ("Anne", "Bo", "Clara", "Ditte", "Emil")


def group(
    make: Make,
    cohort: Cohort,
    people: int = 1,
    *,
    state: str = "confirmed",
    name: str = "",
    **columns: Any,
) -> Registration:
    """A registration whose people have names and addresses; the first of them is the contact."""
    mark = name or f"r{next(make.numbers)}"
    names = [f"{person} {mark}" for person in PEOPLE[:people]]
    contact = {"contact_name": names[0], "contact_email": address(names[0])}
    usual = {"bill": Bill.LATER, "workplace": "Dagtilbud Åkanden", "at_least": people}
    registration = make.registration(
        cohort, seats=people, state=state, people=names, **(usual | columns | contact)
    )
    for seat in registration.seats[: len(names)]:
        seat.title = "Pædagog"
    db.session.commit()
    return registration


def offered(make: Make, cohort: Cohort, people: int = 1, **columns: Any) -> Registration:
    """A group in line, and what `fill` offers it now."""
    registration = group(make, cohort, people, state="waiting", **columns)
    filled = waiting_list.fill(cohort)
    assert registration in filled.offered
    db.session.commit()
    return registration


def full(make: Make, places: int = 2, **columns: Any) -> Cohort:
    """An open cohort without a free place."""
    cohort = make.cohort(state="open", capacity=places, **columns)
    for _n in range(places):
        group(make, cohort)
    return cohort


def states(registration: Registration) -> list[str]:
    db.session.expire_all()
    return [str(seat.state) for seat in registration.seats]


def give_up(registration: Registration) -> None:
    """Make room without a page."""
    for seat in registration.seats:
        seat.state = SeatState.CANCELLED
    db.session.commit()


def contact_page(browser: Browser, registration: Registration) -> Page:
    """What the link in the contact's mails opens."""
    return browser.open(links.registration(registration, language=browser_language(browser)))


def seat_page(browser: Browser, registration: Registration, number: int = 0) -> Page:
    """What the link in the participant's mails opens."""
    seat = registration.seats[number]
    return browser.open(links.participant(seat, language=browser_language(browser)))


def browser_language(browser: Browser) -> Any:
    from app.language import Language

    return Language(browser.language)


def free(cohort: Cohort) -> int:
    return occupancy.of([cohort.id], clock.now())[cohort.id].free
