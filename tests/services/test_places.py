"""What becomes of one place."""

from datetime import date, timedelta

import pytest
import time_machine

from app import clock
from app.extensions import db
from app.language import Language
from app.models import CountsAs, SubscriptionState
from app.models.errors import (
    CohortNotOpen,
    NoRoomToMove,
    SeatGone,
    UndoTooLate,
)
from app.services import places, waiting_list
from app.services.registrations import Person
from tests.factories import Make
from tests.line import all_true, full, letters, register, states

NEW = Person("A new one", "new@vejle.example", "Pedagogue")


def test_a_cancelled_place_is_free_at_once_and_told(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    made = full(cohort)

    places.cancel(made.seats[:1], by="participant")
    places.cancel(made.seats[:1], by="participant")

    assert states(made) == ["cancelled", "confirmed"]
    assert made.seats[0].reason == "participant"
    assert waiting_list.free_for_newcomer(cohort) == 1
    assert letters("place_cancelled") == [made.seats[0].email]
    assert letters("places_cancelled") == [made.contact_email]
    assert all_true()


def test_not_once_it_has_begun(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    made = full(cohort)

    assert cohort.starts_at is not None
    with time_machine.travel(cohort.starts_at), pytest.raises(SeatGone):
        places.cancel(made.seats, by="contact")


def test_only_who_has_a_place_can_cancel_it(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    full(cohort)
    waiting = register(cohort)

    with pytest.raises(SeatGone):
        places.cancel(waiting.seats, by="contact")


def test_it_can_be_taken_again_for_fifteen_minutes_while_it_is_free(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    made = full(cohort)
    places.cancel(made.seats, by="contact")
    db.session.commit()

    with time_machine.travel(clock.now() + timedelta(minutes=14)):
        places.undo(made.seats[0])
        places.undo(made.seats[0])

    assert states(made) == ["confirmed"]
    assert len(letters("receipt")) == 2
    assert all_true()


def test_not_after_a_quarter_of_an_hour(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    made = full(cohort)
    places.cancel(made.seats, by="contact")

    with (
        time_machine.travel(clock.now() + timedelta(minutes=15)),
        pytest.raises(UndoTooLate),
    ):
        places.undo(made.seats[0])


def test_not_when_somebody_has_got_it(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    made = full(cohort)
    register(cohort)
    places.cancel(made.seats, by="contact")

    with pytest.raises(UndoTooLate):
        places.undo(made.seats[0])


def test_the_last_place_given_up_brings_back_to_the_list(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=4)
    who = make.subscription(
        cohort.course, "leader@vejle.example", queued_at=clock.now() - timedelta(days=90)
    )
    queued_at = who.queued_at
    other = make.cohort(cohort.course, state="open")
    made = register(cohort, 2, who="leader", subscription=who)
    assert who.state is SubscriptionState.SETTLED

    places.cancel(made.seats[:1], by="contact")
    before = who.is_active
    assert not before

    places.cancel(made.seats[1:], by="contact")
    assert who.is_active
    assert who.queued_at == queued_at
    # told of the other date, not of the one just given up
    assert letters("cohort_open") == ["leader@vejle.example"]
    assert other.state == "open"
    assert all_true()


def test_moving_frees_the_old_seat_when_the_new_one_is_safe(make: Make) -> None:
    course = make.course()
    old = make.cohort(course, state="open", capacity=2)
    new = make.cohort(course, state="open", capacity=2)
    made = full(old)
    waiting = register(old)

    moved = places.move(made.seats[:1], new, by="contact")

    assert states(made) == ["moved", "confirmed"]
    assert states(moved) == ["confirmed"]
    assert states(waiting) == ["offered"]
    assert letters("place_moved") == [made.seats[0].email]
    assert all_true()


def test_without_room_nobody_moves(make: Make) -> None:
    course = make.course()
    old = make.cohort(course, state="open", capacity=2)
    new = make.cohort(course, state="open", capacity=3)
    made = full(old)
    register(new, 2)

    with pytest.raises(NoRoomToMove):
        places.move(made.seats, new, by="contact")
    with pytest.raises(CohortNotOpen):
        places.move(made.seats, make.cohort(state="open"), by="contact")
    assert states(made) == ["confirmed"] * 2


def test_a_team_that_becomes_too_small_is_asked_for_another(make: Make) -> None:
    course = make.course(min_seats=3, max_seats=20)
    cohort = make.cohort(course, state="open", capacity=1, counts_as=CountsAs.REGISTRATIONS)
    team = register(cohort, 3, choice=None)

    places.cancel(team.seats[:1], by="participant")

    assert places.is_short(team)
    assert clock.today() < (team.replace_by or clock.today())
    assert (team.replace_by or date.max) < clock.today(cohort.starts_at)
    assert letters("places_cancelled") == [team.contact_email]
    assert waiting_list.places(cohort).confirmed == 1

    places.name_another(team, NEW, language=Language.DANISH, by="contact")
    assert not places.is_short(team)
    assert team.replace_by is None
    assert states(team) == ["cancelled", "confirmed", "confirmed", "confirmed"]
    assert letters("place")[-1] == NEW.email
    assert all_true()


def test_a_whole_team_that_cancels_is_asked_for_nobody(make: Make) -> None:
    course = make.course(min_seats=3, max_seats=20)
    cohort = make.cohort(course, state="open", capacity=1, counts_as=CountsAs.REGISTRATIONS)
    team = register(cohort, 3, choice=None)

    places.cancel(team.seats, by="contact")

    assert team.replace_by is None
    assert waiting_list.free_for_newcomer(cohort) == 1
