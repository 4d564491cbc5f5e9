"""What the other tests stand on: an empty database each, and requests of their own."""

from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models import AuditEntry, Course, Municipality
from tests.browser import Browser
from tests.factories import Make


def leave_something_behind(make: Make) -> None:
    assert db.session.scalar(select(func.count()).select_from(Course)) == 0
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 0
    assert db.session.scalar(select(func.count()).select_from(Municipality)) == 98
    assert make.course().id == 1
    db.session.add(AuditEntry(at=clock.now(), action="opened", subject="cohort/1"))
    db.session.commit()


def test_a_database_is_empty_at_first(make: Make) -> None:
    leave_something_behind(make)


def test_a_database_is_empty_again(make: Make) -> None:
    leave_something_behind(make)


def test_what_a_request_forgets_to_commit_is_gone(app: Flask, browser: Browser, make: Make) -> None:
    course = make.course("Before")
    app.view_functions["static"], kept = forgetful, app.view_functions["static"]
    try:
        assert browser.send("/static/x", headers={}).text == "After"
    finally:
        app.view_functions["static"] = kept

    assert course.title.da == "Before"


def forgetful(filename: str) -> str:
    with db.session.no_autoflush:
        course = db.session.scalars(select(Course)).one()
        course.title = type(course.title)("After", "After")
        return course.title.da
