"""Staff change the language in the middle of a form: what was typed stays, and nothing is done."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import AuditEntry, Cohort, OutboxMail
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import group
from tests.staffing import signed_in

TYPED = "Det, der tog en halv time at skrive"

pytestmark = pytest.mark.one_database


@pytest.fixture
def desk(browser: Browser, make: Make) -> Browser:
    make.provider()
    signed_in(browser)
    return browser


def value(page: Page, name: str) -> str:
    field = page.one(f'main [name="{name}"]')
    return str(field.get("value") or field.get_text()).strip()


def done() -> list[Any]:
    """Nothing of this changes when only the language does."""
    acts = select(func.count(AuditEntry.id)).where(AuditEntry.action != "read")
    return [db.session.scalar(acts), db.session.scalar(select(func.count(OutboxMail.id)))]


@pytest.mark.parametrize(
    ("endpoint", "form", "field"),
    [
        ("note_cohort", "note-form", "note"),
        ("note_registration", "note-form", "note"),
        ("ask_for_dates", "dates-form", "place"),
        ("new_cohort", "cohort-form", "place"),
        ("edit_cohort", "notes-form", "note_da"),
        ("provider", "provider-form", "name"),
        ("new_course", "new-course-form", "title_da"),
        ("move_cohort", "move-form", "place"),
    ],
)
def test_what_is_typed_stays_and_nothing_is_done(
    desk: Browser, make: Make, endpoint: str, form: str, field: str
) -> None:
    cohort = make.cohort(state="open")
    known = {
        "cohort_id": cohort.id,
        "registration_id": group(make, cohort).id,
        "slug": cohort.course.slug,
    }
    wanted = desk.app.url_map._rules_by_endpoint[f"staff.{endpoint}"][0].arguments
    asked: dict[str, Any] = {name: known[name] for name in wanted if name in known}
    page = desk.visit(f"staff.{endpoint}", **asked)
    before = done()
    typed: dict[str, Any] = {field: TYPED}

    there = page.submit(form, button="stay", **typed)

    assert there.path == page.path.replace("/en/", "/da/")
    assert value(there, field) == TYPED
    assert not there.html.select(".errors")
    assert done() == before
    back = there.submit(form, button="stay")
    assert (back.path, value(back, field)) == (page.path, TYPED)


def test_a_draft_is_as_it_was_until_it_is_saved(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="draft")
    page = desk.visit("staff.edit_cohort", cohort_id=cohort.id)

    there = page.submit("cohort-form", button="stay", place=TYPED)

    assert value(there, "place") == TYPED
    assert db.session.get_one(Cohort, cohort.id).place != TYPED
    there.submit("cohort-form")
    db.session.expire_all()
    assert db.session.get_one(Cohort, cohort.id).place == TYPED


def test_enter_after_the_preview_still_looks_and_changes_nothing(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    page = desk.visit("staff.move_cohort", cohort_id=cohort.id)
    page = page.submit("move-form", button="look=1", place=TYPED)
    first = page.html.select('button[form="move-form"], #move-form button')[0]

    # what a browser sends for Enter in a line: the first button of the form
    page = page.submit("move-form", button=f"{first['name']}={first['value']}")

    assert page.path.endswith("/move")
    db.session.expire_all()
    assert db.session.get_one(Cohort, cohort.id).place != TYPED
