"""Who gets what comes free: the rules of groups, windows and the walk, row by row."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import Cohort, CountsAs, Registration, SeatState
from app.services import by_hand, courses, offers, places, waiting_list
from tests.factories import Make
from tests.line import all_true, full, letters, register, states

# a Tuesday


NOW = datetime(2026, 9, 1, 8, 0, tzinfo=clock.COPENHAGEN)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def free(cohort: Cohort, seats: int) -> None:
    """So many of the first workplace cancel."""
    confirmed = [one for one in first(cohort).seats if one.state is SeatState.CONFIRMED]
    places.cancel(confirmed[:seats], by="contact")
    db.session.commit()


def first(cohort: Cohort) -> Registration:
    found = select(Registration).where(Registration.cohort_id == cohort.id)
    return db.session.scalars(found.order_by(Registration.id).limit(1)).one()


def test_a_freed_seat_is_offered_to_whoever_waited_longest(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    full(cohort)
    earlier, later = register(cohort), register(cohort)

    free(cohort, 1)

    assert states(earlier) == ["offered"]
    assert states(later) == ["waiting"]
    assert letters("offer") == [earlier.contact_email]
    assert all_true()


def test_displaced_come_first_then_the_moment_then_the_number(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=3)
    full(cohort)
    now = clock.now()
    late = make.registration(cohort, state="waiting", queued_at=now + timedelta(minutes=2))
    early = make.registration(cohort, state="waiting", queued_at=now)
    same = make.registration(cohort, state="waiting", queued_at=now)
    displaced = make.registration(
        cohort, state="waiting", queued_at=now + timedelta(minutes=9), displaced=True
    )

    assert waiting_list.in_order(cohort) == [displaced, early, same, late]


@pytest.mark.parametrize(
    ("wanted", "at_least", "freed", "offered"),
    [
        (3, None, 3, 3),
        (3, None, 4, 3),
        (3, None, 2, 0),
        (4, 2, 4, 4),
        (4, 2, 3, 3),
        (4, 2, 2, 2),
        (4, 2, 1, 0),
        (4, None, 3, 0),
        (1, None, 1, 1),
    ],
)
def test_a_group_gets_what_it_can_use(
    make: Make, wanted: int, at_least: int | None, freed: int, offered: int
) -> None:
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    group = register(cohort, wanted, at_least=at_least)

    free(cohort, freed)

    assert states(group).count("offered") == offered
    assert states(group).count("waiting") == wanted - offered
    assert all_true()


def test_a_group_that_does_not_fit_is_passed_over_when_somebody_behind_gets_seats(
    make: Make,
) -> None:
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    group = register(cohort, 3)

    free(cohort, 1)
    assert group.passes == []
    behind = register(cohort, 1, choice=None)

    assert states(behind) == ["confirmed"]
    db.session.refresh(group)
    assert [(one.free, one.needed, one.reason) for one in group.passes] == [(1, 3, "")]
    assert all_true()


def test_a_pass_by_an_offer_is_noted_with_what_was_free(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    group, behind = register(cohort, 3), register(cohort, 2)

    free(cohort, 2)

    assert states(behind) == ["offered", "offered"]
    db.session.refresh(group)
    assert [(one.free, one.needed, one.at) for one in group.passes] == [(2, 3, behind.offered_at)]
    assert all_true()


def test_a_group_that_does_not_fit_hides_no_free_seat(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    register(cohort, 3)

    free(cohort, 2)

    assert waiting_list.free_for_newcomer(cohort) == 2
    assert courses.occupancy([cohort.id])[cohort.id].free == 2


def test_a_round_that_is_repeated_changes_nothing(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    full(cohort)
    register(cohort)
    free(cohort, 1)

    assert waiting_list.fill(cohort) == waiting_list.Filled()
    assert len(letters("offer")) == 1


def test_the_rest_is_not_in_line_until_the_answer(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    group = register(cohort, 4, at_least=2)
    free(cohort, 2)

    free(cohort, 2)

    assert states(group) == ["offered", "offered", "waiting", "waiting"]
    assert waiting_list.free_for_newcomer(cohort) == 2


def test_who_has_accepted_a_split_takes_the_rest_as_it_comes(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    group = register(cohort, 4, at_least=2)
    free(cohort, 2)
    offers.accept(group, keep_rest=True)

    free(cohort, 1)

    assert states(group) == ["confirmed", "confirmed", "offered", "waiting"]
    assert all_true()


def test_what_comes_free_is_gathered_for_a_group(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    group, behind = register(cohort, 3), register(cohort, 1)
    by_hand.gather(group, actor=None)

    free(cohort, 2)
    assert states(group) == ["waiting"] * 3
    assert states(behind) == ["waiting"]
    assert waiting_list.free_for_newcomer(cohort) == 0
    assert all_true()

    free(cohort, 1)
    assert states(group) == ["offered"] * 3
    assert states(behind) == ["waiting"]
    assert not group.gathering


def test_when_gathering_stops_the_seats_go_on(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    group, behind = register(cohort, 3), register(cohort, 1)
    by_hand.gather(group, actor=None)
    free(cohort, 2)

    by_hand.stop_gathering(group, actor=None)

    assert states(behind) == ["offered"]
    assert waiting_list.free_for_newcomer(cohort) == 1


def test_whoever_said_so_gets_the_place_unasked_that_day_included(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=4)
    full(cohort)
    today = register(cohort, 1, accept_until=clock.today())
    yesterday = register(cohort, 1, accept_until=clock.today() - timedelta(days=1))

    free(cohort, 2)

    assert states(today) == ["confirmed"]
    assert states(yesterday) == ["offered"]
    assert letters("receipt_from_line") == [today.contact_email]
    assert all_true()


def test_unasked_the_rest_of_a_group_stays_in_line(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    group = register(cohort, 4, at_least=2, accept_until=date(2026, 12, 1))

    free(cohort, 3)
    assert states(group) == ["confirmed"] * 3 + ["waiting"]

    free(cohort, 1)
    assert states(group) == ["confirmed"] * 4


def test_who_cannot_be_reached_keeps_the_place_in_line_without_offers(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=3)
    full(cohort)
    lost, behind = register(cohort), register(cohort)
    free(cohort, 1)
    lost.unreachable = True
    db.session.commit()

    assert lost.offer_until is not None
    with time_machine.travel(lost.offer_until + timedelta(minutes=1)):
        waiting_list.fill(cohort)
        assert states(lost) == ["waiting"]
        assert states(behind) == ["offered"]
        assert letters("offer_lapsed") == []
        assert all_true()

        by_hand.reached(lost, "found@vejle.example")
        free(cohort, 1)
        assert states(lost) == ["offered"]
        assert letters("offer")[-1] == "found@vejle.example"


def test_where_registrations_are_counted_a_group_is_one(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2, counts_as=CountsAs.REGISTRATIONS)
    one, two = register(cohort, 3, choice=None), register(cohort, 2, choice=None)
    third = register(cohort, 4, at_least=1)
    assert waiting_list.places(cohort).confirmed == 2

    places.cancel(one.seats[:2], by="contact")
    assert states(third) == ["waiting"] * 4

    places.cancel(one.seats[2:], by="contact")
    assert states(third) == ["offered"] * 4
    assert states(two) == ["confirmed"] * 2
    assert waiting_list.places(cohort).offered == 1
    assert all_true()


def test_nothing_is_given_before_the_opening_after_the_start_or_when_called_off(
    make: Make,
) -> None:
    for state, days in (("announced", 60), ("open", -1), ("called_off", 60), ("draft", 60)):
        cohort = make.cohort(state=state, in_days=days, capacity=2)
        waiting = make.registration(cohort, state="waiting")

        waiting_list.fill(cohort)

        assert states(waiting) in (["waiting"], ["ended"])


def test_what_is_due_counts_as_done_on_the_page_too(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    full(cohort)
    waiting = register(cohort)
    free(cohort, 1)
    assert courses.occupancy([cohort.id])[cohort.id].offered == 1

    with time_machine.travel(waiting.offer_until):
        shown = courses.occupancy([cohort.id])[cohort.id]

    assert (shown.offered, shown.waiting, shown.free) == (0, 0, 1)
    assert courses.next_change(clock.now()) == waiting.offer_until
