"""A yes so near the start that places without a name go back: the names are asked for with it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import links
from app.models import Cohort, Registration
from app.services import line_sweep
from tests.browser import Browser, Page
from tests.factories import Make
from tests.line import letters
from tests.places import offered, states


@pytest.fixture
def soon(make: Make) -> Cohort:
    """About eight working days from now."""
    make.provider()
    return make.cohort(state="open", capacity=3, in_days=12)


def nameless(make: Make, cohort: Cohort, people: int, **columns: object) -> Registration:
    """The last of the group has no name yet."""
    registration = offered(make, cohort, people, **columns)
    seat = registration.seats[-1]
    seat.name = seat.email = None
    db.session.commit()
    return registration


def opened(browser: Browser, registration: Registration) -> Page:
    return browser.open(links.offer(registration, language=Language.ENGLISH))


def named(registration: Registration, name: str, email: str) -> dict[str, Any]:
    number = registration.seats[-1].id
    return {f"seat{number}-name": name, f"seat{number}-email": email}


def test_the_names_are_asked_for_and_the_places_stay(
    browser: Browser, make: Make, soon: Cohort
) -> None:
    registration = nameless(make, soon, 2)

    page = opened(browser, registration)
    assert "each place needs a name now" in page
    page = page.submit("offer-form", status=422)
    assert "Enter the name of the participant" in page
    own = str(registration.seats[0].email)
    page = page.submit("offer-form", status=422, **named(registration, "Freja Ny", own))
    assert "This address is on the registration already." in page
    assert states(registration) == ["offered", "offered"]
    page.submit("offer-form", **named(registration, "Freja Ny", "freja@odense.example"))

    assert states(registration) == ["confirmed", "confirmed"]
    assert letters("place") == [own, "freja@odense.example"]
    line_sweep.sweep(clock.now())
    assert states(registration) == ["confirmed", "confirmed"]


def test_no_thanks_needs_no_names(browser: Browser, make: Make, soon: Cohort) -> None:
    registration = nameless(make, soon, 2)

    opened(browser, registration).submit("offer-form", button="no")

    assert states(registration) == ["declined", "declined"]


def test_of_a_group_only_those_who_come_need_a_name(
    browser: Browser, make: Make, soon: Cohort
) -> None:
    soon.capacity = 2
    registration = nameless(make, soon, 3, at_least=2)
    first, second, third = [str(seat.id) for seat in registration.seats]

    page = opened(browser, registration)
    page = page.submit("offer-form", status=422, who=[first, third], rest="keep")
    assert "Enter the name of the participant" in page
    page.submit("offer-form", who=[first, second], rest="keep")

    assert states(registration) == ["confirmed", "confirmed", "waiting"]


def test_earlier_a_place_may_go_without(browser: Browser, make: Make) -> None:
    make.provider()
    registration = nameless(make, make.cohort(state="open", capacity=3), 2)

    page = opened(browser, registration)
    assert "each place needs a name now" not in page
    page.submit("offer-form")

    assert states(registration) == ["confirmed", "confirmed"]


def test_the_day_comes_near_while_the_page_is_open(browser: Browser, make: Make) -> None:
    tuesday = datetime(2026, 9, 1, 8, 0, tzinfo=clock.COPENHAGEN)
    with time_machine.travel(tuesday) as traveller:
        make.provider()
        # eleven working days lie between, and ten tomorrow
        registration = nameless(make, make.cohort(state="open", capacity=3, in_days=16), 2)
        page = opened(browser, registration)
        assert "each place needs a name now" not in page
        traveller.shift(timedelta(days=1))

        page = page.submit("offer-form", status=422)

        assert "each place needs a name now" in page
        assert "Enter the name of the participant" in page
        assert states(registration) == ["offered", "offered"]
