"""What time alone brings about in the lines of cohorts."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from app import clock, workdays
from app.extensions import db
from app.models import Bill, Cohort, CohortState, Meeting, OpeningRule
from app.services import line_sweep, places, sweep, waiting_list
from app.services.registrations import Person
from tests.factories import Make, at
from tests.line import all_true, full, letters, register, states

NAMELESS = (Person("Known", "known@vejle.example"), Person(), Person())


def in_working_days(make: Make, days: int, **columns: Any) -> Cohort:
    """So many working days lie before it."""
    start = workdays.add_working_days(clock.today(), days + 1)
    return make.cohort(
        state="open",
        register_by=start,
        meetings=[Meeting(starts_at=at(start, 9), ends_at=at(start, 15))],
        **columns,
    )


def test_offers_lapse_and_go_on_cohort_by_cohort(make: Make) -> None:
    ended = []
    for _ in range(2):
        cohort = make.cohort(state="open", capacity=1)
        first, second, third = full(cohort), register(cohort), register(cohort)
        places.cancel(first.seats, by="contact")
        db.session.commit()
        ended.append((second, third))

    assert ended[1][0].offer_until is not None
    with time_machine.travel(ended[1][0].offer_until):
        swept = sweep.sweep(clock.now())

        assert swept.visited == 2
        for second, third in ended:
            assert states(second) == ["lapsed"]
            assert states(third) == ["offered"]
        assert all_true()
        assert sweep.sweep(clock.now()).visited == 0


def test_one_cohort_that_fails_spoils_no_other(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    cohorts = [make.cohort(state="announced", opens_at=clock.now()) for _ in range(3)]
    fill = waiting_list.fill

    def fails(cohort: Cohort) -> waiting_list.Filled:
        found = fill(cohort)
        if cohort.id == cohorts[1].id:
            raise RuntimeError
        return found

    monkeypatch.setattr(waiting_list, "fill", fails)

    swept = line_sweep.sweep(clock.now() + timedelta(minutes=1))

    db.session.expire_all()
    assert (swept.opened, swept.failed) == (2, 1)
    assert [cohort.state for cohort in cohorts] == [
        CohortState.OPEN,
        CohortState.ANNOUNCED,
        CohortState.OPEN,
    ]


def test_a_cohort_opens_and_confirms_who_said_yes(make: Make) -> None:
    cohort = make.cohort(state="announced", rule=OpeningRule.LIST_FIRST, capacity=1)
    make.hold(cohort, make.subscription(cohort.course))
    waiting = register(cohort, 1, subscription=make.subscription(cohort.course))

    assert cohort.opens_at is not None
    with time_machine.travel(cohort.opens_at):
        assert sweep.sweep(clock.now()).opened == 1
        assert states(waiting) == ["confirmed"]
        assert waiting_list.places(cohort).held == 0
        assert all_true()


def test_a_seat_that_has_come_free_without_an_act_is_given(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    full(cohort)
    waiting = register(cohort)
    cohort.capacity = 2
    db.session.commit()

    assert sweep.sweep(clock.now()).visited == 1
    assert states(waiting) == ["offered"]


def test_a_group_that_does_not_fit_keeps_nobody_busy(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    first = full(cohort)
    register(cohort, 2)
    places.cancel(first.seats[:1], by="contact")
    db.session.commit()

    assert sweep.sweep(clock.now()).visited == 0


def test_the_line_ends_at_the_start(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    full(cohort)
    waiting = register(cohort)

    assert cohort.starts_at is not None
    with time_machine.travel(cohort.starts_at):
        sweep.sweep(clock.now())
        sweep.sweep(clock.now())

    assert states(waiting) == ["ended"]
    assert letters("line_ended") == [waiting.contact_email]


@pytest.mark.parametrize(
    ("days", "reminded", "left"),
    [(16, 0, 3), (15, 1, 3), (11, 1, 3)],
)
def test_nameless_places_are_asked_about_once(
    make: Make, days: int, reminded: int, left: int
) -> None:
    cohort = in_working_days(make, days)
    made = register(cohort, NAMELESS)

    for _ in range(2):
        sweep.sweep(clock.now())

    assert len(letters("names_missing")) == reminded
    assert states(made).count("confirmed") == left


def test_ten_working_days_before_nameless_places_go_to_the_line(make: Make) -> None:
    cohort = in_working_days(make, 12, capacity=3)
    made = register(cohort, NAMELESS)
    waiting = register(cohort)
    day = workdays.add_working_days(clock.today(cohort.starts_at), -11)

    with time_machine.travel(at(day, 0, 5)):
        assert sweep.sweep(clock.now()).nameless == 1

        assert states(made) == ["confirmed", "cancelled", "cancelled"]
        assert {seat.reason for seat in made.seats[1:]} == {places.NAMELESS}
        assert states(waiting) == ["offered"]
        assert letters("places_cancelled") == [made.contact_email]
        assert letters("place_cancelled") == []
        assert all_true()


def test_a_missing_number_is_asked_for_once(make: Make) -> None:
    cohort = make.cohort(state="open")
    made = register(cohort, 1, bill=Bill.LATER)
    register(cohort, 1, bill=Bill.EAN, ean="5798000000001")
    sweep.sweep(clock.now())
    assert letters("ean_missing") == []

    with time_machine.travel(clock.now() + timedelta(days=14)):
        for _ in range(2):
            sweep.sweep(clock.now())

    assert letters("ean_missing") == [made.contact_email]


def test_both_clock_changes_leave_the_hour_alone(make: Make) -> None:
    for start, reminded in (
        (date(2026, 11, 13), date(2026, 10, 23)),
        (date(2027, 4, 20), date(2027, 3, 24)),
    ):
        with time_machine.travel(at(reminded, 0, 1) - timedelta(days=30)):
            cohort = make.cohort(
                state="open",
                register_by=start,
                meetings=[Meeting(starts_at=at(start, 9), ends_at=at(start, 15))],
            )
            made = register(cohort, NAMELESS[1:])
        eve = workdays.add_working_days(start, -16)
        with time_machine.travel(at(eve, 0) - timedelta(minutes=1)):
            sweep.sweep(clock.now())
            assert made.contact_email not in letters("names_missing")
        with time_machine.travel(at(eve, 0) + timedelta(minutes=1)):
            sweep.sweep(clock.now())
            assert made.contact_email in letters("names_missing")
