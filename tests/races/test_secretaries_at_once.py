"""Two secretaries, or one in two windows, press at the same moment: one decides, none is lost."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.models import (
    Bilingual,
    Course,
    CourseDraft,
    CourseKind,
    CourseVersion,
    DatePoll,
    StaffMember,
    Tag,
    TagKind,
)
from app.models.course_errors import CourseChangedMeanwhile
from app.models.errors import DatesAskedAlready
from app.services import (
    course_content,
    course_drafts,
    course_editing,
    courses,
    date_polls,
    slugs,
    tags,
)
from app.services.course_parity import Decision
from app.services.date_polls import Question
from tests.asking import proposals
from tests.factories import Make
from tests.races.crowd import Answer, at_once

pytestmark = pytest.mark.slow


def save(course_id: int, member_id: int, text: str) -> None:
    course = db.session.get_one(Course, course_id)
    author = db.session.get_one(StaffMember, member_id)
    course_drafts.save(course, {"title_da": [text]}, begun_from=0, actor=author)


def publish(course_id: int, member_id: int, title: str) -> None:
    course = db.session.get_one(Course, course_id)
    content = course_content.of(course)
    course_editing.publish(
        course,
        replace(content, parts={**content.parts, "title": Bilingual(title, title)}),
        new_tags={},
        decisions={"title": Decision.FITS},
        all_danish=False,
        begun_from=0,
        actor=db.session.get_one(StaffMember, member_id),
    )


def publish_about(course_id: int, member_id: int, theme: Bilingual) -> None:
    course = db.session.get_one(Course, course_id)
    course_editing.publish(
        course,
        course_content.of(course),
        new_tags={TagKind.THEME: theme},
        decisions={},
        all_danish=False,
        begun_from=0,
        actor=db.session.get_one(StaffMember, member_id),
    )


def rename(tag_id: int, member_id: int, name: Bilingual) -> None:
    tags.rename(tags.get(tag_id), name, actor=db.session.get_one(StaffMember, member_id))


def together(act: Callable[..., Answer]) -> Callable[..., Answer]:
    """The same, and who gets there first waits for the other one, if it is let in."""
    both = threading.Barrier(2)

    def meet(*arguments: Any) -> Answer:
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return act(*arguments)

    return meet


def ask(course_id: int, day: int) -> None:
    course, now = db.session.get_one(Course, course_id), clock.now()
    question = Question(proposals(day, day + 7), clock.today(), minimum=8)
    read = date_polls.preview(course, question, now).seal
    date_polls.ask(course, question, read=read, actor=None)


def test_a_draft_that_saves_itself_while_its_writer_presses_is_one_draft(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, author = make.course(), make.staff()
    now, both = clock.now(), threading.Barrier(2)

    def after_looking() -> datetime:
        # whoever gets here has found no draft; the other one is let in, if it can be
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return now

    monkeypatch.setattr(clock, "now", after_looking)
    found = at_once(app, [partial(save, course.id, author.id, text) for text in ("one", "two")])

    assert found == [None, None]
    assert db.session.query(CourseDraft).one().typed["title_da"][0] in {"one", "two"}


def test_one_publishes_and_the_others_are_told(app: Flask, make: Make) -> None:
    course = make.course()
    authors = [make.staff(), make.staff()]

    found = at_once(
        app, [partial(publish, course.id, one.id, f"Title {one.id}") for one in authors]
    )

    assert [type(one) for one in found].count(CourseChangedMeanwhile) == 1
    assert found.count(None) == 1
    db.session.rollback()
    newest = db.session.query(CourseVersion).order_by(CourseVersion.number.desc()).first()
    assert newest is not None
    assert newest.content["parts"]["title"]["da"] == db.session.query(Course).one().title.da


def create(member_id: int) -> None:
    title = Bilingual("Sprog", "Language")
    author = db.session.get_one(StaffMember, member_id)
    course_editing.create(CourseKind.DAY, title, actor=author)


def test_two_new_courses_of_one_title_have_two_addresses(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = make.staff()

    # whoever asks for a free name has found no such course
    monkeypatch.setattr("app.services.course_editing.free_slug", together(slugs.free_slug))
    found = at_once(app, [partial(create, author.id) for _ in range(2)])

    assert found == [None, None]
    assert {course.slug for course in db.session.query(Course)} == {"sprog", "sprog-2"}


def test_a_new_theme_of_two_courses_is_one(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [make.course(), make.course()]
    author, theme = make.staff(), Bilingual("Sprog", "Language")

    # whoever asks for a free name has found no such theme
    monkeypatch.setattr("app.services.tags.free_slug", together(slugs.free_slug))
    found = at_once(app, [partial(publish_about, one.id, author.id, theme) for one in made])

    assert found == [None, None]
    assert db.session.query(Tag).one().slug == "sprog"
    assert [course.tags[0].slug for course in db.session.query(Course)] == ["sprog", "sprog"]


def test_a_theme_renamed_while_a_course_gets_it_is_found_by_its_new_name(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = Tag(kind=TagKind.THEME, slug="sprog", name=Bilingual("Sprog", "Language"))
    make.course(tags=[tag])
    course, author = make.course(), make.staff()

    monkeypatch.setattr(courses, "remember_search", together(courses.remember_search))
    give = partial(publish_about, course.id, author.id, tag.name)
    found = at_once(app, [give, partial(rename, tag.id, author.id, Bilingual("Tale", "Speech"))])

    assert found == [None, None]
    for one in db.session.query(Course):
        assert all(tag.name.en.lower() in one.search_text for tag in one.tags)


def test_the_list_is_asked_once(app: Flask, make: Make) -> None:
    course = make.course()
    make.subscription(course)

    found = at_once(app, [partial(ask, course.id, day) for day in (20, 21, 22)])

    assert found.count(None) == 1
    assert [type(one) for one in found].count(DatesAskedAlready) == 2
    assert db.session.query(DatePoll).count() == 1
