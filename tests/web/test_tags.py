"""Audiences and themes are renamed by secretaries, and readers see it at once."""

import pytest
from flask import Flask

from app.extensions import db
from app.models import AuditEntry, Bilingual, Course, Tag, TagKind
from app.services.courses import remember_search
from tests.browser import Browser, Page
from tests.factories import Make
from tests.staffing import signed_in

LEADERS = Bilingual("Ledere", "Leaders")


@pytest.fixture
def tag(make: Make) -> Tag:
    """An audience of one course, beside another and a theme of the same name."""
    make.provider()
    tag = Tag(kind=TagKind.AUDIENCE, slug="ledere", name=LEADERS)
    other = Tag(kind=TagKind.AUDIENCE, slug="dagplejere", name=Bilingual("Dagplejere", "Minders"))
    theme = Tag(kind=TagKind.THEME, slug="chefer", name=Bilingual("Chefer", "Managers"))
    db.session.add_all([other, theme])
    remember_search(make.course("A day for them", tags=[tag]))
    make.course("Without anything")
    db.session.commit()
    return tag


def rename(browser: Browser, name: str, da: str, en: str, *, status: int = 200) -> Page:
    page = browser.visit("staff.courses").click("Audiences and themes").click(name)
    return page.submit("tag-form", name_da=da, name_en=en, status=status)


def test_a_new_name_stands_everywhere_at_once(browser: Browser, app: Flask, tag: Tag) -> None:
    reader = Browser(app)
    assert "Leaders" in reader.visit("public.courses").one("#audience").text
    signed_in(browser)

    page = rename(browser, "Leaders", "Chefer", "Managers")

    assert "Saved. Readers see the name from now on." in page
    assert "Chefer · 1 course" in page
    shown = reader.visit("public.courses").one("#audience").text
    assert "Managers" in shown
    assert "Leaders" not in shown
    assert "A day for them" in reader.open("/en/courses?q=managers")
    assert "A day for them" not in reader.open("/en/courses?q=leaders")
    # links to what it was called before
    assert "A day for them" in reader.open("/en/courses?audience=ledere")
    entry = db.session.query(AuditEntry).filter_by(action="tag.renamed").one()
    assert entry.subject == f"tag/{tag.id}"
    assert entry.detail == {"before": ["Ledere", "Leaders"], "now": ["Chefer", "Managers"]}


def test_its_courses_are_shown_before_the_press(browser: Browser, make: Make, tag: Tag) -> None:
    make.course("Not yet", tags=[tag], published=False)
    signed_in(browser)

    page = browser.visit("staff.rename_tag", tag_id=tag.id)

    assert page.all("#t-courses") == ["2 courses"]
    assert page.all("#t-courses + ul a") == ["A day for them", "Not yet"]
    assert page.all("#t-courses + ul .tag") == ["Not published yet"]
    others = browser.visit("staff.tags").click("Minders")
    assert "Readers who choose this name find nothing." in others


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("da", "en", "field"), [("DAGPLEJERE ", "Leaders", "da"), ("Ledere", "minders", "en")]
)
def test_the_name_of_another_is_refused_at_its_field(
    browser: Browser, tag: Tag, da: str, en: str, field: str
) -> None:
    signed_in(browser)

    page = rename(browser, "Leaders", da, en, status=422)

    assert "There is one of that name already." in page.one(f"#name_{field}-error").text
    db.session.rollback()
    assert db.session.get_one(Tag, tag.id).name == LEADERS


@pytest.mark.one_database
def test_an_empty_name_is_refused_and_the_same_name_changes_nothing(
    browser: Browser, tag: Tag
) -> None:
    signed_in(browser)

    assert "Write the English name." in rename(browser, "Leaders", "Ledere", "", status=422)
    rename(browser, "Leaders", "Ledere", "Leaders")

    assert db.session.query(AuditEntry).filter_by(action="tag.renamed").all() == []
    assert db.session.query(Course).filter(Course.search_text.contains("leaders")).count() == 1
