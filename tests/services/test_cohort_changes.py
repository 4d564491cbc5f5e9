"""Capacity, date and place, called off: each seen before it is done, and done in one act."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.models import (
    Bilingual,
    Hold,
    OpeningRule,
    OutboxMail,
)
from app.models.errors import (
    CohortHasStarted,
    CohortInThePast,
    CohortNotOpen,
)
from app.services import calling_off, cohort_changes, cohorts, places, waiting_list
from app.services.cohort_changes import Move
from app.services.cohorts import Times
from tests.factories import Make, at
from tests.line import all_true, full, letters, register, states, told

REASON = Bilingual("Der er for få tilmeldte.", "Too few have registered.")
# a Tuesday
NOW = at(date(2026, 9, 1), 8)


def on(day: date, place: str = "Havnegade 1, Odense") -> Move:
    return Move(meetings=[Times(at(day, 9), at(day, 15))], place=place)


def test_more_places_go_to_those_in_line(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    full(cohort)
    waiting = register(cohort, 2)
    seen = cohort_changes.preview_capacity(cohort, 5)
    assert (seen.taken, seen.given, seen.free, seen.over) == (2, 2, 1, 0)

    cohort_changes.set_capacity(cohort, 5, actor=None)

    assert states(waiting) == ["offered"] * 2
    assert waiting_list.free_for_newcomer(cohort) == 1
    assert all_true()


def test_with_fewer_places_everybody_keeps_what_they_have(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=4)
    made, waiting = full(cohort), register(cohort)
    assert cohort_changes.preview_capacity(cohort, 2).over == 2

    cohort_changes.set_capacity(cohort, 2, actor=None)
    assert states(made) == ["confirmed"] * 4
    assert waiting_list.places(cohort).over == 2
    assert all_true()

    places.cancel(made.seats[:2], by="contact")
    assert states(waiting) == ["waiting"]
    places.cancel(made.seats[2:3], by="contact")
    assert states(waiting) == ["offered"]


def test_a_draft_and_a_called_off_cohort_are_not_enlarged(make: Make) -> None:
    for state in ("draft", "called_off"):
        with pytest.raises(CohortNotOpen):
            cohort_changes.set_capacity(make.cohort(state=state), 30, actor=None)


def test_a_move_is_told_to_all_concerned_and_to_nobody_else(make: Make) -> None:
    with time_machine.travel(NOW):
        cohort = make.cohort(state="open", capacity=4)
        made = register(cohort, 3, who="away")
        own = register(cohort, 1, who="own", contact_email="own-0@vejle.example")
        waiting = register(cohort)
        heard = make.subscription(cohort.course, "heard@vejle.example", language=Language.ENGLISH)
        make.subscription(cohort.course, "unheard@vejle.example")
        told(cohort, heard)
        move = on(date(2026, 12, 1))
        seen = cohort_changes.preview_move(cohort, move)

        assert cohort_changes.move_cohort(cohort, move, actor=None) == 7

    assert seen.letters == Counter(
        {
            ("date_changed", Language.DANISH): 4,
            ("date_changed_contact", Language.DANISH): 1,
            ("changed_for_line", Language.DANISH): 1,
            ("date_changed_notice", Language.ENGLISH): 1,
        }
    )
    assert letters("date_changed") == [seat.email for seat in made.seats + own.seats]
    assert letters("date_changed_contact") == [made.contact_email]
    assert letters("changed_for_line") == [waiting.contact_email]
    assert letters("date_changed_notice") == ["heard@vejle.example"]
    assert cohort.starts_at == at(date(2026, 12, 1), 9)
    assert cohort.sequence == 1
    assert len(cohort.moved_from) == 1


def test_a_preview_writes_nothing(make: Make) -> None:
    cohort = make.cohort(state="open")
    register(cohort)
    before = db.session.scalar(select(OutboxMail.id).order_by(OutboxMail.id.desc()).limit(1))

    cohort_changes.preview_move(cohort, on(clock.today() + timedelta(days=90)))
    calling_off.preview(cohort)
    db.session.commit()

    assert cohort.sequence == 0
    assert before == db.session.scalar(
        select(OutboxMail.id).order_by(OutboxMail.id.desc()).limit(1)
    )


def test_nothing_that_changes_is_told_to_nobody(make: Make) -> None:
    cohort = make.cohort(state="open")
    register(cohort)
    same = Move(
        meetings=[Times(one.starts_at, one.ends_at) for one in cohort.meetings],
        place=cohort.place,
        free_cancel_until=clock.today(),
    )

    assert cohort_changes.preview_move(cohort, same).told == 0
    assert cohort_changes.move_cohort(cohort, same, actor=None) == 0
    assert cohort.sequence == 0
    assert cohort.free_cancel_until == clock.today()


def test_a_live_offer_gets_a_new_window_never_an_earlier_one(make: Make) -> None:
    with time_machine.travel(NOW):
        cohort = make.cohort(state="open", capacity=1, in_days=90)
        first, waiting = full(cohort), register(cohort)
        places.cancel(first.seats, by="contact")
        db.session.commit()
        assert waiting.offer_until == at(date(2026, 9, 4), 12)

    with time_machine.travel(at(date(2026, 9, 3), 10)):
        # six to fifteen working days from now: two of them to answer
        cohort_changes.move_cohort(cohort, on(date(2026, 9, 18)), actor=None)
        db.session.commit()
        assert waiting.offer_until == at(date(2026, 9, 7), 12)

    with time_machine.travel(at(date(2026, 9, 3), 11)):
        cohort_changes.move_cohort(cohort, on(date(2026, 9, 9)), actor=None)
        assert waiting.offer_until == at(date(2026, 9, 7), 12)
        reminders = select(OutboxMail).where(OutboxMail.letter == "offer_reminder")
        assert len(db.session.scalars(reminders).all()) <= 1
        assert all_true()


def test_holds_and_the_opening_move_along_while_announced(make: Make) -> None:
    with time_machine.travel(NOW):
        course = make.course()
        make.subscription(course)
        cohort = make.cohort(course)
        cohorts.open_cohort(cohort, rule=OpeningRule.LIST_FIRST)
        db.session.commit()
        assert cohort.opens_at == at(date(2026, 9, 4), 12)

    with time_machine.travel(at(date(2026, 9, 3), 10)):
        cohort_changes.move_cohort(cohort, on(date(2026, 12, 1)), actor=None)

    assert cohort.opens_at == at(date(2026, 9, 8), 12)
    assert [hold.until for hold in db.session.scalars(select(Hold))] == [cohort.opens_at]


def test_who_gives_up_a_place_because_we_moved_comes_first_on_the_list(make: Make) -> None:
    cohort = make.cohort(state="open")
    who = make.subscription(cohort.course, "leader@vejle.example")
    made = register(cohort, 1, who="leader")
    cohort_changes.move_cohort(cohort, on(clock.today() + timedelta(days=90)), actor=None)

    places.cancel(made.seats, by="contact")

    assert who.is_active
    assert who.displaced


@pytest.mark.parametrize("days", [-1, 0])
def test_not_to_a_day_that_is_over(make: Make, days: int) -> None:
    cohort = make.cohort(state="open")
    with time_machine.travel(at(clock.today(), 12)), pytest.raises(CohortInThePast):
        cohort_changes.move_cohort(cohort, on(clock.today() + timedelta(days=days)), actor=None)


def test_what_has_begun_stays_as_it_is(make: Make) -> None:
    cohort = make.cohort(state="open", in_days=-1)
    past: datetime | None = cohort.starts_at

    for act in (
        lambda: calling_off.call_off(cohort, reason=REASON, actor=None),
        lambda: cohort_changes.set_capacity(cohort, 99, actor=None),
        lambda: cohort_changes.move_cohort(
            cohort, on(clock.today() + timedelta(days=9)), actor=None
        ),
    ):
        with pytest.raises(CohortHasStarted):
            act()
    assert cohort.starts_at == past
