"""What is forgotten after the last meeting, to the second, and nothing else with it."""

from datetime import datetime, timedelta

import pytest

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Answer, AnswerSection, Bill, Cohort, Download, Registration, Seat
from app.services import provider, retention, sweep
from tests.factories import Make

SECOND = timedelta(seconds=1)


def registered(make: Make, cohort: Cohort, state: str = "attended") -> Registration:
    """Somebody who has told everything that can be told."""
    found = make.registration(
        cohort, state=state, contact_phone="+45 12 34 56 78", note="We come by train."
    )
    found.seats[0].name = "Participant"
    found.seats[0].food, found.seats[0].needs = "Vegetarian", "A ramp"
    db.session.commit()
    return found


def told(registration: Registration) -> list[str]:
    db.session.refresh(registration)
    [seat] = registration.seats
    db.session.refresh(seat)
    known = [seat.food, seat.needs, registration.contact_phone, registration.note]
    return [text for text in known if text]


@pytest.mark.parametrize("state", ["attended", "confirmed", "cancelled", "ended"])
def test_food_goes_after_fourteen_days_and_the_phone_after_thirty(make: Make, state: str) -> None:
    cohort = make.cohort(state="open", in_days=-60, days=2)
    over = cohort.ends_at
    assert over is not None
    one = registered(make, cohort, state)

    sweep.sweep(over + timedelta(days=14) - SECOND)
    assert told(one) == ["Vegetarian", "A ramp", "+45 12 34 56 78", "We come by train."]

    assert sweep.sweep(over + timedelta(days=14)).food == 1
    assert told(one) == ["+45 12 34 56 78", "We come by train."]

    sweep.sweep(over + timedelta(days=30) - SECOND)
    assert told(one) == ["+45 12 34 56 78", "We come by train."]

    assert sweep.sweep(over + timedelta(days=30)).phones == 1
    assert told(one) == []
    assert one.seats[0].name == "Participant"
    assert one.contact_email
    swept = sweep.sweep(over + timedelta(days=31))
    assert (swept.food, swept.phones) == (0, 0)


def test_the_note_of_a_cohort_goes_with_the_phone_numbers(make: Make) -> None:
    cohort, later = make.cohort(state="open", in_days=-60), make.cohort(state="open", in_days=-59)
    over = cohort.ends_at
    assert over is not None
    cohort.desk_note = later.desk_note = "The caretaker is on the phone until four"
    db.session.commit()

    assert sweep.sweep(over + timedelta(days=30) - SECOND).notes == 0
    assert sweep.due(over + timedelta(days=30))["notes"] == 1
    assert sweep.sweep(over + timedelta(days=30)).notes == 1

    db.session.expire_all()
    assert (cohort.desk_note, later.desk_note != "") == ("", True)


def test_worksheets_go_after_a_year_and_nothing_else_with_them(make: Make) -> None:
    cohort, later = make.cohort(state="open", in_days=-60), make.cohort(state="open", in_days=-59)
    over = cohort.ends_at
    assert over is not None
    old, young = registered(make, cohort), registered(make, later)
    for one in (old, young):
        make.answer(one.seats[0], "mapping", A={"A.helped": "the leader"})
        make.answer(one, "plan", **{"1": {"1.goal": "to read together"}})
        db.session.add_all(
            Download(
                **owner,
                worksheet="mapping",
                version=1,
                format="docx",
                language=Language.DANISH,
                at=clock.now(),
            )
            for owner in ({"seat_id": one.seats[0].id}, {"registration_id": one.id})
        )
    db.session.commit()

    def kept() -> list[int]:
        return [db.session.query(table).count() for table in (Answer, AnswerSection, Download)]

    year = timedelta(days=365)
    sweep.sweep(over + year - SECOND)
    assert kept() == [4, 4, 4]

    swept = sweep.sweep(over + year)
    assert (swept.answers, swept.downloads, swept.failed) == (2, 2, 0)
    assert kept() == [2, 2, 2]
    assert {one.seat_id or one.registration_id for one in db.session.query(Answer)} == {
        young.seats[0].id,
        young.id,
    }
    assert young.seats[0].name == "Participant"
    assert sweep.sweep(over + year).answers == 0


def test_a_cohort_that_is_not_over_keeps_everything(make: Make) -> None:
    """The first of its two days was long ago."""
    cohort = make.cohort(state="open", in_days=-20, days=4)
    one = registered(make, cohort, "confirmed")

    swept = sweep.sweep(clock.now())

    assert (swept.food, swept.phones) == (0, 0)
    assert len(told(one)) == 4


def test_a_date_that_was_moved_at_this_moment_counts(make: Make) -> None:
    cohort = make.cohort(state="open", in_days=-40)
    one = registered(make, cohort)
    cohort.ends_at = clock.now()
    db.session.commit()

    over = retention.limits(provider.get(), clock.now())
    assert not retention.forget_food(one.seats[0].id, over.food)
    assert not retention.forget_phone(one.id, over.phone)
    assert len(told(one)) == 4


def test_one_row_that_fails_spoils_no_other(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = make.cohort(state="open", in_days=-40)
    bad, good = registered(make, cohort), registered(make, cohort)
    forget, seat_id = retention.forget_food, bad.seats[0].id

    def sometimes(row_id: int, over_by: datetime) -> bool:
        if row_id == seat_id:
            raise RuntimeError
        return forget(row_id, over_by)

    monkeypatch.setattr(retention, "forget_food", sometimes)

    swept = sweep.sweep(clock.now())

    assert (swept.food, swept.phones, swept.failed) == (1, 2, 1)
    assert told(bad) == ["Vegetarian", "A ramp"]
    assert told(good) == []


def test_so_many_at_a_time(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = make.cohort(state="open", in_days=-40)
    for _ in range(3):
        registered(make, cohort)
    monkeypatch.setattr(sweep, "AT_ONCE", 2)

    assert [sweep.sweep(clock.now()).food for _minute in range(3)] == [2, 1, 0]
    left = db.session.query(Seat).filter(Seat.food != "").count()
    assert left == 0


def test_names_go_after_a_year_and_the_invoice_after_its_years(make: Make) -> None:
    cohort = make.cohort(state="open", in_days=-60)
    over = cohort.ends_at
    assert over is not None
    one = registered(make, cohort)
    one.bill, one.ean, one.order_ref = Bill.EAN, "5798000000001", "PO-7"
    one.person_ref, one.workplace, one.contact_title = "Leader", "Åkanden", "Leader"
    seat = one.seats[0]
    seat.email, seat.title, seat.workplace = "somebody@odense.example", "Pædagog", "Åkanden"
    seat.former_name = "Somebody else"
    db.session.commit()
    reference, versions = one.reference, (one.link_version, seat.link_version)
    year = timedelta(days=365)

    sweep.sweep(over + year - SECOND)
    db.session.refresh(one)
    assert one.contact_name
    assert one.person_ref == "Leader"

    swept = sweep.sweep(over + year)
    assert (swept.names, swept.contacts, swept.invoices, swept.failed) == (1, 1, 0, 0)
    db.session.expire_all()
    left = [seat.name, seat.email, seat.title, seat.workplace, seat.former_name]
    left += [one.contact_name, one.contact_email, one.contact_title, one.workplace, one.person_ref]
    assert not any(left)
    assert (one.reference, one.ean, one.order_ref, one.bill) == (
        reference,
        "5798000000001",
        "PO-7",
        Bill.EAN,
    )
    assert (one.link_version, seat.link_version) > versions
    assert (seat.state, len(one.seats)) == ("attended", 1)

    last = datetime(clock.local(over).year + 6, 1, 1, tzinfo=clock.COPENHAGEN)
    assert sweep.sweep(last - SECOND).invoices == 0
    assert sweep.sweep(last).invoices == 1
    db.session.refresh(one)
    assert (one.ean, one.order_ref, one.reference) == ("", "", reference)
    assert sweep.sweep(last).invoices == 0


def test_the_provider_chooses_how_long(make: Make) -> None:
    make.provider(retention={"food": 2, "phone": 60, "names": 24, "invoices": 6})
    cohort = make.cohort(state="open", in_days=-100)
    over = cohort.ends_at
    assert over is not None
    one = registered(make, cohort)
    one.bill, one.ean = Bill.EAN, "5798000000001"
    db.session.commit()

    assert sweep.due(over + timedelta(days=2) - SECOND)["food"] == 0
    assert sweep.due(over + timedelta(days=2))["food"] == 1
    swept = sweep.sweep(over + timedelta(days=2))
    assert (swept.food, swept.phones) == (1, 0)
    assert sweep.sweep(over + timedelta(days=59)).phones == 0
    assert sweep.sweep(over + timedelta(days=60)).phones == 1
    assert sweep.sweep(over + timedelta(days=400)).names == 0
    assert sweep.sweep(over + timedelta(days=730)).names == 1
    last = datetime(clock.local(over).year + 7, 1, 1, tzinfo=clock.COPENHAGEN)
    assert sweep.sweep(last - SECOND).invoices == 0
    assert sweep.sweep(last).invoices == 1


def test_lists_letters_and_the_log_go_by_the_same_rules(make: Make) -> None:
    provider_row = make.provider(retention={"unconfirmed": 2, "asked": 6, "letters": 90})
    now = clock.now()
    over = retention.limits(provider_row, now)

    assert over.unconfirmed == now - timedelta(days=2)
    assert over.asked == now - timedelta(days=180)
    assert over.letters == now - timedelta(days=90)
    assert over.log == now - timedelta(days=730)
    make.subscription(state="new", queued_at=now - timedelta(days=3))
    assert sweep.sweep(now).unconfirmed == 1
