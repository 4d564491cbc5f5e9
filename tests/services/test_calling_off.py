"""A cohort is called off: who is told, and what each contact may choose."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Bilingual,
    Cohort,
    CohortState,
    Hold,
    OpeningRule,
    Subscription,
    SubscriptionState,
)
from app.models.errors import (
    CohortNotOpen,
    NoRoomToMove,
    SeatGone,
)
from app.services import calling_off, cohorts, places
from tests.factories import Make, at
from tests.line import all_true, letters, register, states, told

REASON = Bilingual("Der er for få tilmeldte.", "Too few have registered.")
# a Tuesday
NOW = at(date(2026, 9, 1), 8)


def called_off(make: Make) -> tuple[Cohort, dict[str, object]]:
    """A cohort with places, an offer, a line and a list, called off."""
    cohort = make.cohort(state="open", capacity=3)
    who = {
        "contact": make.subscription(cohort.course, "leader@vejle.example"),
        "waits": make.subscription(cohort.course, "waits@vejle.example", state="paused"),
        "heard": make.subscription(cohort.course, "heard@vejle.example"),
    }
    made = register(cohort, 3, who="leader")
    offered, waiting = register(cohort, 1, who="waits"), register(cohort, 2)
    places.cancel(made.seats[:1], by="contact")
    told(cohort, who["heard"])
    calling_off.call_off(cohort, reason=REASON, actor=None)
    db.session.commit()
    return cohort, who | {"made": made, "offered": offered, "waiting": waiting}


def test_called_off_ends_everything_and_tells_each_once(make: Make) -> None:
    cohort, who = called_off(make)
    made, offered, waiting = who["made"], who["offered"], who["waiting"]

    assert cohort.state is CohortState.CALLED_OFF
    assert states(made) == ["cancelled"] * 3  # type: ignore[arg-type]
    assert states(offered) == ["ended"]  # type: ignore[arg-type]
    assert states(waiting) == ["ended"] * 2  # type: ignore[arg-type]
    assert len(letters("called_off")) == 3
    assert len(letters("called_off_participant")) == 5
    assert letters("called_off_notice") == []
    assert calling_off.call_off(cohort, reason=REASON, actor=None) == 0
    assert all_true()


def test_who_had_something_on_it_comes_first_on_the_list_by_itself(make: Make) -> None:
    _, who = called_off(make)

    for name in ("contact", "waits"):
        subscription = who[name]
        assert isinstance(subscription, Subscription)
        assert subscription.state is SubscriptionState.ACTIVE
        assert subscription.displaced
    heard = who["heard"]
    assert isinstance(heard, Subscription)
    assert not heard.displaced


def test_who_only_held_is_told_and_not_displaced(make: Make) -> None:
    course = make.course()
    who = make.subscription(course)
    cohort = make.cohort(course)
    cohorts.open_cohort(cohort, rule=OpeningRule.LIST_FIRST)
    db.session.commit()
    with pytest.raises(CohortNotOpen):
        calling_off.call_off(cohort, reason=REASON, actor=None)

    assert cohort.tell_at is not None
    with time_machine.travel(cohort.tell_at):
        seen = calling_off.preview(cohort)
        assert calling_off.call_off(cohort, reason=REASON, actor=None) == seen.told == 1

    assert letters("called_off_notice") == [who.email]
    assert letters("cohort_open_held") == []
    assert db.session.scalars(select(Hold)).all() == []
    assert not who.displaced


def test_the_contact_may_move_everybody(make: Make) -> None:
    cohort, who = called_off(make)
    made = who["made"]
    small = make.cohort(cohort.course, state="open", capacity=1)
    other = make.cohort(cohort.course, state="open", capacity=9)

    with pytest.raises(NoRoomToMove):
        calling_off.move_to(made, small, by="contact")  # type: ignore[arg-type]
    moved = calling_off.move_to(made, other, by="contact")  # type: ignore[arg-type]

    assert states(moved) == ["confirmed"] * 2
    assert letters("place_moved") == [seat.email for seat in moved.seats]
    contact = who["contact"]
    assert isinstance(contact, Subscription)
    assert contact.state is SubscriptionState.SETTLED
    assert not contact.displaced
    with pytest.raises(SeatGone):
        calling_off.move_to(made, other, by="contact")  # type: ignore[arg-type]
    assert all_true()


def test_the_contact_may_stand_first_for_the_next(make: Make) -> None:
    _, who = called_off(make)
    waiting = who["waiting"]

    first = calling_off.stand_first(waiting, wording="Put me first")  # type: ignore[arg-type]
    again = calling_off.stand_first(waiting, wording="Put me first")  # type: ignore[arg-type]

    assert first is again
    assert (first.is_active, first.displaced, first.seats_wanted) == (True, True, 2)
    assert first.queued_at == waiting.queued_at  # type: ignore[attr-defined]
    assert first.wording == "Put me first"


def test_no_thanks_changes_nothing(make: Make) -> None:
    _, who = called_off(make)
    before = len(db.session.scalars(select(Subscription)).all())

    calling_off.no_thanks(who["waiting"])  # type: ignore[arg-type]

    assert len(db.session.scalars(select(Subscription)).all()) == before
