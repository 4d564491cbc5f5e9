"""How to find the door: written once for a cohort, in both languages or in neither."""

from app.extensions import db
from app.models import Bilingual, Cohort
from tests.browser import Browser
from tests.factories import Make
from tests.staffing import signed_in

DANISH, ENGLISH = "Gå ind gennem gården.", "Please enter through the courtyard."


def test_the_note_is_written_with_the_draft_and_changed_when_others_know(
    browser: Browser, make: Make
) -> None:
    make.provider()
    draft = make.cohort()
    signed_in(browser)
    page = browser.visit("staff.edit_cohort", cohort_id=draft.id)

    page = page.submit("cohort-form", arrival_da=DANISH, arrival_en=ENGLISH)
    assert ENGLISH in page
    assert db.session.get_one(Cohort, draft.id).arrival_note == Bilingual(DANISH, ENGLISH)
    known = make.cohort(state="open")
    page = browser.visit("staff.edit_cohort", cohort_id=known.id)
    page.submit("notes-form", arrival_da=DANISH, arrival_en=ENGLISH)

    db.session.refresh(known)
    assert known.arrival_note["da"] == DANISH


def test_one_language_alone_is_refused(browser: Browser, make: Make) -> None:
    make.provider()
    known = make.cohort(state="open")
    signed_in(browser)
    page = browser.visit("staff.edit_cohort", cohort_id=known.id)

    page = page.submit("notes-form", status=422, arrival_da=DANISH)
    assert "Write it in English too, or in neither language." in page
    page = page.submit("notes-form", status=422, arrival_da="", arrival_en=ENGLISH)

    assert "Write it in Danish too, or in neither language." in page
    db.session.refresh(known)
    assert known.arrival_note == Bilingual("", "")


def test_a_new_cohort_takes_the_note_of_the_last_one(browser: Browser, make: Make) -> None:
    make.provider()
    last = make.cohort(arrival_note=Bilingual(DANISH, ENGLISH))
    signed_in(browser)

    page = browser.visit("staff.new_cohort", slug=last.course.slug)

    assert page.one("#arrival_en")["value"] == ENGLISH
