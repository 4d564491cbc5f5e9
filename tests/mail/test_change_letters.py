"""The letters about what changes: who comes, when, where, or whether at all."""

from datetime import date, timedelta

from flask import Flask

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import LETTERS, Stale
from app.models import (
    Bilingual,
    Hold,
    OpeningRule,
    Registration,
    Seat,
)
from app.services import calling_off, cohort_changes, hand_overs, places
from app.services.cohorts import Times
from app.services.orders import Person
from tests.factories import Make
from tests.lettering import calendars, of, open_cohort, read

BOTH = list(Language)
NBSP = "\u00a0"


def test_a_place_that_is_given_on_names_both(make: Make) -> None:
    cohort = open_cohort(make)
    registration = of(make, cohort)
    seat = registration.seats[1]
    new = Person(name="Afløseren", email="ny@odense.example", title="", workplace="")
    hand_overs.give_to(seat, new, language=Language.DANISH, by="participant")

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
