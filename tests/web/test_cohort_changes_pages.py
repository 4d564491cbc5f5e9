"""More places, another date, called off: who is told is read first, and one button does it."""

from datetime import timedelta
from typing import Any

from app import clock
from app.extensions import db
from app.models import CohortState
from tests.browser import Browser
from tests.factories import Make
from tests.line import letters
from tests.places import full, group, states

WHY: dict[str, Any] = {
    "reason_da": "Der er for få tilmeldte.",
    "reason_en": "Too few have registered.",
}


def test_more_places_are_seen_first_and_go_to_the_line(desk: Browser, make: Make) -> None:
    cohort = full(make, 2)
    one = group(make, cohort, 2, state="waiting", name="pair")
    page = desk.visit("staff.cohort", cohort_id=cohort.id).click("More or fewer places")
    assert "Change it to" not in page

    page = page.submit("capacity-form", button="look=1", capacity="5")
    assert "2 places go to those in line. Then 1 place is free." in page
    assert states(one) == ["waiting", "waiting"]
    other = page.submit("capacity-form", button="change", capacity="4")
    assert "2 places go to those in line. Then 0 places are free." in other
    assert states(one) == ["waiting", "waiting"]
    page = page.submit("capacity-form", button="change")

    assert "The number of places is changed." in page
    assert states(one) == ["offered", "offered"]
    db.session.refresh(cohort)
    assert cohort.capacity == 5


def test_fewer_places_take_nothing_from_anybody(desk: Browser, make: Make) -> None:
    cohort = full(make, 3)

    page = desk.visit("staff.change_capacity", cohort_id=cohort.id)
    page = page.submit("capacity-form", button="look=1", capacity="1")
    assert "Over by 2 places." in page
    page = page.submit("capacity-form", button="change")

    assert "Over by 2 places." in page
    wrong = desk.visit("staff.change_capacity", cohort_id=cohort.id)
    wrong = wrong.submit("capacity-form", button="look=1", capacity="-3", status=422)
    assert "Enter a whole number." in wrong


def test_another_place_is_told_to_all_concerned_after_a_look(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    one = group(make, cohort, 2)
    waits = group(make, cohort, 1, state="waiting", name="waits")
    page = desk.visit("staff.cohort", cohort_id=cohort.id).click("Change date or place")

    page = page.submit("move-form", button="look=1", place="Vejle Sal, Vejle")
    assert "3 emails go out" in page
    assert letters("date_changed", "changed_for_line") == []
    db.session.refresh(cohort)
    assert (cohort.place, cohort.sequence) == ("Havnegade 1, Odense", 0)
    page.submit("move-form", button="change", place="Kolding")
    assert letters("date_changed", "changed_for_line") == []
    page = page.submit("move-form", button="change")

    assert "It is done, and 3 emails are on their way." in page
    assert letters("date_changed") == [seat.email for seat in one.seats]
    assert letters("changed_for_line") == [waits.contact_email]
    db.session.refresh(cohort)
    assert (cohort.place, cohort.sequence) == ("Vejle Sal, Vejle", 1)


def test_a_day_that_has_passed_is_refused_with_all_that_was_typed(
    desk: Browser, make: Make
) -> None:
    cohort = make.cohort(state="open")
    page = desk.visit("staff.move_cohort", cohort_id=cohort.id)
    day = clock.today() - timedelta(days=3)
    passed: dict[str, Any] = {
        "meetings-0-day": f"{day.day}.{day.month}.{day.year}",
        "place": "Vejle",
    }

    page = page.submit("move-form", button="look=1", **passed)
    page = page.submit("move-form", button="change", status=422)

    assert "The first day has passed." in page
    assert page.one("#place")["value"] == "Vejle"
    db.session.refresh(cohort)
    assert cohort.place == "Havnegade 1, Odense"


def test_calling_off_shows_what_it_ends_and_asks_for_both_languages(
    desk: Browser, make: Make
) -> None:
    cohort = full(make, 2)
    waits = group(make, cohort, 1, state="waiting", name="waits")
    page = desk.visit("staff.cohort", cohort_id=cohort.id).click("Call the cohort off")
    assert "3 emails go out" in page

    wrong = page.submit("call-off-form", status=422, reason_da="For få")
    assert "Enter the reason in English." in wrong
    assert len(letters("called_off")) == 0
    done = wrong.submit("call-off-form", **WHY)

    assert "It is done, and 3 emails are on their way." in done
    assert len(letters("called_off")) == 3
    assert states(waits) == ["ended"]
    db.session.refresh(cohort)
    assert cohort.state is CohortState.CALLED_OFF
    # a second press, or an old tab, changes nothing
    again = page.submit("call-off-form", **WHY)
    assert again.path.endswith(f"/cohorts/{cohort.id}")
    assert len(letters("called_off")) == 3


def test_a_draft_and_what_has_begun_are_not_changed_here(desk: Browser, make: Make) -> None:
    for cohort in (make.cohort(), make.cohort(state="open", in_days=-1)):
        for name in ("change_capacity", "move_cohort", "call_off"):
            page = desk.visit(f"staff.{name}", cohort_id=cohort.id)
            assert page.path.endswith(f"/cohorts/{cohort.id}")
