"""Lists whose members say from where they are, how many they are, and which months suit them."""

from app.models import Course
from app.services import municipalities
from tests.factories import Make

ODENSE_AND_AARHUS: tuple[tuple[str, int, list[int]], ...] = (
    ("Odense", 1, [3]),
    ("Odense", 2, [3, 9]),
    ("Odense", 3, []),
    ("Aarhus", 5, [9]),
)


def a_list(make: Make, *wishes: tuple[str, int, list[int]]) -> Course:
    """Municipality ("": not said), places and months of each who waits."""
    course = make.course("Small children")
    for place, seats, months in wishes:
        found = municipalities.find(place) if place else None
        make.subscription(course, municipality=found, seats_wanted=seats, months=months)
    return course
