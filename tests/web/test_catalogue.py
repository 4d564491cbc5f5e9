"""The start page and the list of courses, as visitors use them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from app.extensions import db
from app.models import Bilingual, CountsAs, CourseKind, Meeting, PricePer, Tag, TagKind
from app.services import courses
from tests.browser import Browser
from tests.factories import Make, at

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def meetings(*days: date) -> list[Meeting]:
    return [Meeting(starts_at=at(day, 9), ends_at=at(day, 15)) for day in days]


def lines(selector: str, browser: Browser, address: str) -> list[str]:
    page = browser.open(address)
    return [" ".join(line.replace("\u00a0", " ").split()) for line in page.all(selector)]


@pytest.mark.parametrize(
    ("accepts", "leads_to"),
    [
        ("en-GB,en;q=0.9", "/en/"),
        ("da, en;q=0.8", "/da/"),
        ("de, en;q=0.1", "/en/"),
        ("de-DE", "/da/"),
        ("*", "/da/"),
        ("", "/da/"),
        ("\x7f;;;q=x", "/da/"),
    ],
)
def test_the_root_leads_to_the_readers_language(
    browser: Browser, make: Make, accepts: str, leads_to: str
) -> None:
    answer = browser.send("/", headers={"Accept-Language": accepts})

    assert (answer.status_code, answer.location) == (302, leads_to)
    assert answer.headers["Vary"] == "Accept-Language"
    assert "Set-Cookie" not in answer.headers


def test_a_site_without_courses_says_so_kindly(app: Flask, browser: Browser) -> None:
    for address in ("/en/", "/en/courses", "/en/courses?q=anything"):
        assert "There are no courses here yet. Look in again" in browser.open(address)
    assert "Her er ingen kurser endnu. Kig forbi igen" in Browser(app, "da").open("/da/kurser")


def test_the_start_page_shows_the_next_dates_and_how_the_list_works(
    browser: Browser, make: Make
) -> None:
    make.provider()
    for days in range(40, 46):
        make.cohort(make.course(f"In {days} days"), state="open", in_days=days)

    page = browser.open("/en/")

    assert page.all(".courses h3") == [f"In {days} days" for days in range(40, 44)]
    assert len(page.html.select("main ol li")) == 3
    assert page.click("See all courses").path == "/en/courses"
    assert page.click("Dansk").path == "/da/"


def test_each_line_says_state_date_place_and_price(app: Flask, make: Make) -> None:
    lead = Bilingual("Første sætning. Anden sætning.", "First sentence. Second one.")
    course = make.course("Læringsdag", lead=lead)
    full = make.cohort(
        course, state="open", capacity=4, place="Odense", meetings=meetings(date(2027, 3, 3))
    )
    make.registration(full, seats=1)
    make.cohort(course, state="open", in_days=200)
    team = make.course("Team", kind=CourseKind.TEAM, price=18500, price_per=PricePer.REGISTRATION)
    week = [
        Meeting(starts_at=at(date(2027, 4, d), 9), ends_at=at(date(2027, 4, d), 12)) for d in (7, 8)
    ]
    make.cohort(
        team,
        state="open",
        capacity=2,
        counts_as=CountsAs.REGISTRATIONS,
        place="Vejle",
        meetings=week,
    )
    make.course("Uden dato", price=None)

    danish, english = Browser(app, "da"), Browser(app, "en")

    assert lines(".courses li", danish, "/da/kurser") == [
        "Læringsdag Læringsdag Første sætning. 3 ledige pladser onsdag den 3. marts 2027 , Odense "
        "og 1 dato mere 2.450 kr. pr. deltager",
        "Teamforløb Team En dag om at se på læring. Plads til 2 teams mere starter "
        "onsdag den 7. april 2027 , Vejle 18.500 kr. pr. arbejdsplads",
        "Læringsdag Uden dato En dag om at se på læring. Der er ingen dato endnu "
        "Få besked, når der er en Gratis",
    ]
    assert lines(".courses li", english, "/en/courses")[0] == (
        "Learning day Læringsdag First sentence. 3 places left Wednesday 3 March 2027 , Odense "
        "and 1 more date DKK 2,450 per participant"
    )
    assert lines("main > p[role=status]", danish, "/da/kurser") == [
        "3 kurser, de næste datoer først"
    ]


def test_a_reader_filters_by_the_form_and_by_links(browser: Browser, make: Make) -> None:
    leaders = Tag(kind=TagKind.AUDIENCE, slug="ledere", name=Bilingual("Ledere", "Leaders"))
    make.course("For leaders", tags=[leaders])
    make.course("A team", kind=CourseKind.TEAM)
    make.cohort(make.course("Open"), state="open")

    page = browser.open("/en/courses")
    by_link = page.click("Leaders")
    by_form = page.submit("filter-form", kind="team")
    open_ones = page.submit("filter-form", state="open")

    assert by_link.all(".courses h2") == ["For leaders"]
    assert by_link.one("select[name=audience] option[selected]").get_text() == "Leaders"
    assert by_form.all(".courses h2") == ["A team"]
    assert open_ones.all(".courses h2") == ["Open"]
    assert open_ones.all("main > p[role=status]") == ["1 course, the next dates first"]
    assert open_ones.click("Show all courses").path == "/en/courses"
    assert by_form.click("Dansk").all(".courses h2") == ["A team"]


def test_a_search_finds_words_and_says_when_it_does_not(browser: Browser, make: Make) -> None:
    course = make.course("Barnets første 1000 dage")
    courses.remember_search(course)
    db.session.commit()
    page = browser.open("/en/courses")

    found = page.submit("filter-form", q="FØRSTE 1.000")
    nothing = page.submit("filter-form", q='"><script>alert(1)</script>')

    assert found.all(".courses h2") == ["Barnets første 1000 dage"]
    assert found.one("#q")["value"] == "FØRSTE 1.000"
    assert nothing.all("main > p[role=status]") == [
        "No course fits. Try fewer words, or choose “All” in one of the fields."
    ]
    assert not nothing.html.select("main script")


def test_more_courses_than_a_page_holds_go_on_with_the_same_filter(
    browser: Browser, make: Make
) -> None:
    for number in range(23):
        make.course(f"Course {number:02}", kind=CourseKind.TEAM)
    make.course("A day")

    first = browser.open("/en/courses?kind=team")
    second = first.click("Show more courses")

    assert len(first.all(".courses h2")) == 20
    assert second.all(".courses h2") == ["Course 20", "Course 21", "Course 22"]
    assert first.all("main > p[role=status]") == ["20 courses on this page, the next dates first"]
    assert not second.html.select("a[rel=next]")


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense&state=%00&audience=%27&theme=x",
        "q=" + "x" * 5000,
        "q=%00%ff%fe",
        "q=%F0%9F%98%80+%E2%80%AE",
        "after=%00&after=9",
        "endpoint=x&_external=1&_scheme=javascript&_anchor=y&language=en&values=1",
    ],
)
def test_a_made_up_address_is_answered_calmly(browser: Browser, make: Make, query: str) -> None:
    make.course("One")

    page = browser.open(f"/da/kurser?{query}")

    assert page.status == 200
    assert all(
        str(link["href"]).startswith(("/en/", "mailto:"))
        for link in page.html.select("a[hreflang=en]")
    )


def test_readers_get_no_cookie(browser: Browser, make: Make) -> None:
    course = make.course()

    for address in ("/", "/en/", "/en/courses", f"/en/courses/{course.slug}", "/en/nowhere"):
        assert "Set-Cookie" not in browser.send(address).headers
