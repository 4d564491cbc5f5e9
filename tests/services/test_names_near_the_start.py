"""So near the start that places without a name go back, nothing gives such a place unasked."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from app import clock
from app.extensions import db
from app.models import Cohort, Registration
from app.models.errors import NameNeeded
from app.services import line_sweep, offers, places, waiting_list
from app.services.registrations import Person
from tests.factories import Make
from tests.line import all_true, full, letters, register, states

TUESDAY = datetime(2026, 9, 1, 8, 0, tzinfo=clock.COPENHAGEN)
NEW = Person("A new one", "new@vejle.example", "Pedagogue")


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY):
        yield


def waits(make: Make, in_days: int) -> tuple[Cohort, Registration]:
    """In line with a place that has no name, since the day was far away."""
    soon = clock.today()
    cohort = make.cohort(state="open", capacity=2, in_days=in_days, register_by=soon)
    first = full(cohort)
    waiting = register(cohort, accept_until=clock.today(cohort.starts_at))
    waiting.seats[0].name = waiting.seats[0].email = None
    db.session.commit()
    places.cancel(first.seats[:1], by="contact")
    db.session.commit()
    return cohort, waiting


def test_who_wants_it_unasked_is_asked_for_the_name(make: Make) -> None:
    _cohort, far = waits(make, 40)
    _cohort, near = waits(make, 12)

    assert (states(far), states(near)) == (["confirmed"], ["offered"])
    assert letters("offer") == [near.contact_email]


def test_a_yes_without_a_name_is_refused_and_the_offer_stands(make: Make) -> None:
    _cohort, waiting = waits(make, 12)

    with pytest.raises(NameNeeded):
        offers.accept(waiting, keep_rest=False)
    db.session.rollback()
    assert states(waiting) == ["offered"]

    offers.accept(waiting, keep_rest=False, names={waiting.seats[0].id: NEW})
    db.session.commit()
    line_sweep.sweep(clock.now())
    assert states(waiting) == ["confirmed"]
    assert letters("place")[-1] == NEW.email
    assert all_true()


def test_a_name_that_has_a_place_already_gets_no_second_one(make: Make) -> None:
    cohort, waiting = waits(make, 12)
    behind = register(cohort)
    known = db.session.get_one(Registration, 1).seats[1]

    name = Person(known.name or "", known.email or "")
    offers.accept(waiting, keep_rest=False, names={waiting.seats[0].id: name})

    assert states(waiting) == ["cancelled"]
    assert states(behind) == ["offered"]
    assert letters("has_a_place_already") == [known.email]
    assert all_true()


def test_so_near_that_she_rings_the_place_is_left_for_the_call(make: Make) -> None:
    cohort, waiting = waits(make, 2)

    assert states(waiting) == ["waiting"]
    assert waiting_list.call_list(cohort, clock.now()) == [waiting]


def test_nobody_moves_without_a_name_to_a_date_so_near(make: Make) -> None:
    course = make.course()
    far = make.cohort(course, state="open", in_days=60)
    near = make.cohort(course, state="open", in_days=12, register_by=clock.today())
    made = register(far, (Person(),))

    with pytest.raises(NameNeeded):
        places.move(made.seats, near, by="contact")
