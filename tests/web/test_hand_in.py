"""Handing a worksheet in: the journeys of participants and contacts, through the real forms."""

import pytest
from flask import Flask

from app.documents.upload_refusal import Why
from app.extensions import db, upload_settings
from app.models import AnswerState, AuditEntry, HandedFile
from app.services import hand_in
from app.web import refusals
from tests.browser import Browser
from tests.factories import Make
from tests.handing_in import FORM, SENT_OK, cohort_with_plan, handed_in, page_of, team, upload
from tests.uploading import MB, changed, ours


def stored() -> list[str]:
    return [path.name for path in upload_settings().folder.glob("*")]


def test_a_contact_hands_in_a_file(browser: Browser, make: Make) -> None:
    one = team(make)
    page = page_of(browser, one)

    page = page.submit(FORM, file=upload(name="Kompetenceplan æøå (2).docx"))

    assert SENT_OK in page
    assert "You handed it in on" in page
    answer = handed_in(one)
    [file] = answer.files
    assert answer.state is AnswerState.SENT
    assert (file.name, file.handed_by, file.version) == (
        "Kompetenceplan æøå (2).docx",
        "contact",
        1,
    )
    assert stored() == [file.stored_as]
    [noted] = db.session.query(AuditEntry).filter_by(action="worksheet.handed_in")
    assert noted.subject == f"registration/{one.id}"


def test_a_dane_is_told_in_danish(app: Flask, make: Make) -> None:
    browser = Browser(app, "da")
    page = page_of(browser, team(make))

    page = page.submit(FORM, file=upload(b"", "plan.docx"), status=422)

    assert page.title.startswith("Fejl: ")
    assert "Der er ikke noget i filen." in page
    page = page.submit(FORM, file=upload())
    assert "Vi har fået skemaet." in page


def test_a_participant_hands_in_what_is_asked_of_each(browser: Browser, make: Make) -> None:
    seat, other = team(make, cohort_with_plan(make, per="seat")).seats
    page = page_of(browser, seat)

    page = page.submit(FORM, file=upload(ours("pdf"), "plan.pdf"))

    assert SENT_OK in page
    [file] = handed_in(seat).files
    assert (file.format, file.handed_by) == ("pdf", "participant")
    theirs = page_of(Browser(browser.app), other)
    assert "plan.pdf" not in theirs
    theirs.browser.open(f"{theirs.path}/handed-in/{file.id}", status=404)


def test_ones_own_file_can_be_fetched_again(browser: Browser, make: Make) -> None:
    page = page_of(browser, team(make)).submit(FORM, file=upload(name="Plan α 'x'; y.docx"))

    file = page.click("Plan α 'x'; y.docx").response

    assert file.data == ours()
    assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cache-Control"] == "no-store"
    assert str(file.mimetype).endswith("wordprocessingml.document")
    named = file.headers["Content-Disposition"]
    assert named.startswith("attachment; ")
    assert "filename*=UTF-8''Plan%20%CE%B1%20%27x%27%3B%20y.docx" in named
    assert named.isascii()


def test_what_is_filled_in_on_the_page_is_handed_in(browser: Browser, make: Make) -> None:
    one = team(make)
    make.answer(one, "plan", **{"1": {"1.challenges.1.challenge": "More talk at meals"}})

    page = page_of(browser, one).submit("send-form")

    assert SENT_OK in page
    assert handed_in(one).state is AnswerState.SENT
    assert not page.html.select("#send-form")


def test_an_empty_page_is_not_handed_in(browser: Browser, make: Make) -> None:
    page = page_of(browser, team(make))

    assert not page.html.select("#send-form")
    token = page.one(f"#{FORM} [name=csrf_token]")["value"]
    told = browser.open(
        f"{page.path}/send", method="post", data={"csrf_token": token}, came_from="same-origin"
    )
    assert "Nothing is filled in yet." in told


def test_what_is_not_asked_for_is_not_handed_in(browser: Browser, make: Make) -> None:
    one = team(make)
    one.cohort.course.assignments[0].due_days = None
    page = page_of(browser, one)

    assert not page.html.select(f"#{FORM}")
    browser.open(f"{page.path}/hand-in", status=404)


@pytest.mark.parametrize("number", [1, 2])
def test_handing_in_twice_is_handing_in_once(browser: Browser, make: Make, number: int) -> None:
    one = team(make)
    page = page_of(browser, one)

    for _ in range(number):
        page.submit(FORM, file=upload())

    [file] = handed_in(one).files
    assert stored() == [file.stored_as]


def test_the_wrong_file_can_be_replaced(browser: Browser, make: Make) -> None:
    one = team(make)
    page = page_of(browser, one).submit(FORM, file=upload(name="wrong.docx"))
    assert "Hand in another file instead" in page

    page.submit(FORM, file=upload(changed(None, {"word/more.xml": b"<a/>"}), "right.docx"))

    answer = handed_in(one)
    assert [file.name for file in answer.files] == ["wrong.docx", "right.docx"]
    assert answer.newest_file is answer.files[1]


def test_so_many_files_and_no_more(
    browser: Browser, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = team(make)
    monkeypatch.setattr(hand_in, "MOST_FILES", 1)
    page = page_of(browser, one).submit(FORM, file=upload())

    page = page.submit(FORM, file=upload(ours("pdf"), "b.pdf"), status=422)

    assert "there is no room for more" in page
    assert stored() == [db.session.query(HandedFile).one().stored_as]


def test_no_file_is_said_so(browser: Browser, make: Make) -> None:
    page = page_of(browser, team(make)).submit(FORM, status=422)

    assert "Choose the file you have filled in." in page
    assert page.path.endswith("/hand-in")
    assert page.one("#file")["aria-invalid"] == "true"


def test_a_late_one_is_taken_and_shown_as_late(browser: Browser, make: Make) -> None:
    one = team(make, cohort_with_plan(make, in_days=-80))
    page = page_of(browser, one)
    assert "You can still hand it in." in page

    page = page.submit(FORM, file=upload())

    assert "That was after the deadline; we have got it all the same." in page


def test_who_gave_up_the_place_hands_nothing_in(browser: Browser, make: Make) -> None:
    one = team(make)
    page = page_of(browser, one)
    for seat in one.seats:
        seat.state = "cancelled"  # type: ignore[assignment]

    page = page.submit(FORM, file=upload(), status=422)

    assert "There is 1 thing to correct" in page
    assert stored() == []


def test_a_file_that_is_a_little_too_large_is_told_on_the_page(
    browser: Browser, make: Make
) -> None:
    page = page_of(browser, team(make))

    page = page.submit(FORM, file=upload(bytes(10 * MB + 1)), status=422)

    assert "The file is larger than 10 MB." in page


def test_a_file_that_is_far_too_large_has_a_kind_page(browser: Browser, make: Make) -> None:
    page = page_of(browser, team(make))

    page = page.submit(FORM, file=upload(bytes(12 * MB)), status=413)

    assert "Nothing has been changed." in page


def test_other_forms_stay_small(browser: Browser, make: Make) -> None:
    one = team(make)
    make.answer(one, "plan", **{"1": {"1.challenges.1.challenge": "More talk at meals"}})
    page = page_of(browser, one)
    token = page.one("#send-form [name=csrf_token]")["value"]

    sent = {"csrf_token": token, "more": "x" * MB}
    browser.open(f"{page.path}/send", method="post", data=sent, status=413, came_from="same-origin")


@pytest.mark.one_database
def test_every_refusal_says_what_to_do() -> None:
    assert set(refusals.SENTENCES) == set(Why)


def test_a_link_for_colleagues_hands_nothing_in(browser: Browser, make: Make) -> None:
    endpoints = {rule.endpoint for rule in browser.app.url_map.iter_rules()}

    assert not {one for one in endpoints if one.startswith("colleague.") and "hand" in one}
