"""What a course page said before, new courses, and courses that are retired."""

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AuditEntry, Course, CourseVersion
from tests.browser import Browser
from tests.factories import Make
from tests.staffing import signed_in


def stored(slug: str) -> Course:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Course).where(Course.slug == slug)).one()


def test_the_history_tells_what_changed_and_takes_it_up_again(browser: Browser, make: Make) -> None:
    make.provider()
    course = make.course("Learning day")
    signed_in(browser)
    form = browser.visit("staff.edit_course", slug=course.slug)
    form.submit("course-form", button="publish", lead_en="New words.", price="1200")

    page = browser.visit("staff.course_history", slug=course.slug)
    assert page.all("ol.lines a") == ["Version 2", "Version 1"]
    assert "The secretary" in page
    page = page.click("Version 2")

    assert page.all("h3") == ["The first lines, in English", "Price in kroner"]
    assert "A day of looking at learning." in page
    assert "1,200" in page
    page = page.click("History of the page").click("Version 1").submit("take-up-form")
    assert page.one("#lead_en").get_text().strip() == "A day of looking at learning."
    page.submit("course-form", button="publish")
    assert stored(course.slug).price == 2450
    numbers = db.session.scalars(select(CourseVersion.number).order_by(CourseVersion.number))
    assert list(numbers) == [1, 2, 3]


def test_a_new_course_is_for_staff_alone_until_it_is_published(
    browser: Browser, app: Flask, make: Make
) -> None:
    make.provider()
    signed_in(browser)

    page = browser.visit("staff.new_course").submit(
        "new-course-form", title_da="Børn på øen: år 1", title_en="Children on the island"
    )

    slug = "boern-paa-oeen-aar-1"
    reader = Browser(app)
    reader.visit("public.course", slug=slug, status=404)
    assert "Children on the island" in browser.visit("staff.courses").all("#unpublished li")
    page = page.submit("course-form", button="publish", status=422, lead_da="Kort fortalt")
    assert "The first lines: decide" in page
    page.submit("course-form", button="publish", title_da="Noget andet", lead_en="In short")
    assert "In short" in reader.visit("public.course", slug=slug)
    assert "Not published yet" not in browser.visit("staff.courses")
    numbers = db.session.scalars(select(CourseVersion.number))
    assert list(numbers) == [1]


def test_only_what_was_never_published_can_be_deleted(browser: Browser, make: Make) -> None:
    make.provider()
    published = make.course("Learning day")
    signed_in(browser)
    page = browser.visit("staff.new_course").submit(
        "new-course-form", title_da="En fejl", title_en="A mistake"
    )
    page = page.submit("course-form", button="save", lead_da="Kort")
    form = page.one("#delete-course-form")
    token = str(form.select_one("input")["value"])  # type: ignore[index]

    other = str(form["action"]).replace("en-fejl", published.slug)
    data = {"csrf_token": token}
    assert browser.send(other, method="post", data=data).status_code == 404
    colleague = Browser(browser.app)
    signed_in(colleague, "administrator")
    colleague.visit("staff.edit_course", slug="en-fejl").submit("course-form", button="save")
    page = browser.visit("staff.edit_course", slug="en-fejl")
    asked = page.all("details:not([open]) > #delete-course-form")
    assert "The draft of The administrator goes too." in asked[0]
    page = page.submit("delete-course-form")

    assert "The course is deleted" in page
    assert list(db.session.scalars(select(Course.slug))) == [published.slug]


def test_two_courses_of_one_title_have_two_addresses(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    for _ in range(2):
        browser.visit("staff.new_course").submit(
            "new-course-form", title_da="Læring", title_en="Learning"
        )

    slugs = db.session.scalars(select(Course.slug).order_by(Course.id))
    assert list(slugs) == ["laering", "laering-2"]


def test_a_course_is_retired_and_offered_again(browser: Browser, make: Make) -> None:
    make.provider()
    course = make.course()
    make.subscription(course)
    signed_in(browser)

    page = browser.visit("staff.retire_course", slug=course.slug)
    assert "1 person is on the list" in page
    page = page.submit("retire-form")

    assert "Retired on" in page
    assert stored(course.slug).retired_at is not None
    page.submit("offer-again-form")
    assert stored(course.slug).retired_at is None
    acts = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
    assert [act for act in acts if act.startswith("course")] == [
        "course.retired",
        "course.offered_again",
    ]


def test_a_course_with_a_date_to_come_is_not_retired(browser: Browser, make: Make) -> None:
    make.provider()
    course = make.course()
    signed_in(browser)
    page = browser.visit("staff.retire_course", slug=course.slug)
    make.cohort(course, state="open")

    page = page.submit("retire-form", status=422)

    assert "A date of this course is still to come" in page
    assert stored(course.slug).retired_at is None


def test_only_the_own_draft_is_seen(browser: Browser, app: Flask, make: Make) -> None:
    make.provider()
    course = make.course("Learning day")
    signed_in(browser)
    other = Browser(app)
    signed_in(other, "administrator")
    other.visit("staff.edit_course", slug=course.slug).submit(
        "course-form", button="save", title_en="Theirs"
    )

    page = browser.visit("staff.edit_course", slug=course.slug)

    assert page.one("#title_en")["value"] == "Learning day"
    assert "The administrator has a draft of this page too" in page
