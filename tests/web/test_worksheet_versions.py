"""A new version of a worksheet is told to those who have fetched an older one, once."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.extensions import db
from app.language import Language
from app.mail import worksheet_letters
from app.models import Download, Registration, Seat, SeatState, WorksheetChange, worksheet
from app.services import worksheet_versions, worksheets
from tests.browser import Browser
from tests.distributing import DAY, another, assignment, cohort_with, mails, on, people
from tests.factories import Make, at
from tests.staffing import signed_in

TODAY = date(2027, 3, 15)
NOTE: dict[str, Any] = {
    "note_da": "Afsnit B er kortere. Begynd gerne forfra.",
    "note_en": "Part B is shorter.",
}


@pytest.fixture
def second_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The template in a second version, beside all that there is."""
    for file in worksheet.FILES.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    shutil.copy(tmp_path / "mapping-1.toml", tmp_path / "mapping-2.toml")
    monkeypatch.setattr(worksheet, "FILES", tmp_path)
    for cached in (worksheets.get, worksheet_letters.sheet):
        cached.cache_clear()
    yield
    for cached in (worksheets.get, worksheet_letters.sheet):
        cached.cache_clear()


def fetched(owner: Seat | Registration, version: int = 1, *, kind: str = "mapping") -> None:
    whose = "seat_id" if isinstance(owner, Seat) else "registration_id"
    db.session.add(
        Download(
            worksheet=kind,
            version=version,
            format="pdf",
            language=Language.DANISH,
            at=at(date(2027, 3, 10), 12),
            **{whose: owner.id},
        )
    )
    db.session.commit()


def told() -> list[str]:
    found = [mail for mail in mails() if mail.letter == "worksheet_changed"]
    return sorted(mail.recipient.split("@")[0] for mail in found)


def test_those_with_the_old_version_are_told_and_nobody_else(
    browser: Browser, make: Make, second_version: None
) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    registration = people(make, cohort, "anne", "bo", "clara", "ditte", "emil")
    registration.contact_email = "leder@odense.example"
    anne, bo, clara, ditte, _emil = registration.seats
    for _twice in range(2):
        fetched(anne)
    fetched(registration)
    # has the new one too; another worksheet; has no place any more
    fetched(bo)
    fetched(bo, 2)
    fetched(clara, kind="guide")
    fetched(ditte)
    ditte.state = SeatState.CANCELLED
    over = another(make, cohort.course, day=date(2027, 2, 2))
    fetched(people(make, over, "finn").seats[0])

    with on(TODAY):
        signed_in(browser)
        page = browser.visit("staff.worksheet_versions").click("Mapping template")
        assert "The newest version is number 2." in page
        assert "2 people have fetched an older version" in page
        page = page.submit("change-form", button="look=1", **NOTE)
        assert told() == []
        assert "Part B is shorter." in page.one("article[lang=en]").get_text()
        assert "Ny udgave: Kortlægningsskabelon – Samspil" in page
        before_the_press = page
        page = page.submit("change-form", button="tell")

        assert "It is done, and 2 emails are on their way." in page
        assert "Each version is told once." in page
        assert told() == ["anne", "leder"]
        # pressed again, on the page as it was
        before_the_press.submit("change-form", button="tell")
        assert told() == ["anne", "leder"]
    [change] = db.session.query(WorksheetChange)
    assert (change.worksheet, change.version, change.note.en) == ("mapping", 2, NOTE["note_en"])


def test_other_words_than_those_that_were_read_are_read_first(
    browser: Browser, make: Make, second_version: None
) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    fetched(people(make, cohort, "anne").seats[0])
    with on(TODAY):
        signed_in(browser)
        page = browser.visit("staff.worksheet_version", kind="mapping")
        wrong = page.submit("change-form", button="look=1", status=422, note_da="Nyt.")
        assert "Enter in English what is new." in wrong
        page = page.submit("change-form", button="look=1", **NOTE)

        page = page.submit("change-form", button="tell", note_en="Something else.")

        assert "Something else." in page.one("article[lang=en]").get_text()
    assert told() == []


def test_who_took_over_a_place_is_not_told_of_what_another_has_fetched(
    make: Make, second_version: None
) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    [seat] = people(make, cohort, "anne").seats
    fetched(seat)
    seat.given_at = at(date(2027, 3, 12), 9)
    db.session.commit()

    with on(TODAY):
        assert worksheet_versions.of("mapping").older == 0


def test_the_second_of_two_presses_tells_nobody(make: Make, second_version: None) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    fetched(people(make, cohort, "anne").seats[0])
    with on(TODAY):
        note = cohort.arrival_note
        assert worksheet_versions.tell("mapping", note, actor=None) == 1
        assert worksheet_versions.tell("mapping", note, actor=None) == 0
        db.session.commit()

    assert told() == ["anne"]


def test_where_nobody_has_an_older_version_there_is_nobody_to_tell(
    browser: Browser, make: Make
) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    fetched(people(make, cohort, "anne").seats[0])
    with on(DAY, 8):
        signed_in(browser)
        page = browser.visit("staff.worksheet_version", kind="mapping")

        assert "there is nobody to tell" in page
        assert page.html.select("#change-form") == []
        browser.visit("staff.worksheet_version", kind="nothing", status=404)
