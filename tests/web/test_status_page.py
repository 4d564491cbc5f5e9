"""What somebody on the list sees and changes."""

from datetime import timedelta

import pytest

from app import clock
from app.language import Language
from app.mail import links
from app.models import SubscriptionState
from tests.browser import Browser
from tests.factories import Make
from tests.subscribing import ADDRESS, now_stored, opened


def test_details_are_changed_and_shown(browser: Browser, make: Make) -> None:
    page = opened(browser, links.status, make.subscription(email=ADDRESS, language="da"))
    assert ADDRESS in page

    page = page.submit("details-form", language="en", seats="4", municipality="Århus", months=["9"])

    assert "Saved." in page
    assert page.one("#municipality")["value"] == "Aarhus"
    stored = now_stored()
    assert stored is not None
    assert (stored.language, stored.seats_wanted) == (Language.ENGLISH, 4)
    assert stored.months == [9]
    assert [str(one["value"]) for one in page.html.select("[name=months][checked]")] == ["9"]

    page.submit("details-form", months=[])

    stored = now_stored()
    assert stored is not None
    assert stored.months == []


def test_wrong_details_are_explained(browser: Browser, make: Make) -> None:
    page = opened(browser, links.status, make.subscription(make.course(max_seats=3)))

    page = page.submit("details-form", status=422, seats="4", municipality="Atlantis")

    assert page.title.startswith("Error: ")
    assert "There are 2 things to correct" in page
    assert "Enter a number from 1 to 3." in page
    assert page.one("#municipality")["value"] == "Atlantis"


def test_a_pause_begins_and_ends(browser: Browser, make: Make) -> None:
    page = opened(browser, links.status, make.subscription())
    until = clock.today() + timedelta(days=30)

    page = page.submit("pause-form", until=until.isoformat())
    assert "You have paused the emails until" in page
    stored = now_stored()
    assert stored is not None
    assert (stored.state, stored.paused_until) == (SubscriptionState.PAUSED, until)

    page = page.submit("resume-form")
    assert "You have paused" not in page
    stored = now_stored()
    assert stored is not None
    assert stored.is_active


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Choose the day on which we may write again."),
        ("2001-01-01", "Choose a coming day within the next year."),
        ("9999-12-31", "Choose a coming day within the next year."),
        ("tomorrow", "Not a valid date value."),
    ],
)
def test_a_pause_without_a_coming_day_is_explained(
    browser: Browser, make: Make, typed: str, says: str
) -> None:
    page = opened(browser, links.status, make.subscription())

    page = page.submit("pause-form", status=422, until=typed)

    assert says in page.one(".errors").get_text()
    # the address of the refused form shows the page again
    assert "Your place on the list" in browser.open(page.path)


def test_who_has_a_place_asks_to_hear_of_further_dates(browser: Browser, make: Make) -> None:
    page = opened(browser, links.status, make.subscription(state="settled"))
    assert "You have a place" in page

    page = page.submit("further-form")

    assert "You have a place" not in page
    stored = now_stored()
    assert stored is not None
    assert stored.is_active


def test_stopping_from_the_status_page_takes_one_press(browser: Browser, make: Make) -> None:
    page = opened(browser, links.status, make.subscription())

    done = page.submit("stop-form")

    assert "You will get no more emails about" in done
    assert now_stored() is None
