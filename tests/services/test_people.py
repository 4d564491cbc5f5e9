"""Finding a person, what is known of them, when staff looked, and a correction everywhere."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.extensions import db
from app.models import AuditEntry, OutboxMail, Seat, SeatState
from app.models.errors import AddressHasSeat, AddressOnList, NothingToCorrect
from app.services import audit, people, people_corrected, people_log, waiting_list
from app.services.people import Person
from tests.factories import Make
from tests.places import group


def found(text: str) -> list[tuple[str, list[str]]]:
    return [(one.email, one.names) for one in people.search(text)]


@pytest.mark.parametrize(
    "wanted", ["AASE@odense.example ", "åse", "ÅSE ", "hold-abcde", "abcde", "Åse Æ", "ærø åse"]
)
def test_an_address_a_part_of_a_name_or_a_reference_is_enough(make: Make, wanted: str) -> None:
    one = group(make, make.cohort(state="open"), reference="HOLD-ABCDE")
    one.contact_email = one.seats[0].email = "aase@odense.example"
    one.contact_name = one.seats[0].name = "Åse Ærø"
    group(make, make.cohort(state="open"))

    assert found(wanted) == [("aase@odense.example", ["Åse Ærø"])]


@pytest.mark.parametrize("wanted", ["", "a", "%%", "__", "nobody@odense.example", "R-1' OR 1=1"])
def test_what_is_not_there_is_not_found(make: Make, wanted: str) -> None:
    group(make, make.cohort(state="open"))

    assert found(wanted) == []


def test_each_half_of_a_double_name_is_found(make: Make) -> None:
    group(make, make.cohort(state="open")).contact_name = "Anne-Marie Lund"
    db.session.commit()

    for wanted in ("marie", "anne-ma", "lund mar"):
        assert [names for _, names in found(wanted)] == [["Anne-Marie Lund"]]
    assert found("arie") == []


def test_who_is_forgotten_is_not_found_by_what_the_search_kept(make: Make) -> None:
    one = group(make, make.cohort(state="open"))
    one.contact_name = one.seats[0].name = "Åse Ærø"
    db.session.commit()

    one.contact_name, one.seats[0].name = "", None
    db.session.commit()

    assert (one.search_name, one.seats[0].search_name) == ("", "")
    db.session.execute(update(Seat).values(name="Bo", search_name=" bo"))
    with pytest.raises(IntegrityError):
        db.session.execute(update(Seat).values(name=None))


def ago(**span: float) -> datetime:
    return clock.now() - timedelta(**span)


def test_contact_and_participant_of_one_address_are_both_shown(make: Make) -> None:
    first, second = group(make, make.cohort(state="open")), group(make, make.cohort(state="open"))
    first.contact_email, first.contact_name = "office@odense.example", "Anna"
    second.seats[0].email, second.seats[0].name = "office@odense.example", "Bodil"
    db.session.commit()

    assert found("office@odense.example") == [("office@odense.example", ["Anna", "Bodil"])]
    anna = people.of(Person("office@odense.example", "anna"))
    assert (anna.registrations, anna.seats) == ([first], [])


def test_looks_are_told_by_day_and_purpose_without_who(make: Make) -> None:
    cohort = make.cohort(state="open")
    before = clock.now() - timedelta(hours=1)
    one = group(make, cohort)
    one.made_at = clock.now() - timedelta(minutes=1)
    other = group(make, make.cohort(state="open"))
    for _again in range(2):
        audit.record("read", f"cohort/{cohort.id}", what="people")
    audit.record("read", f"registration/{other.id}", what="people")
    audit.record("read", people_log.subject(one.contact_email), what="person", purpose="question")
    audit.record("place.cancelled", f"registration/{one.id}")
    db.session.add(
        AuditEntry(at=before, action="read", subject=f"cohort/{cohort.id}", peer="", detail={})
    )
    db.session.commit()

    looks = people_log.looks(people.of(Person(one.contact_email)))

    assert [(look.at_what, look.why, look.times) for look in looks] == [
        ("person", "question", 1),
        ("cohort", "people", 2),
    ]


def looked_at(email: str) -> list[str]:
    db.session.commit()
    return sorted(f"{one.at_what} {one.why}" for one in people_log.looks(people.of(Person(email))))


def test_whoever_fetched_a_list_with_somebody_looked_at_them(make: Make) -> None:
    course = make.course()
    listed = make.subscription(course, "listed@odense.example", queued_at=ago(days=1))
    later = make.subscription(course, "later@odense.example", queued_at=ago(days=-1))
    audit.record("course.exported", f"course/{course.id}", what="list")
    audit.record("read", f"course/{course.id}", what="notes")

    assert looked_at(listed.email) == ["course course.exported"]
    listed.note = "We are four"
    assert looked_at(listed.email) == ["course course.exported", "course notes"]
    assert looked_at(later.email) == []


def test_whoever_fetched_the_invoice_list_of_the_month_looked_at_payers(make: Make) -> None:
    closed: dict[str, Any] = {"in_days": -20, "closed_at": ago(hours=1)}
    paid = group(make, make.cohort(state="open", **closed), bill="ean", bill_email="pay@x.example")
    free = group(make, make.cohort(state="open", **closed), bill="none")
    last = group(make, make.cohort(state="open", closed_at=ago(days=40)), bill="ean")
    emails = ("paid@x.example", "free@x.example", "last@x.example")
    for one, email in zip((paid, free, last), emails, strict=True):
        one.contact_email, one.made_at = email, ago(days=60)
    audit.record("invoice.exported", f"invoices/{clock.today(ago(hours=1)):%Y-%m}", rows=1)

    fetched = ["invoices invoice.exported"]
    assert [looked_at(email) for email in emails] == [fetched, [], []]
    assert looked_at("pay@x.example") == fetched


def test_the_page_of_a_cohort_shows_for_whom_places_are_held(make: Make) -> None:
    cohort = make.cohort(state="announced")
    held = make.subscription(cohort.course, "held@odense.example", queued_at=ago(days=1))
    without = make.subscription(cohort.course, "other@odense.example", queued_at=ago(days=1))
    hold = make.hold(cohort, held)
    audit.record("read", f"cohort/{cohort.id}", what="people")
    audit.record("cohort.exported", f"cohort/{cohort.id}", what="participants")

    assert looked_at(held.email) == ["cohort people"]
    assert looked_at(without.email) == []
    hold.until = ago(minutes=1)
    assert looked_at(held.email) == []


def test_a_search_is_noted_for_each_who_was_found(make: Make) -> None:
    found = [people.Found(f"{name}@x.example", []) for name in ("first", "second")]

    people_log.note_search(found, "question", actor=None)

    assert looked_at("first@x.example") == looked_at("second@x.example") == ["person question"]
    assert looked_at("third@x.example") == []


def test_a_correction_is_made_everywhere(make: Make) -> None:
    cohort = make.cohort(state="open")
    one = group(make, cohort, bill_email="")
    former = one.contact_email
    seat = one.seats[0]
    seat.food = "Vegetarian"
    answer = make.answer(seat)
    listed = make.subscription(email=former)
    waiting_list.tell(one, "receipt", "receipt/1/1")
    past = group(make, make.cohort(state="open", in_days=-9), state="attended")
    past.contact_email = past.seats[0].email = former
    db.session.commit()
    versions = (one.link_version, seat.link_version, listed.link_version)

    people_corrected.correct(
        Person(former), name="Åse Ærø", email="aase@odense.example", actor=None
    )
    db.session.commit()

    assert people.of(Person(former)).is_empty
    assert {one.contact_name, seat.name, past.contact_name} == {"Åse Ærø"}
    assert (seat.food, answer.seat_id, seat.state) == (
        "Vegetarian",
        seat.id,
        SeatState.CONFIRMED,
    )
    assert listed.email == past.seats[0].email == "aase@odense.example"
    now = (one.link_version, seat.link_version, listed.link_version)
    assert all(new > old for new, old in zip(now, versions, strict=True))
    mails = db.session.query(OutboxMail).all()
    assert {mail.recipient for mail in mails} == {"aase@odense.example"}
    assert {mail.letter for mail in mails} == {"receipt", "new_link", "place"}


def test_a_name_alone_sends_nothing_and_ends_no_link(make: Make) -> None:
    one = group(make, make.cohort(state="open"))
    version = one.link_version

    people_corrected.correct(
        Person(one.contact_email), name="Åse", email=one.contact_email, actor=None
    )
    db.session.commit()

    assert (one.contact_name, one.seats[0].name, one.link_version) == ("Åse", "Åse", version)
    assert db.session.query(OutboxMail).count() == 0


def test_an_address_that_stands_there_already_is_refused(make: Make) -> None:
    cohort, course = make.cohort(state="open"), make.course()
    one, other = group(make, cohort), group(make, cohort)
    make.subscription(course, "one@odense.example")
    make.subscription(course, "other@odense.example")

    with pytest.raises(AddressHasSeat):
        people_corrected.correct(
            Person(one.contact_email), name="", email=other.contact_email, actor=None
        )
    with pytest.raises(AddressOnList):
        people_corrected.correct(
            Person("one@odense.example"), name="", email="other@odense.example", actor=None
        )
    with pytest.raises(NothingToCorrect):
        people_corrected.correct(
            Person(one.contact_email), name="", email=one.contact_email, actor=None
        )
