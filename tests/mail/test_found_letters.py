"""The links of an address: to what is to come, and to what one has been to."""

from datetime import timedelta

from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import Stale
from app.models import SeatState
from tests.browser import Browser
from tests.factories import Make
from tests.lettering import read
from tests.taking_part import closed


def test_whoever_was_there_finds_the_page_with_the_certificate(
    browser: Browser, make: Make
) -> None:
    make.provider()
    one = closed(make, 2)
    contact, seat = one, one.seats[1]

    to_participant = read("find_seat", seat, one.cohort, "en").text
    to_contact = read("find_registration", contact, one.cohort, "en").text

    [link] = [word for word in to_participant.split() if "/l/" in word]
    assert "Your certificate" in browser.open(link)
    assert to_contact.count("/l/") == 2


def test_what_is_to_come_stands_first(make: Make) -> None:
    make.provider()
    one = closed(make, course=make.course("Long ago"))
    coming = make.cohort(make.course("Soon"), state="open")
    seat = make.registration(coming).seats[0]
    seat.email = one.seats[1].email
    db.session.commit()

    text = read("find_seat", seat, coming, "en").text

    assert text.index("Soon") < text.index("Long ago")


def test_after_a_year_and_without_a_place_there_is_nothing(make: Make) -> None:
    make.provider()
    old, never = closed(make), closed(make)
    assert old.cohort.ends_at
    old.cohort.ends_at -= timedelta(days=366)
    for seat in never.seats:
        seat.state = SeatState.ENDED
    db.session.commit()

    for one in (old, never):
        about = ("find_registration", one), ("find_seat", one.seats[1])
        for name, row in about:
            assert isinstance(letters.contents(name, row, one.cohort, Language.DANISH), Stale)
