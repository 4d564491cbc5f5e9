"""The order of the list of courses, its filters, its search and its pages."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from app import clock
from app.extensions import db
from app.language import Language
from app.models import (
    Bilingual,
    Cohort,
    CourseKind,
    CourseState,
    Tag,
    TagKind,
)
from app.services import catalogue, courses
from app.services.catalogue import Wish
from tests.factories import Make

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def titles(wish: Wish, language: Language = Language.DANISH) -> list[str]:
    found = catalogue.find(wish, language=language, now=clock.now())
    return [view.course.title[language] for view in found.views]


def test_search_finds_words_in_both_languages_whatever_the_points(make: Make) -> None:
    course = make.course(lead=Bilingual("For dagplejere.", "For childminders."))
    course.title = Bilingual("Barnets første 1000 dage", "The child's first 1,000 days")
    courses.remember_search(course)
    db.session.commit()
    make.course("Another")

    for q in ("1000 dage", "1,000 days", "1.000", "DAGPLEJE", "childminder dage", "  første "):
        assert titles(Wish(q=q)) == ["Barnets første 1000 dage"], q
    for q in ("1000 nætter", "%", "_", "\\"):
        assert titles(Wish(q=q)) == [], q


def test_dates_come_first_then_titles(make: Make) -> None:
    make.course("B without a date")
    late, soon = make.course("Late"), make.course("Soon")
    make.course("A elsewhere", external_url="https://elsewhere.example")
    make.cohort(late, state="open", in_days=90)
    make.cohort(soon, state="open", in_days=40)
    make.cohort(soon, state="open", in_days=120)
    make.cohort(late, state="draft", in_days=2)

    assert titles(Wish()) == ["Soon", "Late", "A elsewhere", "B without a date"]


def test_courses_are_filtered_by_kind_tags_and_state(make: Make) -> None:
    leaders = Tag(kind=TagKind.AUDIENCE, slug="ledere", name=Bilingual("Ledere", "Leaders"))
    theme = Tag(kind=TagKind.THEME, slug="praksis", name=Bilingual("Praksis", "Practice"))
    both = make.course("Both", tags=[leaders, theme])
    make.course("One", tags=[leaders], kind=CourseKind.TEAM)
    make.course("None")
    full = make.cohort(both, state="open", capacity=1)
    make.registration(full)
    states = {state: titles(Wish(state=state)) for state in CourseState}

    assert titles(Wish(audience="ledere")) == ["Both", "One"]
    assert titles(Wish(audience="ledere", theme="praksis")) == ["Both"]
    assert titles(Wish(kind=CourseKind.TEAM)) == ["One"]
    assert states[CourseState.WAITING] == ["Both"]
    assert states[CourseState.NONE] == ["None", "One"]
    assert [state for state in states if states[state]] == [CourseState.WAITING, CourseState.NONE]


def test_pages_show_every_course_once_in_one_order(make: Make) -> None:
    some = [make.course(f"Course {n:02}") for n in range(9)]
    for days, course in enumerate(some[:5], start=40):
        make.cohort(course, state="open", in_days=days)
    make.cohort(some[3], state="open", in_days=20)
    order = ["03", "00", "01", "02", "04", "05", "06", "07", "08"]

    for number in (1, 2, 4, 9, 20):
        seen: list[str] = []
        after: str | None = ""
        while after is not None:
            page = catalogue.find(
                Wish(), language=Language.ENGLISH, now=NOW, after=after, number=number
            )
            assert len(page.views) <= number
            seen += [view.course.title.en.removeprefix("Course ") for view in page.views]
            after = page.after
        assert seen == order, number


@pytest.mark.parametrize("after", ["x", "1-2-3", "-1", "9" * 30, "0-0", "4102444800-1", "\x00"])
def test_a_made_up_place_in_the_list_breaks_nothing(make: Make, after: str) -> None:
    make.course("One")

    found = catalogue.find(Wish(), language=Language.DANISH, now=NOW, after=after)

    assert len(found.views) == 1


def test_a_state_is_found_however_many_other_dates_come_before(make: Make) -> None:
    for day in range(30):
        make.cohort(state="open", in_days=40 + day)
    full: Cohort = make.cohort(state="open", in_days=90, capacity=1)
    make.registration(full)

    assert titles(Wish(state=CourseState.WAITING)) == [full.course.title.da]
