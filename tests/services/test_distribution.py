"""Worksheets leave on their day, once, to those who are to have them."""

from datetime import date, timedelta
from typing import Any

import pytest

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Provider, Seat, SeatState
from app.services import assignments, calling_off, distribution, hand_overs, outbox, places
from app.services.orders import Person
from tests.distributing import (
    DAY,
    another,
    assignment,
    cohort_with,
    mails,
    on,
    people,
    swept,
)
from tests.factories import Make, at

READY = date(2027, 3, 9)
MAPPING, GUIDE = "worksheet_mapping", "worksheet_guide"


def test_the_template_leaves_at_nine_three_weeks_before_and_once(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne", "bo")

    assert swept(READY, 8, 59) == []
    assert swept(READY, 9) == [(MAPPING, "anne"), (MAPPING, "bo")]
    assert swept(READY, 9, 1) == []
    assert swept(READY + timedelta(days=1)) == []


def test_each_letter_goes_to_a_participant_in_her_own_language(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne", "bo").seats[1].language = Language.ENGLISH
    db.session.commit()

    swept(READY)

    assert [(mail.recipient, mail.language) for mail in mails()] == [
        ("anne@odense.example", Language.DANISH),
        ("bo@odense.example", Language.ENGLISH),
    ]
    assert len({mail.message_id for mail in mails()}) == 2
    assert {mail.cohort_id for mail in mails()} == {cohort.id}


def test_the_reminder_is_at_nine_on_danish_clocks_across_their_change(make: Make) -> None:
    cohort = cohort_with(make, assignment("guide", -7), assignment("plan", 0))
    registration = people(make, cohort, "anne")

    # winter: nine is 8.00 UTC
    assert swept(date(2027, 3, 23), 8, 59) == []
    assert swept(date(2027, 3, 23)) == [(GUIDE, "anne")]
    with on(DAY, 16):
        registration.seats[0].state = SeatState.ATTENDED
        cohort.closed_at = clock.now()
        db.session.commit()
    # summer: nine is 7.00 UTC
    assert swept(DAY, 16, 1) == [("worksheet_plan", "anne")]
    assert swept(date(2027, 3, 31), 8, 59) == []
    assert swept(date(2027, 3, 31)) == [("thanks", "anne")]


def test_a_day_off_and_a_closed_week_move_it_to_the_working_day_before(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne")
    db.session.query(Provider).one().closed_weeks = ["2027-W10"]
    db.session.commit()

    # the Friday before the closed week
    assert swept(date(2027, 3, 4)) == []
    assert swept(date(2027, 3, 5), 8, 59) == []
    assert swept(date(2027, 3, 5)) == [(MAPPING, "anne")]


def test_late_comers_get_it_at_once(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne")
    swept(READY)

    people(make, cohort, "bo")

    assert swept(date(2027, 3, 14), 3, 30) == [(MAPPING, "bo")]


def test_the_last_late_comer_gets_it_before_the_day_and_nobody_after_its_start(
    make: Make,
) -> None:
    cohort = cohort_with(make, assignment("mapping", -21), assignment("guide", -7))
    people(make, cohort, "anne")

    assert (MAPPING, "anne") in swept(DAY, 8, 59)
    people(make, cohort, "bo")
    # what belongs to the whole course still comes
    assert swept(DAY, 9) == [(GUIDE, "bo")]


def test_a_place_without_a_name_gets_it_when_it_is_named(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    registration = make.registration(cohort, seats=2)

    assert swept(READY) == []
    with on(READY, 10):
        person = Person("Clara", "clara@odense.example")
        hand_overs.give_to(registration.seats[0], person, language=Language.DANISH, by="contact")
        db.session.commit()
    assert swept(READY, 10, 1) == [(MAPPING, "clara")]


def test_who_takes_over_a_place_gets_it_too(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    registration = people(make, cohort, "anne")
    swept(READY)
    with on(READY, 12):
        person = Person("Bo", "bo@odense.example")
        hand_overs.give_to(
            registration.seats[0], person, language=Language.DANISH, by="participant"
        )
        db.session.commit()

    assert swept(READY, 12, 1) == [(MAPPING, "bo")]
    assert swept(READY, 12, 2) == []


def test_who_moved_to_another_cohort_does_not_get_it_twice(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    to = another(make, cohort.course, day=date(2027, 4, 20))
    registration = people(make, cohort, "anne", "bo")
    with on(READY, 8):
        places.move(registration.seats[1:], to, by="contact")
        db.session.commit()
    assert swept(READY) == [(MAPPING, "anne")]
    with on(READY, 12):
        places.move(registration.seats[:1], to, by="contact")
        db.session.commit()

    # the day of the other cohort: who had not got it, and nobody else
    assert swept(date(2027, 3, 30)) == [(MAPPING, "bo")]


def test_what_had_not_left_before_the_move_comes_with_the_new_place(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    to = another(make, cohort.course, day=date(2027, 4, 20))
    registration = people(make, cohort, "anne")
    with on(READY) as now:
        distribution.sweep(now)
        places.move(registration.seats, to, by="contact")
        db.session.commit()

    assert swept(date(2027, 3, 30)) == [(MAPPING, "anne")]


def test_who_has_no_place_gets_nothing(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "waits", state="waiting")
    people(make, cohort, "offered", state="offered")
    people(make, cohort, "off", state="cancelled")

    assert swept(READY) == []


def test_a_cohort_that_is_called_off_sends_nothing(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne")
    with on(date(2027, 2, 1)):
        calling_off.call_off(cohort, reason=cohort.note, actor=None)
        db.session.commit()

    assert swept(READY) == []


def test_a_draft_and_a_cohort_not_yet_told_send_nothing(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne")
    cohort.tell_at = clock.now().replace(year=2030)
    db.session.commit()

    assert swept(READY) == []


def test_a_withdrawn_worksheet_is_sent_to_nobody_else(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne")
    swept(READY)
    cohort.course.assignments[0].withdrawn_at = clock.now()
    people(make, cohort, "bo")

    assert swept(READY, 10) == []


def test_a_worksheet_for_the_workplace_goes_to_the_contact_once(make: Make) -> None:
    cohort = cohort_with(make, assignment("plan", -14, team=True))
    registration = people(make, cohort, "anne", "bo")
    registration.contact_email = "leder@odense.example"
    make.registration(cohort, seats=1, state="waiting")
    db.session.commit()

    assert swept(date(2027, 3, 16)) == [("team_worksheet_plan", "leder")]
    assert swept(date(2027, 3, 16), 9, 1) == []


def test_only_the_newest_sending_of_a_worksheet_comes_to_a_late_comer(make: Make) -> None:
    cohort = cohort_with(make, assignment("guide", -21), assignment("guide", -7))
    people(make, cohort, "anne")
    assert swept(READY) == [(GUIDE, "anne")]
    people(make, cohort, "bo")

    assert swept(date(2027, 3, 23)) == [(GUIDE, "anne"), (GUIDE, "bo")]


def test_one_cohort_that_fails_spoils_no_other(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    others = [another(make, cohort.course) for _ in range(2)]
    for one, name in zip((cohort, *others), ("anne", "bo", "clara"), strict=True):
        people(make, one, name)
    broken, queue_rows = others[0].id, outbox.queue_rows

    def fails(letter: str, rows: Any) -> int:
        if broken in {row.cohort_id for row in db.session.execute(rows)}:
            raise RuntimeError
        return queue_rows(letter, rows)

    monkeypatch.setattr(outbox, "queue_rows", fails)
    with on(READY) as now:
        done = distribution.sweep(now)

    assert (done.sent, done.failed) == (2, 1)
    monkeypatch.undo()
    assert swept(READY, 9, 1) == [(MAPPING, "bo")]


def test_two_hundred_cohorts_a_minute(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distribution, "AT_ONCE", 2)
    cohort = cohort_with(make, assignment("mapping", -21))
    for one in (cohort, another(make, cohort.course), another(make, cohort.course)):
        people(make, one, f"reader{one.id}")

    assert len(swept(READY)) == 2
    assert len(swept(READY, 9, 1)) == 1
    assert db.session.query(Seat).count() == 3


def test_the_key_says_the_same_in_the_database(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    first, second = people(make, cohort, "anne", "bo").seats
    second.given_at = at(READY, 7).replace(second=59, microsecond=999_999)
    db.session.commit()

    swept(READY)

    [one] = cohort.course.assignments
    assert {mail.key for mail in mails()} == {assignments.key(one, s) for s in (first, second)}
