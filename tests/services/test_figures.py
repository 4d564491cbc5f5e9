"""A year in figures."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app import clock
from app.extensions import db
from app.models import Municipality, Registration, SeatState
from app.services import figures, orders, retention
from app.services.figures import Year
from tests.factories import Make
from tests.places import group
from tests.taking_part import closed, yesterday

NOW = datetime(2027, 6, 1, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_day() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def of(year: int = 2027) -> Year:
    db.session.flush()
    db.session.expire_all()
    return figures.of(year, clock.now())


def municipality(number: int) -> int:
    found = db.session.query(Municipality.id).order_by(Municipality.id).offset(number).first()
    assert found
    return int(found[0])


def test_places_are_counted_by_what_became_of_them(make: Make) -> None:
    one = closed(make, 4, absent=1)
    first, second = one.seats[:2]
    first.state, first.cancelled_at = SeatState.CANCELLED, NOW
    second.state, second.reason = SeatState.CANCELLED, orders.HAS_A_PLACE_ALREADY
    unsaid = group(make, yesterday(make, one.cohort.course), 1)
    off = make.cohort(one.cohort.course, state="called_off", in_days=-3)
    group(make, off, 2)
    make.cohort(one.cohort.course, state="open", in_days=20)

    told = of()

    whole = told.whole
    assert (whole.held, whole.called_off, told.to_come) == (2, 1, 1)
    assert (whole.places, whole.came, whole.absent, whole.cancelled) == (3, 1, 1, 1)
    assert whole.unsaid == len(unsaid.seats)
    [(title, course)] = told.courses
    assert (title, course.places, course.held) == (one.cohort.course.title, 3, 2)


def test_small_municipalities_are_counted_together(make: Make) -> None:
    cohort = yesterday(make)
    for number, people in enumerate((3, 2, 1)):
        group(make, cohort, people, municipality_id=municipality(number))
    group(make, cohort, 1)

    told = of()

    [(name, first)] = told.municipalities
    assert (name, first.places) == (db.session.get_one(Municipality, municipality(0)).name, 3)
    assert (told.others.places, told.other_municipalities) == (3, 2)
    assert told.unknown.places == 1


def waited(one: Registration, days: int) -> None:
    for seat in one.seats:
        seat.confirmed_at = one.queued_at + timedelta(days=days)


def test_half_of_them_waited_shorter(make: Make) -> None:
    cohort = yesterday(make)
    for days in (0, 10, 100):
        waited(group(make, cohort, 1), days)
    unknown = group(make, cohort, 1)
    unknown.seats[0].confirmed_at = None
    moved = group(make, cohort, 1, moved_from_id=unknown.id)
    waited(moved, 1000)

    assert of().whole.days == [0, 10, 100]
    assert of().whole.median_days == 10


def test_nothing_changes_when_names_are_forgotten(make: Make) -> None:
    one = closed(make, 3, absent=1)
    one.municipality_id = municipality(5)
    waited(one, 7)
    before = of()
    later = NOW + timedelta(days=900)
    for number in list(db.session.scalars(retention.names_to_forget(later))):
        retention.forget_name(number, later)
    for number in list(db.session.scalars(retention.contacts_to_forget(later))):
        retention.forget_contact(number, later)

    assert of() == before
    assert before.whole.median_days == 7


def test_a_year_begins_at_midnight_in_denmark(make: Make) -> None:
    one = closed(make, 1)
    one.cohort.starts_at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert of(2027).whole.held == 1
    assert of(2026).whole.held == 0
    assert figures.years() == [2027]
