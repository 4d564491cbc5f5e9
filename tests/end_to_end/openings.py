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
    ("only by link", "staff.cohort", {"cohort_id": "only by link"}, "secretary", ""),
    ("rehearse, only by link", "staff.rehearsal", {"cohort_id": "only by link"}, "secretary", ""),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Two drafts that could be opened together, and three who wait; one that is unlisted."""
    course = make.course("Several at once", slug=SLUG)
    for seats in (1, 2, 2):
        make.subscription(course, seats_wanted=seats)
    rule = OpeningRule.LIST_FIRST
    first = make.cohort(course, rule=rule, capacity=3)
    second = make.cohort(course, rule=rule, capacity=4, in_days=74, place="Havnen 2, Vejle")
    hidden = make.cohort(unlisted_code="k7m2xq4ra9bd3w")
    numbers = {"first of two": first, "second of two": second, "only by link": hidden}
    return {}, {name: cohort.id for name, cohort in numbers.items()}
