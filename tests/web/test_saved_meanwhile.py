"""Two secretaries have the same page open: what the first saves, the second does not undo."""

from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from flask import Flask, g

from app.extensions import db, own_transaction
from app.models import Bilingual, Cohort, Provider
from app.services import desk_notes
from tests.browser import Browser, Page
from tests.factories import Make
from tests.races.crowd import at_once
from tests.staffing import signed_in

ON_THE_THIRD: dict[str, Any] = {
    "meetings-0-day": "3.3.2027",
    "meetings-0-starts": "10:00",
    "meetings-0-ends": "14:00",
}


def twice(desk: Browser, endpoint: str, **values: Any) -> tuple[Page, Page]:
    """The same page, opened by each of two."""
    return desk.visit(endpoint, **values), desk.visit(endpoint, **values)


def kept() -> Provider:
    db.session.rollback()
    return db.session.query(Provider).one()


def the_cohort() -> Cohort:
    db.session.rollback()
    return db.session.query(Cohort).one()


def test_a_phone_number_saved_from_an_old_page_leaves_the_terms_of_a_colleague(
    desk: Browser,
) -> None:
    first, second = twice(desk, "staff.provider")
    first.submit(
        "provider-form", terms_da="Nye vilkår", terms_en="New terms", closed_weeks="2026-W52"
    )

    page = second.submit("provider-form", phone="12 34 56 78", status=422)

    assert "What they wrote stands here now: Cancellation terms, in Danish, Canc" in page
    assert "Closed weeks. The rest is as you wrote it." in page
    assert page.one("#phone")["value"] == "12 34 56 78"
    assert page.one("#terms_en").get_text().strip() == "New terms"
    page.submit("provider-form")
    assert (kept().phone, kept().terms.en) == ("12 34 56 78", "New terms")
    assert kept().closed_weeks == ["2026-W52"]


def test_what_both_have_changed_is_told_and_stays_as_it_was_typed(desk: Browser) -> None:
    first, second = twice(desk, "staff.provider")
    first.submit("provider-form", name="Kursushuset Syd", keep_food="7", phone="")

    page = second.submit("provider-form", name="Kursushuset Nord", phone="11 11 11 11", status=422)

    assert "It says: Kursushuset Syd" in page.one("#name-error").get_text()
    assert "has emptied this" in page.one("#phone-error").get_text()
    assert page.one("#name")["value"] == "Kursushuset Nord"
    assert page.one("#keep_food")["value"] == "7"
    page.submit("provider-form")
    assert (kept().name, kept().retention) == ("Kursushuset Nord", {"food": 7})


def test_whoever_writes_the_same_as_a_colleague_is_told_nothing(desk: Browser) -> None:
    first, second = twice(desk, "staff.provider")
    first.submit("provider-form", phone="12 34 56 78", closed_weeks="2026-W52")

    second.submit("provider-form", phone="12 34 56 78", closed_weeks="2026 uge 52\n")

    assert kept().phone == "12 34 56 78"


def test_a_draft_saved_from_an_old_page_keeps_the_days_of_a_colleague(
    desk: Browser, make: Make
) -> None:
    cohort = make.cohort(place="Odense", minimum=4)
    first, second = twice(desk, "staff.edit_cohort", cohort_id=cohort.id)
    first.submit("cohort-form", **ON_THE_THIRD, capacity="30")

    page = second.submit("cohort-form", place="Vejle", minimum="6", capacity="20", status=422)

    assert "What they wrote stands here now: Dates." in page
    assert "It says: 30" in page.one("#capacity-error").get_text()
    assert page.one("#meetings-0-day")["value"] == "3.3.2027"
    page.submit("cohort-form")
    found = the_cohort()
    assert (found.place, found.capacity, found.minimum) == ("Vejle", 20, 6)
    [meeting] = found.meetings
    assert f"{meeting.starts_at:%Y-%m-%d %H}" == "2027-03-03 09"


def test_days_that_both_have_moved_are_told(desk: Browser, make: Make) -> None:
    cohort = make.cohort()
    first, second = twice(desk, "staff.edit_cohort", cohort_id=cohort.id)
    first.submit("cohort-form", **ON_THE_THIRD)
    on_the_fourth: dict[str, Any] = {"meetings-0-day": "4/3 2027"}

    page = second.submit("cohort-form", **on_the_fourth, status=422)

    assert "It says: 3.3.2027 10:00 14:00" in page.one("#meetings-0-day-error").get_text()
    assert page.one("#meetings-0-day")["value"] == "4/3 2027"


def test_the_note_of_an_open_cohort_is_not_undone(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    first, second = twice(desk, "staff.edit_cohort", cohort_id=cohort.id)
    first.submit("notes-form", note_da="Gå ind i gården", note_en="Enter the yard")

    page = second.submit("notes-form", decide_by="3.3.2027", status=422)

    page.submit("notes-form")
    found = the_cohort()
    assert found.note == Bilingual("Gå ind i gården", "Enter the yard")
    assert str(found.decide_by) == "2027-03-03"


@pytest.mark.slow
def test_of_two_notes_saved_at_the_same_moment_one_is_told(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.provider()
    one = make.registration(make.cohort(state="open"))
    visitors = [Browser(app), Browser(app)]
    for visitor in visitors:
        signed_in(visitor)
    pages = [each.visit("staff.note_registration", registration_id=one.id) for each in visitors]
    both, store = Barrier(2), desk_notes.of_registration

    def meet(*given: object, **named: object) -> None:
        # whoever is let in waits a moment for the other one
        with suppress(BrokenBarrierError):
            both.wait(0.5)
        store(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(desk_notes, "of_registration", meet)

    def send(page: Page, note: str) -> int:
        data = {
            str(field["name"]): str(field.get("value", ""))
            for field in page.html.select("#note-form input")
        }
        client = page.browser.client
        return client.post(page.path, data=data | {"note": note}).status_code

    texts = ("By car", "By train")
    found = at_once(
        app, [partial(send, page, text) for page, text in zip(pages, texts, strict=True)]
    )

    assert sorted(map(str, found)) == ["303", "422"]


def test_the_log_is_not_written_apart_while_the_request_may_write(app: Flask) -> None:
    db.session.connection()
    with pytest.raises(RuntimeError, match="commit or roll back first"), own_transaction():
        pass
    db.session.rollback()
    with own_transaction():
        assert g.reads_only is False
