"""What English readers get in Danish is marked as such, on every page that says it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.extensions import db
from app.models import Bilingual, Course, CourseSection, SectionKind
from tests.browser import Browser, Page
from tests.course_pages import NOW, Readers, opened, readers
from tests.factories import Make

SAID = "This part is in Danish."


@pytest.fixture(autouse=True)
def on_a_wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def both(app: Flask, make: Make) -> Readers:
    return readers(app, make)


def titled(make: Make, danish: str, english: str, **columns: Any) -> Course:
    course = make.course(danish_only=["title", *columns.pop("danish_only", [])], **columns)
    course.title = Bilingual(danish, english)
    db.session.commit()
    return course


def foreign(page: Page) -> list[str]:
    """The words that are marked as Danish, but for the links to the other language."""
    return [" ".join(one.split()) for one in page.all("main [lang=da]")]


def test_a_part_that_is_in_danish_says_so_and_is_marked(both: Readers, make: Make) -> None:
    course = make.course(
        "Play",
        sources=Bilingual("En bog.", "A book."),
        danish_only=["sections.purpose", "sources"],
    )

    da, en = (opened(browser, course) for browser in both)

    assert foreign(en) == ["Om purpose.", "En bog."]
    assert en.all("main .hint").count(SAID) == 2
    assert "About purpose." not in en
    assert "About audience." in en
    assert "This page is in Danish only." not in en
    assert foreign(da) == []
    assert "Denne del er på dansk" not in da


def test_what_was_never_written_in_english_is_shown_in_danish(both: Readers, make: Make) -> None:
    course = make.course(lead=Bilingual("Kun på dansk. Og mere.", ""))

    page, catalogue = opened(both[1], course), both[1].visit("public.courses")

    assert foreign(page) == ["Kun på dansk. Og mere."]
    assert SAID in page
    assert foreign(catalogue) == ["Kun på dansk."]


def test_a_page_that_is_all_in_danish_says_so_once(both: Readers, make: Make) -> None:
    course = titled(make, "Leg", "Play", sections=False, danish_only=["lead", "sections.content"])
    text = Bilingual("Om leg.", "About play.")
    course.sections = [CourseSection(kind=SectionKind.CONTENT, text=text)]
    db.session.commit()

    page = opened(both[1], course)

    assert page.all("main .hint").count("This page is in Danish only.") == 1
    assert SAID not in page
    assert foreign(page) == ["Leg", "En dag om at se på læring.", "Om leg."]
    assert page.title.startswith("Leg - ")
    assert page.one("html")["lang"] == "en"


def test_the_form_says_title_and_price_in_the_language_they_are_in(
    app: Flask, both: Readers, make: Make
) -> None:
    note = Bilingual("inkl. forplejning", "including lunch")
    course = titled(make, "Leg", "Play", price_note=note, danish_only=["price_note"])
    cohort = make.cohort(course, state="open")

    pages: dict[str, dict[str, Any]] = {
        "public.register": {"slug": course.slug, "code": cohort.code},
        "public.subscribe": {"slug": course.slug},
    }
    for endpoint, values in pages.items():
        page = Browser(app, "en").visit(endpoint, **values)
        assert "Leg" in foreign(page)
        assert "Play" not in page
    page = both[1].visit("public.register", slug=course.slug, code=cohort.code)
    assert foreign(page) == ["Leg", "inkl. forplejning"]
    assert foreign(both[0].visit("public.register", slug=course.slug, code=cohort.code)) == []


def test_siblings_are_named_in_the_language_of_their_page(both: Readers, make: Make) -> None:
    programme = Bilingual("Leg", "Play")
    course = make.course(programme=programme)
    titled(make, "Nabo", "Neighbour", programme=programme)

    assert foreign(opened(both[1], course)) == ["Nabo"]
