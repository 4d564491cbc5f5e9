"""A cohort as the demand suggests it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from app.models import Bilingual, Cohort, Course, Meeting
from app.services import demand_plan, municipalities
from app.services.demand_groups import Wanted
from app.services.demand_plan import Suggestion, first_day
from tests.factories import Make, at

WEDNESDAY = 2


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 18, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def course(make: Make) -> Course:
    """Odense wants five seats, three of them in March; Kerteminde six, whenever it is."""
    course = make.course()
    make.subscription(course, municipality=municipalities.find("Odense"), seats_wanted=2, months=[])
    make.subscription(
        course, municipality=municipalities.find("Odense"), seats_wanted=3, months=[3]
    )
    make.subscription(course, municipality=municipalities.find("Kerteminde"), seats_wanted=6)
    make.subscription(
        course, municipality=municipalities.find("Odense"), seats_wanted=9, months=[10]
    )
    return course


def suggested(
    course: Course, *names: str, month: int | None = None, like: Cohort | None = None
) -> Suggestion:
    found = [one for one in map(municipalities.find, names) if one]
    return demand_plan.suggest(Wanted(course, found), month, like)


def test_as_many_places_as_are_wanted_there_by_those_whom_the_month_suits(course: Course) -> None:
    assert suggested(course, "Odense", month=3).capacity == 5
    assert suggested(course, "Odense", "Kerteminde", month=3).capacity == 11
    assert suggested(course, "Odense").capacity == 14
    assert suggested(course, month=10).seats == 17
    assert suggested(course, "Aarhus").capacity == 1


def test_there_are_no_fewer_places_than_the_last_cohort_needed(make: Make, course: Course) -> None:
    like = make.cohort(course, minimum=8)

    assert suggested(course, "Odense", month=3, like=like).capacity == 8


def test_the_place_is_where_we_were_last_in_the_municipality_that_wants_most(
    make: Make, course: Course
) -> None:
    like = make.cohort(place="Havnegade 1, Odense")
    make.cohort(place="Rådhuset, Kerteminde")
    make.cohort(place="Nordodense")

    assert suggested(course, "Odense", "Kerteminde").place == "Havnegade 1, Odense"
    assert suggested(course, "Kerteminde").place == "Rådhuset, Kerteminde"
    assert suggested(course, "Aarhus").place == ""
    assert suggested(course, month=3, like=like).place == "Havnegade 1, Odense"


def test_sessions_keep_weekday_and_distance_but_for_days_off(make: Make, course: Course) -> None:
    days = [date(2026, 9, 2), date(2026, 9, 9), date(2026, 9, 30)]
    meetings = [Meeting(starts_at=at(day, 9), ends_at=at(day, 15)) for day in days]
    like = make.cohort(course, meetings=meetings)

    assert suggested(course, month=3, like=like).days == [
        date(2027, 3, 3),
        date(2027, 3, 10),
        date(2027, 3, 31),
    ]
    # closed in the week after Easter
    make.provider(closed_weeks=["2027-W13"], terms=Bilingual("", ""))
    assert suggested(course, month=3, like=like).days[-1] == date(2027, 4, 5)
    assert suggested(course, month=3).days == [date(2027, 3, 1)]
    assert suggested(course).days == []


@pytest.mark.parametrize(
    ("month", "weekday", "day"),
    [
        (3, WEDNESDAY, date(2027, 3, 3)),
        # six weeks from now is the 30th of December, a Wednesday
        (12, WEDNESDAY, date(2026, 12, 30)),
        # too near: next year's
        (11, WEDNESDAY, date(2027, 11, 3)),
        # New Year's Day is a Friday, and the first Friday after it the 8th
        (1, 4, date(2027, 1, 8)),
        (1, None, date(2027, 1, 4)),
    ],
)
def test_the_day_is_the_first_working_day_far_enough_ahead(
    month: int, weekday: int | None, day: date
) -> None:
    assert first_day(month, weekday, date(2026, 11, 18)) == day


def test_a_month_that_is_always_closed_has_no_day() -> None:
    weeks = {f"{year}-W{week:02}" for year in range(2026, 2031) for week in range(1, 54)}

    assert first_day(7, None, date(2026, 11, 18), weeks) is None


def test_the_deadlines_are_as_many_days_before_as_last_time_on_working_days(make: Make) -> None:
    like = make.cohort(in_days=7)
    assert like.starts_at is not None
    first = like.starts_at.date()
    like.register_by = like.free_cancel_until = first - timedelta(days=14)
    like.decide_by = None

    wednesday, week = date(2027, 3, 3), timedelta(days=7)
    kept = date(2027, 2, 17)
    assert demand_plan.deadlines(like, wednesday) == {
        "register_by": kept,
        "free_cancel_until": kept,
    }
    # the deadline would be a Saturday
    found = demand_plan.deadlines(like, wednesday + timedelta(days=3))
    assert found["register_by"] == date(2027, 2, 19)
    # and what would have passed by now is left to be filled in
    assert demand_plan.deadlines(like, date(2026, 11, 18) + week) == {}
    assert demand_plan.deadlines(None, wednesday) == {}
