"""What stands on the page of a course beside its state."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask

from app.extensions import db
from app.models import (
    Assignment,
    Bilingual,
    CourseContact,
    CourseKind,
    CourseSection,
    SectionKind,
)
from tests.browser import Browser
from tests.course_pages import NOW, SPACE, Readers, meetings, opened, readers, state
from tests.factories import Make


@pytest.fixture(autouse=True)
def on_a_wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def both(app: Flask, make: Make) -> Readers:
    return readers(app, make)


def test_sections_stand_in_their_order_with_the_headings_of_their_kind(
    both: Readers, make: Make
) -> None:
    sections = {
        kind: CourseSection(kind=kind, text=Bilingual("Tekst.", "Text."))
        for kind in reversed(SectionKind)
    }
    day = make.course(sections=False)
    day.sections = list(sections.values())
    series = make.course(kind=CourseKind.SERIES)
    series.sections += [
        CourseSection(kind=kind, text=Bilingual("Tekst.", "Text."))
        for kind in (SectionKind.OUTCOMES, SectionKind.BEFORE, SectionKind.AFTER)
    ]
    db.session.commit()

    da, en = (opened(browser, day) for browser in both)
    assert da.all("h2[id^=about-]") == [
        "Målgruppe",
        "Formål",
        "Indhold",
        "Når du har gennemført dagen",
        "Form",
        "Før læringsdagen",
        "Efter læringsdagen",
        "Program",
    ]
    assert en.all("h2[id^=about-]") == [
        "Audience",
        "Purpose",
        "Content",
        "When you have taken part",
        "Format",
        "Before the day",
        "After the day",
        "Programme",
    ]
    da, en = (opened(browser, series) for browser in both)
    assert da.all("h2[id^=about-]")[3:] == [
        "Når du har gennemført forløbet",
        "Før forløbet",
        "Efter forløbet",
    ]
    assert en.all("h2[id^=about-]")[4:] == ["Before the course", "After the course"]


def test_what_authors_write_can_do_nothing(both: Readers, make: Make) -> None:
    course = make.course(sections=False)
    evil = (
        '<img src=x onerror=alert(1)> <b hx-get="/da/">x</b> [a](javascript:alert(1)) '
        "[b](https://elsewhere.example)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    course.sections = [CourseSection(kind=SectionKind.CONTENT, text=Bilingual(evil, evil))]
    course.title = Bilingual("<script>alert(1)</script>", "<script>alert(1)</script>")
    db.session.commit()

    page = opened(both[1], course)

    written = page.one("[hx-disable]")
    assert not written.select("img, b, script, [hx-get], [onerror]")
    assert [link["href"] for link in written.select("a")] == ["https://elsewhere.example"]
    assert written.select_one("div.scroll[role=region][tabindex='0'] > table th[scope=col]")
    assert page.one("h1").get_text() == "<script>alert(1)</script>"


def test_templates_are_linked_where_they_are_used_if_there_are_any(
    both: Readers, make: Make
) -> None:
    course = make.course()
    course.assignments = [
        Assignment(worksheet="mapping", send_days=-21),
        Assignment(worksheet="follow_up", send_days=30),
        Assignment(worksheet="follow_up", send_days=120),
        Assignment(worksheet="not_written_yet", send_days=-7),
    ]
    db.session.commit()

    page = opened(both[1], course)

    sheets = [a["href"] for a in page.html.select("main a[href*='/worksheets/']")]
    assert sheets == ["/en/worksheets/mapping", "/en/worksheets/follow_up"]
    assert "See the template" in page.click("See the template").browser.visit(
        "public.course", slug=course.slug
    )


def test_earlier_and_cancelled_dates_are_told_apart(both: Readers, make: Make) -> None:
    course = make.course()
    make.cohort(course, state="open", place="Roskilde", meetings=meetings(date(2026, 10, 7)))
    make.cohort(course, state="called_off", place="Viborg", meetings=meetings(date(2026, 5, 20)))
    make.cohort(
        course,
        state="open",
        place="Vejle",
        register_by=None,
        meetings=meetings(date(2026, 11, 17), date(2026, 11, 24)),
    )

    da, en = (opened(browser, course) for browser in both)

    assert state(da) == "Der er ingen dato endnu"
    assert "Tidligere og aflyste hold" in da.all("h2")
    lines = [line.replace(SPACE, " ") for line in da.all("main > .columns > div > ul li")]
    assert lines == [
        "17. november 2026 , Vejle: i gang",
        "7. oktober 2026 , Roskilde: afholdt",
        "20. maj 2026 , Viborg: aflyst",
    ]
    assert "Viborg: cancelled" in en
    assert "Roskilde: has taken place" in en


def test_people_and_related_courses_are_named(both: Readers, make: Make) -> None:
    programme = Bilingual("Praksis", "Practice")
    course = make.course(programme=programme)
    make.course("A sibling", programme=programme)
    away = make.staff(email="gone@kursushuset.example", active=False)
    consultant = make.staff("consultant", "questions@kursushuset.example")
    secretary = make.staff(email="office@kursushuset.example", phone="12345678")
    for position, member in enumerate((away, consultant, secretary)):
        db.session.add(CourseContact(course_id=course.id, member_id=member.id, position=position))

    da, en = (opened(browser, course) for browser in both)

    assert da.all("aside small") == ["Faglig kontakt", "Kursussekretær"]
    assert en.all("aside small") == ["Questions about the content", "Registration and places"]
    assert "gone@kursushuset.example" not in en
    assert en.one("aside a[href^=tel]")["href"] == "tel:+4512345678"
    assert f"+45{SPACE}12{SPACE}34{SPACE}56{SPACE}78" in en
    assert "Forløb" in da.all("aside h2")
    assert en.click("A sibling").one("h1").get_text() == "A sibling"


def test_what_the_page_is_about_stands_in_its_head(both: Readers, make: Make) -> None:
    course = make.course("A day")

    page = opened(both[0], course)

    assert page.title == "A day - Kursushuset"
    assert page.one("meta[name=description]")["content"] == course.lead.da
    assert {link["hreflang"]: link["href"] for link in page.html.select("link[hreflang]")} == {
        "da": f"http://127.0.0.1/da/kurser/{course.slug}",
        "en": f"http://127.0.0.1/en/courses/{course.slug}",
        "x-default": f"http://127.0.0.1/da/kurser/{course.slug}",
    }
    assert page.one("header a[hreflang=en]")["href"] == f"/en/courses/{course.slug}"


@pytest.mark.parametrize("slug", ["nowhere", "a%00b", "%C3%A6%C3%B8%C3%A5", "x" * 3000])
def test_a_course_that_is_not_there_is_a_page_in_the_readers_language(
    app: Flask, make: Make, slug: str
) -> None:
    make.course(slug="hidden", published=False)

    da = Browser(app, "en").open(f"/da/kurser/{slug}", status=404)
    en = Browser(app, "da").open(f"/en/courses/{slug}", status=404)

    assert da.one("h1").get_text() == "Vi kan ikke finde siden"
    assert en.one("h1").get_text() == "We cannot find that page"
    assert Browser(app).open("/en/courses/hidden", status=404)
