"""Erasing a person: whose place goes to whom, what stands in the way, and what others keep."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import Answer, OutboxMail, Registration, Seat, SeatState, Subscription
from app.models.errors import ErasureNotNoted, OthersNeedContact
from app.services import by_hand, erasing, people, self_check, waiting_list
from app.services.people import Person
from tests.factories import Make
from tests.places import full, group, states


def erase(email: str, name: str = "") -> erasing.Erased:
    erased = erasing.erase(Person(email, name), actor=None)
    db.session.commit()
    return erased


def test_the_place_goes_to_whoever_is_next(make: Make) -> None:
    cohort = full(make, 1)
    [has_it] = db.session.scalars(select(Registration)).all()
    waits = group(make, cohort, 1, state="waiting")

    erase(has_it.contact_email)

    assert states(has_it) == ["cancelled"]
    assert states(waits) == ["offered"]
    assert (has_it.contact_name, has_it.contact_email, has_it.workplace) == ("", "", "")
    assert [one.name for one in has_it.seats] == [None]
    mails = db.session.scalars(select(OutboxMail)).all()
    assert {mail.recipient for mail in mails} == {waits.contact_email}
    not_whole = {finding.subject for finding in self_check.findings(clock.now())}
    assert f"registration/{has_it.id}" not in not_whole


def test_a_place_in_line_is_given_up(make: Make) -> None:
    cohort = full(make, 1)
    first = group(make, cohort, 1, state="waiting")
    second = group(make, cohort, 1, state="waiting")

    erase(first.contact_email)

    assert (states(first), states(second)) == (["withdrawn"], ["waiting"])
    assert waiting_list.in_order(cohort) == [second]


def test_colleagues_notes_of_others_stay_and_are_told_of(make: Make) -> None:
    quiet, noted = make.cohort(state="open"), make.cohort(state="open", desk_note="Bo is late")
    own = group(make, quiet, 1, staff_note="Comes by train")
    others = group(make, noted, 2, staff_note="Bo is late")
    others.seats[1].email = own.contact_email
    db.session.commit()

    told = erasing.preview(people.of(Person(own.contact_email)), clock.now())
    assert (told.noted, told.noted_cohorts) == ([others], [noted])
    erase(own.contact_email)

    assert (own.staff_note, others.staff_note, noted.desk_note) == ("", "Bo is late", "Bo is late")


def test_who_is_the_contact_of_colleagues_needs_a_successor_first(make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 3)
    email = registration.contact_email
    told = erasing.preview(people.of(Person(email)), clock.now())
    assert told.needed == [registration]
    with pytest.raises(OthersNeedContact):
        erase(email)
    db.session.rollback()
    assert registration.contact_email == email

    successor = registration.seats[1]
    by_hand.reached(registration, successor.email or "", name=successor.name or "")
    db.session.commit()
    erase(email)

    assert registration.contact_name == successor.name
    assert states(registration) == ["cancelled", "confirmed", "confirmed"]
    assert [seat.email is None for seat in registration.seats] == [True, False, False]
    told_of = db.session.scalars(select(OutboxMail.letter).distinct())
    assert "places_cancelled" in set(told_of)


def test_places_that_nobody_is_named_for_go_with_the_contact(make: Make) -> None:
    registration = group(make, make.cohort(state="open"), 2)
    nameless = registration.seats[1]
    nameless.name = nameless.email = None
    db.session.commit()

    erase(registration.contact_email)

    assert states(registration) == ["cancelled", "cancelled"]


def test_after_the_course_colleagues_keep_their_places_and_what_they_wrote(make: Make) -> None:
    registration = group(make, make.cohort(state="open", in_days=-9), 2, state="attended")
    together = make.answer(registration, "plan", **{"1": {"1.goal": "to read together"}})
    own = make.answer(registration.seats[0])
    number, other = together.id, registration.seats[1]
    gone, name = own.id, other.name

    erase(registration.contact_email)

    assert states(registration) == ["attended", "attended"]
    assert (other.name, other.title) == (name, "Pædagog")
    assert db.session.scalars(select(Answer.id)).all() == [number]
    assert gone != number


def test_of_two_who_share_an_address_one_is_erased(make: Make) -> None:
    anna, bodil = group(make, make.cohort(state="open")), group(make, make.cohort(state="open"))
    for one, name in ((anna, "Anna"), (bodil, "Bodil")):
        one.contact_email = one.seats[0].email = "office@odense.example"
        one.contact_name = one.seats[0].name = name
        waiting_list.tell(one, "receipt", f"receipt/{one.id}/1")
    db.session.commit()
    assert people.of(Person("office@odense.example")).names == ["Anna", "Bodil"]

    erase("office@odense.example", "Anna")

    assert (anna.contact_name, bodil.contact_name) == ("", "Bodil")
    assert (states(anna), states(bodil)) == (["cancelled"], ["confirmed"])
    letters = db.session.scalars(select(OutboxMail.about_id)).all()
    assert letters == [bodil.id]


def test_a_second_press_finds_nobody(make: Make) -> None:
    registration = group(make, make.cohort(state="open"))
    email = registration.contact_email

    assert erase(email).rows == 2
    assert erase(email).rows == 0


def test_links_stop_working_and_numbers_of_who_pays_nothing_go(make: Make) -> None:
    registration = group(
        make, make.cohort(state="open"), state="withdrawn", bill="ean", ean="5798000000001"
    )
    before = registration.link_version, registration.seats[0].link_version

    erase(registration.contact_email)

    assert registration.ean == ""
    assert (registration.link_version, registration.seats[0].link_version) > before


def test_nothing_is_erased_when_the_journal_cannot_be_written(
    app: Flask, make: Make, tmp_path: Path
) -> None:
    registration = group(make, make.cohort(state="open"))
    email = registration.contact_email
    app.config["ERASURES_PATH"] = str(tmp_path / "gone" / "erasures.log")

    with pytest.raises(ErasureNotNoted):
        erase(email)
    db.session.rollback()

    assert registration.contact_email == email
    assert db.session.scalars(select(Seat.state)).one() is SeatState.CONFIRMED


def test_who_is_only_on_lists_leaves_them(make: Make) -> None:
    make.subscription(email="leader@odense.example")
    stays = make.subscription()

    erase("leader@odense.example")

    assert db.session.scalars(select(Subscription)).all() == [stays]


def test_an_invoice_of_others_loses_the_address_alone(make: Make) -> None:
    others = group(make, make.cohort(state="open"), bill="cvr", bill_email="office@odense.example")
    told = erasing.preview(people.of(Person("office@odense.example")), clock.now())
    assert told.everything.invoices == [others]

    erase("office@odense.example")

    assert (others.bill_email, states(others)) == ("", ["confirmed"])
    assert others.contact_email
