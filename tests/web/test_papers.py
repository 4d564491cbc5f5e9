"""The papers for the day: each has what it is for and nothing more, and each look is noted."""

from datetime import timedelta

import pytest
import time_machine

from app.extensions import db
from app.models import AuditEntry, Cohort, SeatState
from tests.browser import Browser
from tests.factories import Make
from tests.places import group
from tests.staffing import signed_in, teaching

PAPERS = ("participant_list", "name_tags", "sign_in_sheet", "kitchen_list", "needs_list")


@pytest.fixture
def cohort(make: Make) -> Cohort:
    """Five come from one place, and one of another was away."""
    make.provider()
    cohort = make.cohort(state="open", days=2)
    one = group(make, cohort, 5, name="Prøve")
    for seat, food, needs in zip(
        one.seats,
        ("vegetarian", "other", "other", "all", ""),
        ("", "No nuts", "no  nuts", "a ramp", ""),
        strict=True,
    ):
        seat.food, seat.needs = food, needs
    one.seats[4].name = one.seats[4].email = None
    away = group(make, cohort, 1, name="away")
    away.seats[0].state = SeatState.ABSENT
    db.session.commit()
    return cohort


def reads() -> list[object]:
    return [one.detail["what"] for one in db.session.query(AuditEntry).filter_by(action="read")]


def test_the_participants_have_no_food_and_no_needs(browser: Browser, cohort: Cohort) -> None:
    signed_in(browser, "consultant")
    teaching(cohort.course)

    page = browser.visit("staff.participant_list", cohort_id=cohort.id)

    assert page.all("tbody th") == [
        *(f"{name} Prøve" for name in ("Anne", "Bo", "Clara", "Ditte")),
        "Name follows",
    ]
    for secret in ("vegetarian", "nuts", "ramp", "@odense.example"):
        assert secret not in page.one("main").get_text()
    assert reads() == ["people"]


def test_each_has_a_tag_and_the_nameless_an_empty_one(browser: Browser, cohort: Cohort) -> None:
    signed_in(browser, "consultant")
    teaching(cohort.course)

    page = browser.visit("staff.name_tags", cohort_id=cohort.id)

    tags = page.all(".tags li")
    assert tags[0] == "Anne Prøve Dagtilbud Åkanden"
    assert tags[4] == "Name follows Dagtilbud Åkanden"
    assert "1 place has no name yet" in page


def test_there_is_room_to_sign_for_each_meeting(browser: Browser, cohort: Cohort) -> None:
    signed_in(browser, "consultant")
    teaching(cohort.course)

    page = browser.visit("staff.sign_in_sheet", cohort_id=cohort.id)

    assert len(page.all("thead th")) == 3
    assert len(page.html.select("tbody tr:first-child td")) == 2


def test_the_kitchen_gets_numbers_and_no_names(browser: Browser, cohort: Cohort) -> None:
    signed_in(browser)

    page = browser.visit("staff.kitchen_list", cohort_id=cohort.id)

    numbers = page.all("dl.numbers dd")
    assert numbers == ["5", "2", "1", "0", "2"]
    assert "1 has not said anything" in page
    assert page.all("#wishes + ul li") == ["2: No nuts"]
    assert "1 more has written something that may be about food" in page
    assert "Prøve" not in page
    assert reads() == ["food"]


def test_needs_are_seen_by_the_secretary_alone_and_noted(browser: Browser, cohort: Cohort) -> None:
    signed_in(browser)

    page = browser.visit("staff.needs_list", cohort_id=cohort.id)

    assert page.all("tbody th") == ["Bo Prøve", "Clara Prøve", "Ditte Prøve"]
    assert "a ramp" in page
    assert reads() == ["needs"]


def test_what_is_kept_fourteen_days_is_not_shown_on_the_fifteenth(
    browser: Browser, cohort: Cohort
) -> None:
    assert cohort.ends_at
    with time_machine.travel(cohort.ends_at + timedelta(days=14, minutes=1), tick=False):
        signed_in(browser)
        needs = browser.visit("staff.needs_list", cohort_id=cohort.id)
        kitchen = browser.visit("staff.kitchen_list", cohort_id=cohort.id)

    assert "Nobody has written anything." in needs
    assert "a ramp" not in needs
    assert "nuts" not in kitchen


@pytest.mark.parametrize("paper", PAPERS)
def test_an_empty_paper_says_what_will_stand_there(
    browser: Browser, make: Make, paper: str
) -> None:
    signed_in(browser)
    cohort = make.cohort(state="open")

    page = browser.visit(f"staff.{paper}", cohort_id=cohort.id)

    assert "Nobody has" in page
    assert page.html.select("main table") == []
    assert reads() == []


def test_the_papers_are_linked_by_role(browser: Browser, cohort: Cohort) -> None:
    signed_in(browser, "consultant")
    teaching(cohort.course)
    page = browser.visit("staff.consultant", cohort_id=cohort.id)

    assert page.click("Sign-in sheet").click("Back to the cohort").path == page.path
    assert "Kitchen list" not in page
