"""The journal beside the database: what stands in it, and a backup that is cleaned by it."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.models import Registration, Subscription
from app.services import erasing, erasure_journal, subscriptions
from app.services.people import Person
from tests.factories import Make
from tests.places import group

EMAIL = "leader@odense.example"


@pytest.fixture(autouse=True)
def journal(app: Flask, tmp_path: Path) -> Path:
    """A journal of the test's own."""
    file = tmp_path / "erasures.log"
    app.config["ERASURES_PATH"] = str(file)
    return file


def registered(make: Make, email: str = EMAIL) -> Registration:
    """In the backup: made a day ago."""
    one = group(make, make.cohort(state="open"))
    one.contact_email = one.seats[0].email = email
    one.made_at = clock.now() - timedelta(days=1)
    db.session.commit()
    return one


def replay(app: Flask) -> str:
    db.session.commit()
    said = app.test_cli_runner().invoke(args=["people", "replay-erasures"]).output
    db.session.expire_all()
    return said


def test_it_names_nobody_and_is_for_its_owner_alone(make: Make, journal: Path) -> None:
    registered(make)
    erasing.erase(Person(EMAIL), actor=None)

    text = journal.read_text()

    assert "leader" not in text
    assert [len(one.address) for one in erasure_journal.read()] == [32]
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600


def test_a_backup_that_is_put_back_is_cleaned(app: Flask, make: Make) -> None:
    erasure_journal.note(EMAIL)
    erased, other = registered(make), registered(make, "other@odense.example")

    assert replay(app) == "In the journal: 1. Erased again: 1.\n"

    assert (erased.contact_email, erased.seats[0].email) == ("", None)
    assert other.contact_email == "other@odense.example"
    assert replay(app) == "In the journal: 1. Erased again: 0.\n"


def test_who_came_back_later_stays(app: Flask, make: Make) -> None:
    erasure_journal.note(EMAIL)
    erased, came_back = registered(make), registered(make)
    came_back.made_at = clock.now() + timedelta(seconds=1)
    later = make.subscription(email=EMAIL, queued_at=clock.now() + timedelta(seconds=1))

    replay(app)

    assert (erased.contact_email, came_back.contact_email) == ("", EMAIL)
    assert db.session.scalars(select(Subscription)).all() == [later]


def test_who_has_stopped_is_not_written_to_from_a_backup(app: Flask, make: Make) -> None:
    course, other = make.course(), make.course()
    subscriptions.stop(make.subscription(course, EMAIL))
    db.session.commit()
    for one in (course, other):
        make.subscription(one, EMAIL, queued_at=clock.now() - timedelta(days=1))

    replay(app)

    assert [one.course for one in db.session.scalars(select(Subscription))] == [other]


def test_one_of_two_who_share_an_address(app: Flask, make: Make) -> None:
    erasure_journal.note(EMAIL, name="Anna")
    anna, bodil = registered(make), registered(make)
    for one, name in ((anna, "anna"), (bodil, "Bodil")):
        one.contact_name = one.seats[0].name = name

    replay(app)

    assert (anna.contact_name, bodil.contact_name) == ("", "Bodil")


def test_an_older_key_still_finds_and_a_torn_line_spoils_nothing(
    app: Flask, make: Make, journal: Path
) -> None:
    erasure_journal.note(EMAIL)
    journal.write_text(journal.read_text() + '{"at": "2026-')
    app.config["LINK_KEYS"] = [*app.config["LINK_KEYS"], "a-new-key-for-tests-0123456789-abcdefgh"]
    erased = registered(make)

    assert replay(app) == "In the journal: 1. Erased again: 1.\n"
    assert erased.contact_email == ""


def test_contacts_of_colleagues_are_erased_again_too(app: Flask, make: Make) -> None:
    """Since the backup somebody else has become the contact; the backup does not know."""
    erasure_journal.note(EMAIL)
    one = group(make, make.cohort(state="open"), 2)
    one.contact_email = one.seats[0].email = EMAIL
    one.made_at = clock.now() - timedelta(days=1)

    replay(app)

    assert one.contact_email == ""
    colleague = one.seats[1]
    assert colleague.email
    letter = letters.render("place", colleague, one.cohort, Language.ENGLISH)
    assert isinstance(letter, letters.Rendered)
    assert "A colleague" in letter.text


def test_stopping_does_not_wait_for_the_journal(app: Flask, make: Make, tmp_path: Path) -> None:
    app.config["ERASURES_PATH"] = str(tmp_path / "gone" / "erasures.log")

    subscriptions.stop(make.subscription(email=EMAIL))
    db.session.commit()

    assert db.session.scalars(select(Subscription)).all() == []
