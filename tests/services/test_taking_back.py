"""An offer is taken back: the group waits in its place, and is not offered the same at once."""

from datetime import timedelta

import time_machine

from app.extensions import db
from app.models import Cohort, Registration
from app.services import by_hand, places, waiting_list
from tests.factories import Make
from tests.line import all_true, full, letters, register, states

WHY = "The group asked for another week"


def line(make: Make, *people: int, in_days: int = 60) -> tuple[Cohort, list[Registration]]:
    """The first in line has an offer for all its people."""
    cohort = make.cohort(state="open", capacity=6, in_days=in_days)
    made = full(cohort)
    waiting = [register(cohort, number) for number in people]
    places.cancel(made.seats[: people[0]], by="contact")
    db.session.commit()
    assert set(states(waiting[0])) == {"offered"}
    return cohort, waiting


def test_the_places_go_to_the_next_who_fits(make: Make) -> None:
    cohort, (one, too_many, fits) = line(make, 1, 2, 1)

    by_hand.take_back(one, reason=WHY, actor=None)
    db.session.commit()

    assert states(one) == ["waiting"]
    assert waiting_list.in_order(cohort)[0] is one
    assert states(too_many) == ["waiting"] * 2
    assert states(fits) == ["offered"]
    assert [row.reason for row in one.passes] == [WHY]
    waiting_list.fill(cohort)
    assert states(one) == ["waiting"]
    assert all_true()


def test_what_the_next_leaves_goes_on_in_order(make: Make) -> None:
    _cohort, (one, next_one) = line(make, 2, 1)

    by_hand.take_back(one, reason=WHY, actor=None)

    assert states(one) == ["waiting"] * 2
    assert states(next_one) == ["offered"]
    assert all_true()


def test_with_nobody_else_they_are_offered_the_same_again(make: Make) -> None:
    _cohort, (one,) = line(make, 1)
    before = one.offered_at
    assert before is not None
    with time_machine.travel(before + timedelta(hours=1)):
        by_hand.take_back(one, reason=WHY, actor=None)

    assert states(one) == ["offered"]
    assert one.offered_at != before
    # the first letter had not left: the second alone tells of it
    assert letters("offer") == [one.contact_email]
    assert letters("offer_taken_back") == []
