"""A course that is no longer offered keeps its page, and is found nowhere else."""

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import links
from app.models import Bilingual, Course, Subscription, Tag, TagKind
from app.services import courses
from tests.browser import Browser
from tests.factories import Make


@pytest.fixture
def retired(make: Make) -> Course:
    make.provider()
    return make.course("Play outside", retired_at=clock.now())


def test_its_page_says_so_first_and_offers_nothing(browser: Browser, retired: Course) -> None:
    page = browser.visit("public.course", slug=retired.slug)

    assert "This course is no longer offered." in page.one("h1 + .board").get_text()
    assert page.one("meta[name=robots]")["content"] == "noindex"
    assert page.all("form") == []
    assert "About audience." in page
    assert "2,450" not in page


def test_it_is_in_no_list(app: Flask, browser: Browser, make: Make, retired: Course) -> None:
    other = make.course("Play inside")
    for course in (other, retired):
        courses.remember_search(course)
    db.session.commit()

    for page in (
        browser.visit("public.home"),
        browser.visit("public.courses"),
        browser.visit("public.courses", q="play"),
    ):
        assert "Play inside" in page
        assert "Play outside" not in page
    sitemap = app.test_client().get("/sitemap.xml").text
    assert other.slug in sitemap
    assert f"/{retired.slug}<" not in sitemap


def test_it_leads_to_its_siblings_or_to_others_on_its_themes(
    browser: Browser, make: Make, retired: Course
) -> None:
    theme = Tag(kind=TagKind.THEME, slug="play", name=Bilingual("Leg", "Play"))
    retired.tags = [theme]
    alike = make.course("On the same theme", tags=[theme])
    make.course("Something else")
    db.session.commit()

    page = browser.visit("public.course", slug=retired.slug)
    assert page.click("On the same theme").path == f"/en/courses/{alike.slug}"
    assert "Something else" not in page

    programme = Bilingual("Forløb", "Programme")
    retired.programme = programme
    make.course("A sibling", programme=programme)
    make.course("Another that is retired", programme=programme, retired_at=clock.now())
    db.session.commit()

    page = browser.visit("public.course", slug=retired.slug)
    assert "A sibling" in page
    assert "On the same theme" not in page
    assert "Another that is retired" not in page


def test_who_writes_an_address_at_the_last_moment_is_told_and_not_listed(
    browser: Browser, make: Make
) -> None:
    make.provider()
    course = make.course()
    page = browser.visit("public.course", slug=course.slug)
    course.retired_at = clock.now()
    db.session.commit()

    answer = page.submit("subscribe-form", email="leader@odense.example")

    assert answer.path == f"/en/courses/{course.slug}"
    assert "This course is no longer offered." in answer.one("#subscribe-form").get_text()
    assert db.session.query(Subscription).count() == 0


def test_a_link_about_a_past_place_still_opens(app: Flask, browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(make.course("Play outside"), state="open", in_days=-20)
    registration = make.registration(cohort, state="attended")
    cohort.course.retired_at = clock.now()
    db.session.commit()

    assert "Play outside" in browser.open(links.registration(registration, Language.ENGLISH))
