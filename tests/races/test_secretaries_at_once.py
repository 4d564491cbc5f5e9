"""Two secretaries, or one in two windows, press at the same moment: one decides, none is lost."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.models import Bilingual, Course, CourseDraft, CourseVersion, DatePoll, StaffMember
from app.models.errors import CourseChangedMeanwhile, DatesAskedAlready
from app.services import course_content, course_drafts, course_editing, date_polls
from app.services.course_parity import Decision
from app.services.date_polls import Question
from tests.asking import proposals
from tests.factories import Make
from tests.races.crowd import at_once

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


def test_the_list_is_asked_once(app: Flask, make: Make) -> None:
    course = make.course()
    make.subscription(course)

    found = at_once(app, [partial(ask, course.id, day) for day in (20, 21, 22)])

    assert found.count(None) == 1
    assert [type(one) for one in found].count(DatesAskedAlready) == 2
    assert db.session.query(DatePoll).count() == 1
