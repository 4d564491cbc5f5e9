"""Several cohorts opened in one press, and one that is found by its link alone, for the tour."""

from app.models import OpeningRule
from tests.factories import Make

SLUG = "several-at-once"

# name of the stop, its view, its values, who looks, by a link of which purpose
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("choose what to open together", "staff.open_together", {"slug": SLUG}, "secretary", ""),
    (
        "rehearse two together",
        "staff.open_together",
        {"slug": SLUG, "cohort": ("first of two", "second of two")},
        "secretary",
        "",
    ),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Two drafts that could be opened together, and three who wait."""
    course = make.course("Several at once", slug=SLUG)
    for seats in (1, 2, 2):
        make.subscription(course, seats_wanted=seats)
    rule = OpeningRule.LIST_FIRST
    first = make.cohort(course, rule=rule, capacity=3)
    second = make.cohort(course, rule=rule, capacity=4, in_days=74, place="Havnen 2, Vejle")
    return {}, {"first of two": first.id, "second of two": second.id}
