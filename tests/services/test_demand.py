"""Who waits, counted in groups."""

import csv
from importlib.resources import files

import pytest

from app.models import Course
from app.services import demand_groups, municipalities
from app.services.demand_groups import Group, Wanted
from app.web.staff import demand_map
from tests.factories import Make
from tests.wanting import ODENSE_AND_AARHUS, a_list


@pytest.fixture
def course(make: Make) -> Course:
    """Odense wants six seats, Aarhus five, somebody four and does not say from where."""
    course = a_list(make, *ODENSE_AND_AARHUS, ("", 4, []))
    make.subscription(course, state="new", seats_wanted=9)
    make.subscription(course, state="settled", seats_wanted=9)
    return course


def wanted(course: Course | None = None, *names: str) -> Wanted:
    found = [municipalities.find(name) for name in names]
    return Wanted(course, [one for one in found if one])


def test_places_are_counted_most_seats_first_and_the_unsaid_last(
    make: Make, course: Course
) -> None:
    make.subscription(municipality=municipalities.find("Aarhus"), seats_wanted=4, state="paused")

    here = demand_groups.by_place(wanted(course))
    everywhere = demand_groups.by_place(wanted())

    assert [(one.name, one.waiting, one.seats) for one in here] == [
        ("Odense", 3, 6),
        ("Aarhus", 1, 5),
        (None, 1, 4),
    ]
    assert [(one.code, one.seats) for one in everywhere[:2]] == [("0751", 9), ("0461", 6)]
    assert demand_groups.total(wanted()) == Group(6, 19)


def test_courses_are_counted_for_the_municipalities_that_were_chosen(
    make: Make, course: Course
) -> None:
    other = make.course("Large children")
    make.subscription(other, municipality=municipalities.find("Aarhus"), seats_wanted=6)
    make.course("Nobody waits")

    found = demand_groups.by_course(wanted(None, "Aarhus", "Odense"))

    assert [(one.course.title.en, one.waiting, one.seats) for one in found] == [
        ("Small children", 4, 11),
        ("Large children", 1, 6),
    ]


def test_who_names_several_months_counts_in_each_and_who_names_none_in_none(
    course: Course,
) -> None:
    months = demand_groups.by_month(wanted(course))

    assert (months.named[3], months.named[9]) == (Group(2, 3), Group(2, 7))
    assert (months.named[1], months.any) == (Group(0, 0), Group(2, 7))
    assert (months.best, months.suits(9)) == (9, 14)
    assert demand_groups.by_month(wanted(course, "Vejle")).best is None


def test_what_is_handed_on_names_no_group_of_fewer_than_three(make: Make, course: Course) -> None:
    def handed_on() -> list[tuple[str | None, int | None, int, int]]:
        found = demand_groups.to_hand_on(wanted())
        return [(one.place, one.month, one.waiting, one.seats) for one in found]

    # Aarhus and the one who did not say are two people together
    assert handed_on() == [("Odense", None, 3, 6)]

    make.subscription(course, municipality=municipalities.find("Vejle"), months=[9])

    assert handed_on() == [("Odense", None, 3, 6), (None, None, 3, 10), (None, 9, 3, 8)]


def test_each_municipality_has_one_tile_on_the_map() -> None:
    text = (files("app.content") / "municipalities.csv").read_text("utf-8")
    codes = {row["code"] for row in csv.DictReader(text.splitlines())}

    tiles = demand_map.tiles()

    assert tiles.keys() == codes
    assert len(set(tiles.values())) == len(codes)
