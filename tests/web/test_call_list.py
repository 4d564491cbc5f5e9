"""Near the start nobody is offered a place by mail: the secretary rings, and the press counts."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import AuditEntry, Cohort, Registration
from tests.browser import Browser
from tests.factories import Make
from tests.line import letters
from tests.places import full, give_up, group, states


@pytest.fixture
def near(make: Make) -> Cohort:
    """So near the start that the secretary rings; nothing is free yet."""
    return full(make, 2, in_days=2, register_by=clock.today() + timedelta(days=1))


def free_one(cohort: Cohort) -> None:
    first = select(Registration).where(Registration.cohort_id == cohort.id)
    give_up(db.session.scalars(first.order_by(Registration.id).limit(1)).one())


def test_who_says_yes_on_the_phone_has_the_place(desk: Browser, make: Make, near: Cohort) -> None:
    one = group(make, near, 1, state="waiting", name="one", contact_phone="12 34 56 78")
    other = group(make, near, 1, state="waiting", name="other")
    free_one(near)

    page = desk.visit("staff.cohort", cohort_id=near.id)
    assert "Ring these, in this order" in page
    [ring] = page.all(".board ol li")
    assert ring.startswith("Anne one, 12 34 56 78")
    asked = page
    page = page.submit(f"yes-{one.id}")

    assert "Anne one has the places. The receipt is on its way." in page
    assert (states(one), states(other)) == (["confirmed"], ["waiting"])
    assert letters("offer") == []
    assert letters("receipt") == [one.contact_email]
    assert letters("place") == [one.seats[0].email]
    # a second press finds nothing to do
    assert "Anne one has the places" not in asked.submit(f"yes-{one.id}")
    assert letters("receipt") == [one.contact_email]
    history = desk.visit("staff.registration", registration_id=one.id)
    assert "Said yes on the phone" in history


def test_who_answers_before_somebody_ahead_takes_a_reason_that_is_kept(
    desk: Browser, make: Make, near: Cohort
) -> None:
    one = group(make, near, 1, state="waiting", name="one")
    other = group(make, near, 1, state="waiting", name="other")
    free_one(near)

    page = desk.visit("staff.cohort", cohort_id=near.id).click("They said yes : Anne other")
    assert "Anne one, 1 place" in page
    page = page.submit("yes-form", status=422, reason=" ")
    assert "Enter the reason." in page
    page = page.submit("yes-form", reason="Nobody answered the phone")

    assert (states(one), states(other)) == (["waiting"], ["confirmed"])
    assert [(row.reason, row.needed) for row in one.passes] == [("Nobody answered the phone", 1)]
    entry = db.session.query(AuditEntry).filter_by(action="line.said_yes").one()
    assert entry.detail["reason"] == "Nobody answered the phone"


def test_a_place_without_a_name_gets_one_before_it_is_given(
    desk: Browser, make: Make, near: Cohort
) -> None:
    one = group(make, near, 1, state="waiting", name="one")
    seat = one.seats[0]
    seat.name = seat.email = None
    db.session.commit()
    free_one(near)

    page = desk.visit("staff.cohort", cohort_id=near.id).click("They said yes : Anne one")
    page = page.submit("yes-form", status=422)
    assert "Enter the name of the participant" in page
    fields: dict[str, Any] = {
        f"seat{seat.id}-name": "Freja Ny",
        f"seat{seat.id}-email": "freja@odense.example",
    }
    page = page.submit("yes-form", **fields)

    assert states(one) == ["confirmed"]
    assert str(one.seats[0].name) == "Freja Ny"
    assert letters("place") == ["freja@odense.example"]


def test_of_a_group_the_first_get_what_there_is(desk: Browser, make: Make, near: Cohort) -> None:
    one = group(make, near, 3, state="waiting", name="one", at_least=1)
    free_one(near)

    desk.visit("staff.cohort", cohort_id=near.id).submit(f"yes-{one.id}")

    assert states(one) == ["confirmed", "waiting", "waiting"]
    assert one.at_least == 1


def test_while_offers_go_by_mail_nobody_is_put_down_by_phone(desk: Browser, make: Make) -> None:
    cohort = full(make, 1)
    one = group(make, cohort, 1, state="waiting", name="one")

    page = desk.visit("staff.said_yes", registration_id=one.id)

    assert page.path.endswith(f"/staff/cohorts/{cohort.id}")
    assert states(one) == ["waiting"]
