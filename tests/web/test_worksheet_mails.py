"""The links in the mails around a course lead where they say."""

import re
from datetime import date, timedelta

import pytest

from app.models import Base, Cohort
from tests.browser import Browser
from tests.distributing import DAY, assignment, close, cohort_with, on, people
from tests.factories import Make
from tests.lettering import read

LINK = re.compile(r"https?://\S+/l/\S+")


def opened(browser: Browser, letter: str, about: Base, cohort: Cohort, day: date) -> str:
    """What stands on the page behind the first link of the letter."""
    with on(day):
        found = LINK.search(read(letter, about, cohort, browser.language).text)
        assert found
        return browser.open(found[0]).text


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_worksheet_opens_from_its_mail(browser: Browser, make: Make, language: str) -> None:
    browser.language = language
    sheets = (assignment("mapping", -21), assignment("plan", -14, 7, team=True))
    cohort = cohort_with(make, *sheets)
    registration = people(make, cohort, "anne")
    day = DAY - timedelta(days=7)

    own = opened(browser, "worksheet_mapping", registration.seats[0], cohort, day)
    team = opened(browser, "team_worksheet_plan", registration, cohort, day)
    again = opened(browser, "see_you", registration.seats[0], cohort, DAY - timedelta(days=2))

    title = "Overblik før læringsdagen" if language == "da" else "Taking stock"
    assert title in own
    assert title in again
    assert ("Kompetenceplan" if language == "da" else "Training plan") in team


def test_the_thanks_lead_to_the_plan(browser: Browser, make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    [seat] = people(make, cohort, "anne").seats
    close(cohort, seat)
    day = DAY + timedelta(days=1)

    assert "Your plan from the day" in opened(browser, "thanks", seat, cohort, day)
    seat.certified_at = None
    assert "What we do now" in opened(browser, "thanks", seat, cohort, day)
