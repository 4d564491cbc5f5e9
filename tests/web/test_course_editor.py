"""Secretaries write the page of a course: drafts, the preview, the press."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import content_version, db
from app.models import AuditEntry, Bilingual, Course, CourseDraft, CourseVersion, Tag, TagKind
from app.services import text_check
from tests.browser import Browser, Page
from tests.factories import Make
from tests.staffing import member_of_staff, signed_in


@pytest.fixture
def course(make: Make) -> Course:
    make.provider()
    return make.course("Learning day")


def editor(browser: Browser, course: Course) -> Page:
    return browser.visit("staff.edit_course", slug=course.slug)


def kept(course: Course) -> Course:
    course_id = course.id
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Course, course_id)


def test_nobody_else_sees_a_draft_until_it_is_published(
    browser: Browser, app: Flask, course: Course
) -> None:
    member = signed_in(browser)
    reader = Browser(app)

    page = editor(browser, course).submit(
        "course-form", button="save", lead_en="Bring a colleague.", lead_da="Tag en kollega med."
    )

    assert "This is your draft" in page
    assert "Saved at" in page.one("#saved").get_text()
    assert page.one("#lead_en").get_text().strip() == "Bring a colleague."
    assert "Bring a colleague" not in reader.visit("public.course", slug=course.slug)

    before = content_version()
    page.submit("course-form", button="publish")

    assert "Bring a colleague" in reader.visit("public.course", slug=course.slug)
    assert content_version() > before
    assert db.session.scalars(select(CourseDraft)).all() == []
    first, second = db.session.scalars(select(CourseVersion).order_by(CourseVersion.number))
    assert (first.member_id, second.member_id) == (None, member.id)
    assert first.content["parts"]["lead"]["en"] == "A day of looking at learning."
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail["fields"]) == ("course.published", ["lead"])


def test_the_preview_is_the_public_page_in_both_languages(
    browser: Browser, app: Flask, course: Course
) -> None:
    signed_in(browser)

    page = editor(browser, course).submit(
        "course-form",
        button="look",
        title_en="Another day",
        sections_purpose_da="Et *nyt* formål.",
        price="many",
    )

    assert page.one("h1").get_text() == "Another day"
    assert "2,450" in page
    danish = browser.open(page.path.replace("/en/", "/da/"))
    assert danish.one("main em").get_text() == "nyt"
    assert kept(course).title.en == "Learning day"
    assert db.session.scalars(select(CourseVersion)).all() == []


def test_what_is_typed_as_html_does_nothing(browser: Browser, app: Flask, course: Course) -> None:
    signed_in(browser)
    evil = '<img src=x onerror=alert(1)> <b hx-get="/da">x</b> [x](javascript:alert(1)) **fine**'

    page = editor(browser, course).submit(
        "course-form", button="look", sections_purpose_en=evil, lead_en=evil, title_en=evil
    )
    page.click("Back to the editor").submit("course-form", button="publish")

    for seen in (page, Browser(app).visit("public.course", slug=course.slug)):
        assert not seen.html.select("main img, main b, main [hx-get], main [onerror]")
        assert not [a for a in seen.html.select("main a") if "javascript" in str(a.get("href"))]
        assert "fine" in seen.all("main strong")


def test_new_danish_needs_a_decision_about_the_english(
    browser: Browser, app: Flask, course: Course
) -> None:
    signed_in(browser)
    page = editor(browser, course)
    assert not page.html.select("#sections_purpose_decide")

    page = page.submit(
        "course-form", button="publish", sections_purpose_da="Noget nyt.", status=422
    )

    assert "Purpose: decide what English readers see" in page
    assert page.one("#sections_purpose_da").get_text().strip() == "Noget nyt."
    page.submit("course-form", button="publish", sections_purpose_decide="danish")
    assert kept(course).danish_only == ["sections.purpose"]
    assert kept(course).is_in_both_languages

    page = editor(browser, course)
    assert page.html.select("#sections_purpose_decide input[checked][value=danish]")
    page.submit("course-form", button="publish", sections_purpose_en="Something new.")
    assert kept(course).danish_only == []


def test_a_page_that_somebody_else_published_meanwhile_is_not_overwritten_unseen(
    browser: Browser, app: Flask, course: Course
) -> None:
    signed_in(browser)
    page = editor(browser, course)
    other = Browser(app)
    signed_in(other, member=member_of_staff("administrator"))
    editor(other, course).submit("course-form", button="publish", lead_en="Theirs.")

    page = page.submit("course-form", button="publish", title_en="Mine", status=422)

    assert "The administrator published version 2" in page
    assert page.one("#title_en")["value"] == "Mine"
    assert kept(course).lead.en == "Theirs."
    page = page.submit("course-form", button="over")
    assert "published version 2" not in page
    page.submit("course-form", button="publish")
    assert kept(course).title.en == "Mine"


def test_a_draft_can_be_thrown_away(browser: Browser, course: Course) -> None:
    signed_in(browser)
    page = editor(browser, course).submit("course-form", button="save", title_en="Mine")
    assert "It is your draft alone" in page.all("details:not([open]) > #throw-form")[0]

    page = page.submit("throw-form")

    assert page.one("#title_en")["value"] == "Learning day"
    assert db.session.scalars(select(CourseDraft)).all() == []


@pytest.mark.one_database
@pytest.mark.parametrize("bad", ["²", "٣", "9" * 5000])
def test_a_contact_that_no_page_offers_is_nobody(
    browser: Browser, course: Course, bad: str
) -> None:
    signed_in(browser)
    page = editor(browser, course)
    data = {
        "csrf_token": str(page.one("#course-form [name=csrf_token]")["value"]),
        "contact_1": bad,
    }

    for button in ("save", "look", "publish"):
        sent = data | {button: "1", "over": bad}
        answer = browser.send(page.path, method="post", data=sent)
        assert answer.status_code in {303, 422}
    browser.visit("staff.preview_course", slug=course.slug)


def test_wrong_input_is_explained_and_kept(browser: Browser, course: Course) -> None:
    signed_in(browser)

    page = editor(browser, course).submit(
        "course-form",
        button="publish",
        title_da="",
        price="-5",
        min_seats="5",
        max_seats="2",
        external_url="javascript:alert(1)",
        sources_en="Only English",
        new_theme_da="Kun dansk",
        status=422,
    )

    for name, said in {
        "title_da": "Enter the title in Danish",
        "price": "whole kroner",
        "max_seats": "at least the smallest number",
        "external_url": "begins with https://",
        "sources_da": "there is English without Danish",
        "new_theme_en": "both Danish and English",
    }.items():
        assert said in page.one(f"#{name}-error").get_text()
    assert page.one("#price")["value"] == "-5"
    assert kept(course).price == 2450
    again = editor(browser, course)
    assert again.one("#external_url")["value"] == "javascript:alert(1)"


def test_what_looks_like_a_cpr_number_is_never_kept_and_the_rest_of_the_text_is(
    browser: Browser, course: Course
) -> None:
    signed_in(browser)
    text = "Ring to Mary.\nShe is 010190-1234, at home."
    refused = "That looks like a CPR number (Danish personal ID)"
    page = editor(browser, course)

    for button, title in (("save", "One"), ("look", "Two"), ("publish", "Three")):
        page = page.submit(
            "course-form", button=button, lead_en=text, title_en=title, price="-5", status=422
        )

        assert refused in page.one("#lead_en-error").get_text()
        assert "is not saved: The first lines, in English" in page.one("#saved").get_text()
        assert page.one("#lead_en").get_text().split() == text.split()
        assert list(text_check.suspicious()) == []
        assert kept(course).title.en == "Learning day"
        again = editor(browser, course)
        assert again.one("#title_en")["value"] == title
        assert again.one("#lead_en").get_text().split()[-4:] == ["is", ",", "at", "home."]

    page.submit("course-form", button="publish", lead_en="Ring to Mary.", price="5")
    assert kept(course).lead.en == "Ring to Mary."


def test_what_is_announced_keeps_its_price_and_its_registration(
    browser: Browser, course: Course, make: Make
) -> None:
    signed_in(browser)
    assert "keep their price" not in editor(browser, course)
    make.cohort(course, state="open")
    page = editor(browser, course)
    assert "Cohorts that are announced keep their price." in page.one("#price-hint").get_text()

    there = "https://other.example/course"
    page = page.submit("course-form", button="publish", external_url=there, status=422)

    assert "people register for it here" in page.one("#external_url-error").get_text()
    assert not kept(course).is_external


def test_facts_tags_and_contacts_are_written_too(browser: Browser, course: Course) -> None:
    member = signed_in(browser)
    db.session.add(Tag(kind=TagKind.AUDIENCE, slug="ledere", name=Bilingual("Ledere", "Leaders")))

    editor(browser, course).submit(
        "course-form",
        button="publish",
        taught_in="en",
        price="",
        price_per="registration",
        audiences=["ledere"],
        new_theme_da="Læring på øen",
        new_theme_en="Learning on the island",
        contact_1=str(member.id),
        external_url="https://other.example/course",
    )

    now = kept(course)
    assert (now.taught_in, now.price, now.price_per) == ("en", None, "registration")
    assert [tag.slug for tag in now.tags] == ["ledere", "laering-paa-oeen"]
    assert [contact.member_id for contact in now.contacts] == [member.id]
    assert now.is_external
    assert "learning on the island" in now.search_text
