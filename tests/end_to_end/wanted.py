"""Lists from all over the country, and two cohorts on one day, for the tour."""

from datetime import date
from typing import Any

from app import clock
from app.extensions import db
from app.models import CourseContact
from app.services import municipalities
from tests.factories import Make

SLUG = "wanted-everywhere"
# so many seats are wanted, and in which months
FROM = {
    "Odense": (14, [3, 9]),
    "Kerteminde": (4, [3]),
    "Aarhus": (11, [9, 10]),
    "København": (26, []),
    "Bornholm": (2, [5]),
    "Thisted": (1, [9]),
    "Læsø": (1, []),
}

# name of the stop, its view, its values, who looks, by a link of which purpose
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("demand", "staff.demand", {}, "secretary", ""),
    ("demand of one course", "staff.demand", {"course": SLUG}, "secretary", ""),
    ("term", "staff.term", {"term": "2099-spring"}, "secretary", ""),
    (
        "new cohort from demand",
        "staff.new_cohort",
        {"slug": SLUG, "place": "0461", "month": "3"},
        "secretary",
        "",
    ),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    course, other = make.course("Wanted everywhere", slug=SLUG), make.course("Another course")
    for name, (seats, months) in FROM.items():
        make.subscription(
            course, municipality=municipalities.find(name), seats_wanted=seats, months=months
        )
    make.subscription(course, seats_wanted=3)
    teacher = make.staff("consultant")
    for one in (course, other):
        one.contacts = [CourseContact(member=teacher)]
    in_term: dict[str, Any] = {"in_days": _days_to_term(), "minimum": 8}
    make.cohort(course, **in_term)
    make.cohort(other, state="open", place="Torvet 1, Vejle", **in_term)
    make.cohort(other, meetings=[], place="")
    db.session.commit()
    return {}, {}


def _days_to_term() -> int:
    """To a day in the term that the tour looks at, where nothing else is."""
    return (date(2099, 3, 3) - clock.today()).days
