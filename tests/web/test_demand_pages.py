"""A secretary sees who waits where and when, and fills in a cohort from it."""

from datetime import date
from typing import Any

import pytest

from app import clock
from app.models import Cohort, Course, CourseContact, Meeting
from app.services import municipalities
from tests.browser import Browser, Page
from tests.factories import Make, at
from tests.wanting import ODENSE_AND_AARHUS, a_list


@pytest.fixture
def course(make: Make) -> Course:
    """Odense wants six places, Aarhus five, and somebody two."""
    return a_list(make, *ODENSE_AND_AARHUS, ("", 2, []))


def rows_of(page: Page, table: str) -> list[list[str]]:
    rows = page.html.select(f"table[aria-labelledby={table}] tbody tr")
    return [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in rows]


def filled_in(page: Page) -> dict[str, str]:
    return {str(one["name"]): str(one.get("value", "")) for one in page.html.select("input[name]")}


def test_all_that_is_wanted_stands_in_the_table_and_on_the_map(
    desk: Browser, make: Make, course: Course
) -> None:
    make.subscription(make.course("Large children"), municipality=municipalities.find("Aarhus"))

    page = desk.visit("staff.courses").click("Who waits where and when")

    assert rows_of(page, "t-places") == [
        ["Odense", "3", "6"],
        ["Aarhus", "2", "6"],
        ["Not said", "1", "2"],
    ]
    assert rows_of(page, "t-courses") == [
        ["Small children", "5", "13"],
        ["Large children", "1", "1"],
    ]
    picture = page.one("svg.map")
    assert picture["aria-label"] == "Map of the places wanted: Odense 6 and Aarhus 6"
    assert len(picture.select("g")) == 98
    assert sorted(text.get_text() for text in picture.select("text")) == ["6", "6"]


def test_a_course_and_a_municipality_are_chosen(desk: Browser, make: Make, course: Course) -> None:
    make.subscription(make.course("Large children"), seats_wanted=7)

    page = desk.visit("staff.demand").submit("demand-form", course=course.slug)
    assert rows_of(page, "t-places")[0] == ["Odense", "3", "6"]
    assert "Most places are wanted in September." in page

    page = page.submit("demand-form", place="0461")
    assert rows_of(page, "t-places") == [["Odense", "3", "6"]]
    assert "Most places are wanted in March." in page
    assert "3 places are wanted by those who named none" in page


@pytest.mark.parametrize("asked", [{"course": "gone"}, {"place": "9999"}, {"place": "x' OR 1=1"}])
def test_what_is_not_there_is_not_chosen(
    desk: Browser, course: Course, asked: dict[str, Any]
) -> None:
    assert len(rows_of(desk.visit("staff.demand", **asked), "t-places")) == 3


def test_nobody_who_waits_is_told_in_words(desk: Browser, make: Make) -> None:
    page = desk.visit("staff.demand")

    assert "Nobody waits here." in page
    assert not page.html.select("svg.map")


def test_many_places_in_a_month_become_a_picture_with_the_same_numbers_in_a_table(
    desk: Browser, make: Make, course: Course
) -> None:
    make.subscription(course, seats_wanted=50, months=[3])

    page = desk.visit("staff.demand", course=course.slug)

    chart = page.html.select("figure svg.chart")[1]
    assert "March 53" in str(chart["aria-label"])
    assert len(chart.select("rect")) == 12
    assert "March53" in page.html.select("details table")[0].get_text(strip=True)


def test_a_cohort_is_filled_in_from_what_is_wanted(
    desk: Browser, make: Make, course: Course
) -> None:
    make.cohort(course, place="Torvet 1, Odense", capacity=18, minimum=4, price=1200)
    page = desk.visit("staff.demand", course=course.slug)
    assert [str(one["value"]) for one in page.html.select("[name=place][checked]")] == ["0461"]

    page = page.submit("open-here-form", place=["0461", "0751"], month="9")

    assert "10 places are wanted in Odense and Aarhus by those whom September suits." in page
    filled = filled_in(page)
    assert (filled["place"], filled["capacity"]) == ("Torvet 1, Odense", "10")
    assert (filled["minimum"], filled["meetings-0-starts"]) == ("4", "9:00")
    assert filled["meetings-0-day"].split(".")[1] == "9"
    assert "" not in (filled["register_by"], filled["free_cancel_until"], filled["decide_by"])
    assert len(course.cohorts) == 1

    page = page.submit("cohort-form", button="add_meeting")
    assert "10 places are wanted in Odense and Aarhus" in page
    assert page.one("[name=meetings-0-day]")["value"] == filled["meetings-0-day"]


def test_the_first_cohort_of_a_course_is_filled_in_too(desk: Browser, course: Course) -> None:
    page = desk.visit("staff.new_cohort", slug=course.slug, place="0751")

    assert "5 places are wanted in Aarhus." in page
    filled = filled_in(page)
    assert (filled["place"], filled["capacity"]) == ("Aarhus", "5")
    assert filled["meetings-0-day"] == ""


@pytest.mark.parametrize(
    "asked",
    [{"month": "13"}, {"month": "9" * 5000}, {"place": "1"}, {"from": "0"}, {"from": "foreign"}],
)
def test_an_address_that_asks_for_nothing_fills_in_the_last_cohort(
    desk: Browser, make: Make, course: Course, asked: dict[str, Any]
) -> None:
    make.cohort(course, capacity=18)
    foreign = make.cohort(capacity=99)
    asked = {name: str(foreign.id) if said == "foreign" else said for name, said in asked.items()}

    page = desk.visit("staff.new_cohort", slug=course.slug, **asked)

    assert "Filled in as the last cohort was, but for the days." in page
    assert filled_in(page)["capacity"] == "18"


def test_a_cohort_is_copied_from_its_own_page_but_for_its_days(
    desk: Browser, make: Make, course: Course
) -> None:
    old = make.cohort(course, state="open", place="Havnen 2, Vejle", capacity=18, days=2)
    make.cohort(course, capacity=24)

    page = desk.visit("staff.cohort", cohort_id=old.id).click("Copy to a new cohort")

    assert "Filled in as this cohort was, but for the days:" in page
    filled = filled_in(page)
    assert (filled["place"], filled["capacity"]) == ("Havnen 2, Vejle", "18")
    assert filled["meetings-0-day"] == filled["meetings-1-day"] == ""

    days: dict[str, Any] = {f"meetings-{n}-day": f"{3 + n}.3.2027" for n in range(2)}
    page.submit("cohort-form", **days)
    copy: Cohort = max(course.cohorts, key=lambda one: one.id)
    assert (copy.capacity, len(copy.meetings), copy.is_draft) == (18, 2, True)
    assert clock.today(copy.starts_at) == date(2027, 3, 3)


def test_the_file_has_numbers_alone_and_small_groups_together(
    desk: Browser, make: Make, course: Course
) -> None:
    formula = make.course("=1+1")
    for _n in range(3):
        make.subscription(formula, municipality=municipalities.find("Vejle"), note="Anna")

    page = desk.visit("staff.demand")
    address = str(page.one("a[href*='/demand/file']")["href"])
    answer = desk.send(address)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.decode("utf-8-sig").splitlines() == [
        "Course;Municipality;Month;On the list;Places wanted",
        "Small children;Odense;;3;6",
        "'=1+1;Vejle;;3;3",
    ]


def test_half_a_year_stands_side_by_side_with_what_clashes(desk: Browser, make: Make) -> None:
    teacher = make.staff("consultant")
    for title, place in (("Small children", "Torvet 1, Odense"), ("Large children", "Vejle")):
        course = make.course(title, contacts=[CourseContact(member=teacher)])
        day = date(2027, 3, 3)
        meetings = [Meeting(starts_at=at(day, 9), ends_at=at(day, 15))]
        make.cohort(course, place=place, minimum=8, meetings=meetings)

    page = desk.visit("staff.term", term="2027-spring")

    march = page.one("section[aria-labelledby=m-3]").get_text(" ", strip=True)
    assert "3.3.2027, Odense Small children Draft 0 of 24, at least 8" in march
    assert f"Same consultant on 3\u00a0March: Large children, Vejle ({teacher.name.en})" in march
    assert page.one("section[aria-labelledby=m-1] p").get_text() == "None"

    page = page.click("Autumn 2027")
    assert "No cohort begins in these months." in page
    assert page.click("Spring 2027").one("h1").get_text() == "Spring 2027"


@pytest.mark.parametrize("term", ["", "1999-spring", "2027-summer", "2027-spring'"])
def test_a_term_that_is_none_is_the_one_we_are_in(desk: Browser, term: str) -> None:
    page = desk.visit("staff.term", term=term)

    assert str(clock.today().year) in page.one("h1").get_text()
