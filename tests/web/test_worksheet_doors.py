"""The ways to a worksheet: here, Word, print; who may fetch it, and what becomes of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.mail import links
from app.models import Answer, Download, Seat
from app.services import answers, places
from tests.browser import Browser, Page
from tests.factories import Make
from tests.filling_in import (
    FORM,
    WHAT,
    a_seat,
    boxes,
    cohort_with,
    open_section,
    overview,
    path,
    written,
)

KINDS = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF"}


def seat_page(browser: Browser, seat: Seat) -> Page:
    return browser.open(path(browser, links.participant(seat)))


def begun(browser: Browser, make: Make) -> Seat:
    seat = a_seat(make)
    seat.name, seat.email = "Bo Example", "bo@odense.example"
    db.session.commit()
    open_section(browser, seat).submit(FORM, button="save", **boxes({WHAT: "Home visits"}))
    return seat


def fetched() -> list[tuple[str, str, int]]:
    found = db.session.scalars(select(Download).order_by(Download.id))
    return [(one.format, str(one.language), one.version) for one in found]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_of_a_place_has_three_doors_in_two_languages(
    app: Flask, make: Make, language: str
) -> None:
    browser, seat = Browser(app, language), a_seat(make)
    page = seat_page(browser, seat)

    for format, start in KINDS.items():
        for code in ("da", "en"):
            file = page.submit("file-mapping", button=f"file={format}-{code}")
            assert file.response.data.startswith(start)
            assert file.response.headers["Content-Disposition"].startswith("attachment")
    assert fetched() == [(format, code, 1) for format in KINDS for code in ("da", "en")]
    here = {"da": "Udfyld det her på siden", "en": "Fill it in here on the page"}[language]
    assert page.click(here).path.endswith("/worksheet/mapping")
    assert db.session.query(Answer).count() == 0


def test_a_file_carries_what_is_known_and_on_wish_what_is_written(
    browser: Browser, make: Make
) -> None:
    page = seat_page(browser, begun(browser, make))

    blank = page.submit("file-mapping", button="file=txt-en", written=False)
    assert "Odense" in blank.text
    assert "Home visits" not in blank.text
    filled = page.submit("file-mapping", button="file=txt-en", written=True)
    assert "Home visits" in filled.text
    assert fetched() == [("txt", "en", 1)] * 2


@pytest.mark.parametrize("file", ["exe-da", "docx-xx", "docx", "", "../x-da"])
def test_no_other_file_is_built(browser: Browser, make: Make, file: str) -> None:
    page = seat_page(browser, a_seat(make))
    form = page.one("#file-mapping")
    token = str(page.html.select("#file-mapping [name=csrf_token]")[0]["value"])

    browser.open(
        str(form["action"]), method="post", status=400, came_from="same-origin",
        data={"csrf_token": token, "file": file},
    )  # fmt: skip
    assert fetched() == []


def test_nothing_is_noted_when_a_file_cannot_be_built(
    browser: Browser, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = seat_page(browser, a_seat(make))

    def broken(*_: object, **__: object) -> bytes:
        # others write meanwhile: no document is built inside a transaction that does
        assert not db.session().in_transaction()
        raise RuntimeError

    monkeypatch.setattr("app.services.worksheets.document", broken)
    page.submit("file-mapping", button="file=docx-da", status=500)

    assert fetched() == []


def test_the_consultant_sees_it_while_it_is_shown(browser: Browser, make: Make) -> None:
    seat = begun(browser, make)

    page = overview(browser, seat).submit("show-form")
    assert "You have shown it to the consultant." in page
    [answer] = db.session.scalars(select(Answer))
    assert answers.seen_by_consultant(answer) == {WHAT: "Home visits"}
    page = page.submit("hide-form")
    assert "unless you show it to the consultant" in page
    db.session.refresh(answer)
    assert answers.seen_by_consultant(answer) == {}


def test_we_are_done_and_not_done(browser: Browser, make: Make) -> None:
    seat = begun(browser, make)

    page = overview(browser, seat).submit("done-form")
    assert "Noted: you are done with it." in page
    assert answers.readiness(answers.find(seat, "mapping")) == "done"
    page.submit("reopen-form")
    db.session.expire_all()
    assert answers.readiness(answers.find(seat, "mapping")) == "begun"


def test_the_link_of_a_worksheet_opens_no_more_than_that(browser: Browser, make: Make) -> None:
    """It may be given on to colleagues by mistake: the place cannot be cancelled by it."""
    seat = a_seat(make)
    page = overview(browser, seat)
    digest = page.path.split("/")[3]

    for view in ("seat", "cancel", "give"):
        browser.visit(f"participant.{view}", digest=digest, status=404)
    token = links.worksheet(seat, "mapping").split("?")[0]
    browser.open(token, status=404)
    browser.open(path(browser, links.worksheet(seat, "guide")), status=404)
    browser.open(path(browser, links.worksheet(seat, "mapping", section="Z")), status=404)


def test_who_gives_the_place_decides_what_becomes_of_it(browser: Browser, make: Make) -> None:
    for goes_along in (True, False):
        seat = begun(browser, make)
        overview(browser, seat).submit("show-form").submit("share-form")
        page = seat_page(browser, seat).click("Give the place to a colleague")
        assert "It is deleted unless you let it go along." in page

        page.submit("give-form", name="New", email="new@vejle.example", worksheets=goes_along)

        db.session.expire_all()
        answer = answers.find(seat, "mapping")
        if goes_along:
            assert written(seat) == {WHAT: "Home visits"}
            assert answer is not None
            assert (answer.shown_at, answer.is_shared) == (None, False)
        else:
            assert answer is None


def test_nothing_is_asked_where_nothing_is_written(browser: Browser, make: Make) -> None:
    page = seat_page(browser, a_seat(make)).click("Give the place to a colleague")

    assert page.html.select("[name=worksheets]") == []


def test_after_cancelling_it_can_be_fetched_but_not_changed(browser: Browser, make: Make) -> None:
    seat = begun(browser, make)
    page = open_section(browser, seat)
    places.cancel([seat], by="participant")
    db.session.commit()

    page = page.submit(FORM, button="go", status=422, **boxes({WHAT: "Too late"}))
    assert "The place is given up, so nothing new can be saved." in page
    page = seat_page(browser, seat)
    assert "Home visits" in page.submit("file-mapping", button="file=txt-en", written=True).text
    assert page.html.select("a[href*='/worksheet/mapping']")
    assert "Home visits" in page.click("See what is written").click("Read it all on one page")


def test_who_is_moved_to_another_day_takes_it_along(browser: Browser, make: Make) -> None:
    seat = begun(browser, make)
    seat_page(browser, seat).submit("file-mapping", button="file=docx-da")
    other = make.cohort(seat.registration.cohort.course, state="open", in_days=40)

    moved = places.move([seat], other, by="contact")
    db.session.commit()

    assert answers.find(seat, "mapping") is None
    assert written(moved.seats[0]) == {WHAT: "Home visits"}
    assert db.session.scalars(select(Download)).one().seat_id == moved.seats[0].id


def test_a_worksheet_that_is_not_ready_stands_on_no_page(browser: Browser, make: Make) -> None:
    early = make.registration(cohort_with(make, in_days=90)).seats[0]

    assert seat_page(browser, early).html.select("#worksheet-mapping") == []
    assert clock.now() < early.registration.cohort.starts_at  # type: ignore[operator]
