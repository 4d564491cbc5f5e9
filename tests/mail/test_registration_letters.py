"""The letters about registrations, as their readers get them."""

import re
from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters, message
from app.mail.letter import LETTERS, Contents, Rendered, Stale
from app.mail.sender import Sender
from app.models import (
    Base,
    Bilingual,
    Bill,
    Cohort,
    Hold,
    OpeningRule,
    Registration,
    Seat,
    SeatState,
)
from app.services import calling_off, cohort_changes, offers, places
from app.services.cohorts import Times
from app.services.orders import Person
from tests.factories import Make

BOTH = list(Language)
NBSP = "\u00a0"


def open_cohort(make: Make, **columns: Any) -> Cohort:
    make.provider()
    return make.cohort(make.course("Samspil"), state="open", **columns)


def of(make: Make, cohort: Cohort, state: str = "confirmed", **columns: Any) -> Registration:
    """Two people, one of whom is the contact."""
    contact = "leder@odense.example"
    registration = Registration(
        **(
            {
                "cohort": cohort,
                "queued_at": clock.now(),
                "contact_name": "Lederen",
                "contact_email": contact,
                "workplace": "Dagtilbud Syd",
                "reference": "HOLD-7K4M",
                "seats": [
                    Seat(name="Lederen", email=contact, state=SeatState(state)),
                    Seat(name="Konsulenten", email="bo@odense.example", state=SeatState(state)),
                ],
            }
            | columns
        )
    )
    db.session.add(registration)
    db.session.commit()
    return registration


def read(name: str, about: Base, cohort: Cohort, language: str = "da") -> Rendered:
    found = letters.render(name, about, cohort, Language(language))
    assert isinstance(found, Rendered), f"{name} is stale"
    return found


def calendars(name: str, about: Base, cohort: Cohort) -> list[Calendar]:
    """The calendar files of the letter, read out of the message as it leaves."""
    found = letters.contents(name, about, cohort, Language.DANISH)
    assert isinstance(found, Contents)
    stencil = message.stencil(
        letters.written(found, found.shared()),
        sender=Sender("Kursushuset", "kursus@kursushuset.example", "kursus@kursushuset.example"),
        language=Language.DANISH,
        stoppable=found.one_click is not None,
        calendars=found.calendars,
    )
    data = stencil.fill(
        to="leder@odense.example",
        date="Mon, 04 Jan 2027 09:00:00 +0100",
        message_id="<one@kursushuset.example>",
        private=found.private,
        one_click=found.one_click,
    )
    parsed = message_from_bytes(data, policy=policy.default)
    assert parsed.get_body(("plain",)) is not None
    return [
        Calendar.from_ical(str(part.get_content()))
        for part in parsed.walk()
        if part.get_content_type() == "text/calendar"
    ]


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


def test_a_place_that_is_given_on_names_both(make: Make) -> None:
    cohort = open_cohort(make)
    registration = of(make, cohort)
    seat = registration.seats[1]
    new = Person(name="Afløseren", email="ny@odense.example", title="", workplace="")
    places.give_to(seat, new, language=Language.DANISH, by="participant")

    assert (
        "Konsulenten har givet sin plads videre til dig." in read("place_given", seat, cohort).text
    )
    away = read("place_given_away", seat, cohort)
    assert "Hej Konsulenten" in away.text
    assert "givet videre til Afløseren" in away.text
    assert (
        "Afløseren har overtaget pladsen fra Konsulenten"
        in read("place_changed_hands", registration, cohort).text
    )


def test_a_cancelled_place_is_told_to_the_contact_with_what_it_costs(make: Make) -> None:
    cohort = open_cohort(make, free_cancel_until=clock.today() - timedelta(days=1))
    registration = of(make, cohort)
    places.cancel([registration.seats[1]], by="participant")

    letter = read("places_cancelled", registration, cohort, "en")

    assert "Konsulenten has cancelled." in letter.text
    assert "the cancellation terms apply: http" in letter.text


def test_a_moved_date_says_before_and_now(make: Make) -> None:
    cohort = open_cohort(make)
    registration = of(make, cohort)
    before = cohort.starts_at
    assert before is not None
    starts = before + timedelta(days=7)
    move = cohort_changes.Move(
        meetings=[Times(starts, starts + timedelta(hours=6))], place=cohort.place
    )
    cohort_changes.move_cohort(cohort, move, actor=None)

    letter = read("date_changed", registration.seats[1], cohort)

    assert letter.subject.startswith("Ny dato: ")
    assert "Før:\n" in letter.text
    [file] = calendars("date_changed", registration.seats[1], cohort)
    [event] = file.walk("VEVENT")
    assert event["sequence"] == 1


def test_a_cohort_that_is_called_off_says_why_and_lets_the_contact_choose(make: Make) -> None:
    cohort = open_cohort(make)
    registration = of(make, cohort)
    reason = Bilingual("Kun fem har tilmeldt sig.", "Only five have registered.")
    calling_off.call_off(cohort, reason=reason, actor=None)

    letter = read("called_off", registration, cohort, "en")

    assert "Only five have registered." in letter.text
    assert "You pay nothing." in letter.text
    assert calendars("called_off", registration, cohort)[0]["method"] == "CANCEL"
    assert (
        "Kun fem har tilmeldt sig."
        in read("called_off_participant", registration.seats[1], cohort).text
    )


def test_held_places_are_told_as_a_notice(make: Make) -> None:
    make.provider()
    cohort = make.cohort(make.course(), state="announced", rule=OpeningRule.LIST_FIRST)
    subscription = make.subscription(cohort.course, seats_wanted=3)
    db.session.add(
        Hold(cohort_id=cohort.id, subscription_id=subscription.id, seats=2, until=cohort.opens_at)
    )
    db.session.commit()

    letter = read("cohort_open_held", subscription, cohort)

    assert letter.subject.startswith(f"Vi har reserveret 2{NBSP}pladser til dig")
    assert f"Du har bedt om 3{NBSP}pladser." in letter.text
    assert letter.unsubscribe is not None
    assert "så sig ja senest" in read("cohort_open_listed", subscription, cohort).text


def test_all_links_of_an_address_come_in_one_letter(make: Make) -> None:
    cohort = open_cohort(make)
    registration = of(make, cohort)

    letter = read("find_registration", registration, cohort)

    assert letter.text.count("/da/l/") == 2
    assert "HOLD-7K4M" in letter.text


def test_nobody_is_asked_to_join_a_list_in_a_letter_about_a_place(app: Flask, make: Make) -> None:
    notices = {"already_subscribed", "still_interested", "date_changed_notice"}
    notices |= {"called_off_notice", "cohort_open", "cohort_open_held", "cohort_open_listed"}
    cohort = open_cohort(make)
    registration = of(make, cohort)
    for name, one in LETTERS.items():
        if name in notices or one.about not in (Registration, Seat):
            continue
        about = registration if one.about is Registration else registration.seats[0]
        found = letters.contents(name, about, cohort, Language.DANISH)
        assert isinstance(found, Stale) or found.one_click is None, name


def test_a_deadline_that_is_a_day_is_written_out(make: Make) -> None:
    cohort = open_cohort(make, capacity=1)
    registration = of(make, cohort, "waiting", accept_until=date(2027, 3, 3))

    assert f"onsdag den 3.{NBSP}marts 2027" in read("in_line", registration, cohort).text
