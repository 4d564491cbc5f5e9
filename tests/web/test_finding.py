"""The search on every page of staff: what it finds, for whom, and what of it is noted."""

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import AuditEntry, Bilingual, CourseContact, CourseKind, Registration
from app.services import course_editing
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import group
from tests.staffing import signed_in


def search(browser: Browser, wanted: str) -> Page:
    """From the top of a page."""
    return browser.visit("staff.account").submit("search", wanted=wanted)


def somebody(make: Make) -> Registration:
    course = make.course("The first thousand days", search_text="the first thousand days")
    cohort = make.cohort(course, state="open", code="7KQM", place="Torvet 1, Ærøskøbing")
    one = group(make, cohort, reference="HOLD-ABCDE")
    one.contact_email = one.seats[0].email = "leader@odense.example"
    one.contact_name = one.seats[0].name = "Åse Ærø"
    db.session.commit()
    return one


def looks() -> list[dict[str, object]]:
    db.session.rollback()
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "read"))
    return [one.detail for one in found]


@pytest.mark.parametrize("wanted", ["thousand days", "7kqm", "ærøskøbing", "Thousand Ærø"])
def test_a_cohort_is_found_by_its_course_code_and_place(
    browser: Browser, make: Make, wanted: str
) -> None:
    cohort = somebody(make).cohort
    make.cohort(state="open")
    signed_in(browser)

    page = search(browser, wanted)

    assert page.path == "/en/staff/find"
    assert page.all("#t-cohorts + ul small") == ["Cohort 7KQM, Torvet 1, Ærøskøbing"]
    assert page.one("#t-cohorts + ul a")["href"] == f"/en/staff/cohorts/{cohort.id}"


def test_a_cohort_is_found_by_its_day_with_or_without_the_year(
    browser: Browser, make: Make
) -> None:
    day = make.cohort(state="open", in_days=40, code="DAYS").starts_at
    assert day is not None
    signed_in(browser)

    for wanted in (f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}", f"{day.day}/{day.month}"):
        assert "Cohort DAYS" in search(browser, wanted)
    assert "Cohort DAYS" not in search(browser, f"{day.day}.{day.month}.{day.year - 1}")


def test_people_are_found_only_with_a_reason_and_that_is_noted(
    browser: Browser, make: Make
) -> None:
    somebody(make)
    signed_in(browser)

    without = search(browser, "åse")
    assert "leader@odense.example" not in without
    assert "choose above why you are looking" in without
    assert without.one("#wanted")["value"] == "åse"
    assert looks() == []
    page = without.submit("find-form", purpose="question")

    assert "leader@odense.example" in page
    assert "The first thousand days" in page.all("#t-people + ul small")[1]
    assert looks() == [{"what": "search", "purpose": "question"}] * 2
    assert page.click("Åse Ærø").one("h1").get_text(strip=True) == "Åse Ærø"


def test_a_reference_leads_to_its_registration(browser: Browser, make: Make) -> None:
    one = somebody(make)
    signed_in(browser)

    page = search(browser, "abcde").click("HOLD-ABCDE")

    assert page.path == f"/en/staff/registrations/{one.id}"


@pytest.mark.one_database
def test_courses_that_readers_do_not_see_are_found_and_say_so(browser: Browser, make: Make) -> None:
    make.provider()
    author = signed_in(browser)
    made = course_editing.create(CourseKind.DAY, Bilingual("Ny dag", "A new day"), actor=author)
    gone = make.course("An old day", search_text="an old day", retired_at=clock.now())
    make.course("A day now", search_text="a day now")
    db.session.commit()

    page = search(browser, "day")

    found = [item.get_text(" ", strip=True) for item in page.html.select("#t-courses + ul li")]
    assert found == [
        "A new day Not published yet Learning day",
        "A day now Learning day",
        "An old day Retired Learning day",
    ]
    assert page.click("An old day").path == f"/en/staff/courses/{gone.slug}"
    assert page.click("A new day").path == f"/en/staff/courses/{made.slug}/edit"

    signed_in(browser, "consultant")
    others = search(browser, "day").all("#t-courses + ul a")
    assert others == ["A day now", "An old day"]


@pytest.mark.one_database
def test_a_consultant_finds_neither_people_nor_registrations_nor_drafts(
    browser: Browser, make: Make
) -> None:
    one = somebody(make)
    make.cohort(one.cohort.course, code="DRAFT")
    other = make.course("Another thousand", search_text="another thousand")
    make.cohort(other, state="open")
    member = signed_in(browser, "consultant")
    one.cohort.course.contacts = [CourseContact(member=member)]
    db.session.commit()

    assert "Nothing was found" in search(browser, "HOLD-ABCDE")
    assert "Nothing was found" in search(browser, "åse")
    page = search(browser, "thousand")

    assert page.html.select("#purpose") == []
    assert page.all("#t-cohorts + ul small") == ["Cohort 7KQM, Torvet 1, Ærøskøbing"]
    there = f"/en/staff/cohorts/{one.cohort_id}/preparation"
    assert page.one("#t-cohorts + ul a")["href"] == there
    assert page.all("#t-courses + ul a") == ["The first thousand days", "Another thousand"]
    assert (
        page.html.select("#t-courses + ul a")[0]["href"] == f"/en/courses/{one.cohort.course.slug}"
    )


@pytest.mark.one_database
def test_nothing_typed_is_said(browser: Browser) -> None:
    signed_in(browser)

    page = browser.visit("staff.find").submit("find-form", wanted=" ", status=422)

    assert "Write what you are looking for." in page
