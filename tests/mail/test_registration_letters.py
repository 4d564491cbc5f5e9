"""The letters about places, the waiting list and offers, as their readers get them."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import Stale
from app.models import (
    Bill,
    Seat,
    SeatState,
)
from app.services import offers, places
from tests.factories import Make
from tests.lettering import calendars, of, open_cohort, read

BOTH = list(Language)
NBSP = "\u00a0"


def test_the_receipt_says_who_has_a_place_what_it_costs_and_where_the_invoice_goes(
    make: Make,
) -> None:
    cohort = open_cohort(make)
    registration = of(make, cohort, bill=Bill.EAN, ean="5798000000001")

    letter = read("receipt", registration, cohort)

    assert letter.subject.startswith("Kvittering HOLD-7K4M: Samspil, ")
    assert "Tak for tilmeldingen. Nummeret er HOLD-7K4M." in letter.text
    assert "Disse deltagere har en plads:\nLederen\nKonsulenten" in letter.text
    assert f"Pris i alt: 4.900{NBSP}kr. Regningen sendes til: EAN" in letter.text
    assert re.search(r"Se eller ret tilmeldingen her:\nhttp\S+/da/l/", letter.text)
    assert letter.unsubscribe is None


def test_a_receipt_says_who_waits_and_that_the_number_is_missing(make: Make) -> None:
    cohort = open_cohort(make)
    registration = of(make, cohort, bill=Bill.LATER)
    registration.seats[1].state = SeatState.WAITING
    db.session.commit()

    letter = read("receipt", registration, cohort, "en")

    assert "These participants are on the waiting list:\nKonsulenten" in letter.text
    assert "We still need your EAN number. Please add it by" in letter.text


def test_a_receipt_names_the_contacts_other_registrations_of_the_course(make: Make) -> None:
    cohort = open_cohort(make)
    registration = of(make, cohort)
    another = make.cohort(cohort.course, state="open", in_days=120)
    of(make, another, reference="HOLD-9999")

    assert "HOLD-9999" in read("receipt", registration, cohort).text


@pytest.mark.parametrize("language", BOTH)
def test_a_participant_learns_who_gave_the_address_and_for_how_long(
    make: Make, language: Language
) -> None:
    cohort = open_cohort(make)
    own, colleague = of(make, cohort).seats

    said = read("place", colleague, cohort, language)
    hers = read("place", own, cohort, language)

    twelve = "12 måneder efter" if language == "da" else "12 months after"
    assert twelve in said.text
    assert "Lederen" in said.text
    assert twelve not in hers.text


def test_the_calendar_file_has_the_day_and_a_cancellation_the_same_uid(make: Make) -> None:
    cohort = open_cohort(make)
    seat = of(make, cohort).seats[1]
    [file] = calendars("place", seat, cohort)
    [event] = file.walk("VEVENT")
    assert clock.local(event.decoded("dtstart")).hour == 9

    places.cancel([seat], by="participant")
    [off] = calendars("place_cancelled", seat, cohort)
    [cancelled] = off.walk("VEVENT")

    assert off["method"] == "CANCEL"
    assert cancelled["uid"] == event["uid"]
    assert cancelled["status"] == "CANCELLED"


def test_an_offer_says_until_when_and_how_many_of_how_many(make: Make) -> None:
    cohort = open_cohort(make)
    registration = of(make, cohort, "waiting")
    registration.offer(1, clock.now() + timedelta(days=3), clock.now())
    db.session.commit()

    danish = read("offer", registration, cohort)
    english = read("offer_reminder", registration, cohort, "en")

    assert danish.subject.startswith("Der er plads til dig – svar senest ")
    assert "Vi kan nu tilbyde dig en plads." in danish.text
    assert f"Du bad om 2{NBSP}pladser." in danish.text
    assert "(Danish" in english.text


def test_an_answered_offer_is_not_sent_any_more(make: Make) -> None:
    cohort = open_cohort(make)
    registration = of(make, cohort, "waiting")
    registration.offer(2, clock.now() + timedelta(days=3), clock.now())
    db.session.commit()
    offers.decline(registration)

    assert isinstance(letters.render("offer", registration, cohort, Language.DANISH), Stale)
    assert "Tak for dit svar." in read("offer_declined", registration, cohort).text


def test_the_waiting_list_says_the_number_and_what_the_group_asked_for(make: Make) -> None:
    cohort = open_cohort(make, capacity=1)
    of(
        make,
        cohort,
        "waiting",
        contact_email="first@odense.example",
        seats=[Seat(name="First", email="first@odense.example", state=SeatState.WAITING)],
    )
    registration = of(make, cohort, "waiting", at_least=2, reference="HOLD-2222")

    letter = read("in_line", registration, cohort)

    assert letter.subject.startswith("Du er nummer 2 på ventelisten")
    assert "når der er plads til jer alle" in letter.text
