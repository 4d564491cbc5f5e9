"""What a registration and a seat know by themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from app.models import Cohort, OpeningRule, Registration, Seat, SeatState
from app.models.errors import NoOffer, SeatGone, UndoTooLate
from app.models.occupancy import Occupancy
from app.services.occupancy import Standing, leaves, somebody_fits

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)


def group(*states: SeatState, **columns: object) -> Registration:
    return Registration(seats=[Seat(state=state) for state in states], queued_at=NOW, **columns)


def test_an_offer_keeps_some_and_the_rest_is_not_in_line() -> None:
    waiting = group(SeatState.WAITING, SeatState.WAITING, SeatState.WAITING, gathering=True)

    waiting.offer(2, NOW + timedelta(days=3), NOW)

    assert len(waiting.offered) == 2
    assert not waiting.stands_in_line
    assert not waiting.gathering
    assert waiting.has_offer(NOW)


def test_an_offer_ends_at_its_moment() -> None:
    offered = group(SeatState.OFFERED, offer_until=NOW)

    assert not offered.has_offer(NOW)
    assert offered.has_offer(NOW - timedelta(seconds=1))
    with pytest.raises(NoOffer):
        offered.require_offer(NOW)


@pytest.mark.parametrize("state", [SeatState.DECLINED, SeatState.LAPSED])
def test_the_rest_ends_with_the_offer(state: SeatState) -> None:
    offered = group(SeatState.OFFERED, SeatState.WAITING, SeatState.CONFIRMED, offer_until=NOW)

    offered.end_offer(state)

    assert [seat.state for seat in offered.seats] == [state, state, SeatState.CONFIRMED]
    assert offered.lapsed_at == (NOW if state is SeatState.LAPSED else None)


def test_taken_back_it_waits_again() -> None:
    offered = group(SeatState.OFFERED, SeatState.WAITING, offer_until=NOW)

    offered.take_back_offer()

    assert len(offered.waiting) == 2
    assert offered.offer_until is None


def test_cancelling_twice_is_harmless_but_only_a_place_can_be_cancelled() -> None:
    seat = Seat(state=SeatState.CONFIRMED)

    seat.cancel(NOW, "contact")
    seat.cancel(NOW + timedelta(days=1), "again")

    assert (seat.cancelled_at, seat.reason) == (NOW, "contact")
    with pytest.raises(SeatGone):
        Seat(state=SeatState.WAITING).cancel(NOW)


def test_a_quarter_of_an_hour_to_undo() -> None:
    seat = Seat(state=SeatState.CONFIRMED)
    seat.cancel(NOW)

    seat.require_undoable(NOW + timedelta(minutes=14, seconds=59))
    with pytest.raises(UndoTooLate):
        seat.require_undoable(NOW + timedelta(minutes=15))


def stands(wanted: int, at_least: int = 1, **columns: bool) -> Standing:
    kept = {"gathering": False, "unreachable": False} | columns
    return Standing(1, wanted, at_least, None, **kept)


@pytest.mark.parametrize(
    ("wanted", "at_least", "free", "gets"),
    [(3, 3, 3, 3), (3, 3, 9, 3), (3, 3, 2, 0), (4, 2, 3, 3), (4, 2, 2, 2), (4, 2, 1, 0)],
)
def test_what_a_group_takes(wanted: int, at_least: int, free: int, gets: int) -> None:
    assert stands(wanted, at_least).takes(free) == gets


def test_what_the_line_leaves() -> None:
    assert leaves([stands(3, 3), stands(1)], 2) == 1
    assert leaves([stands(3, 3)], 2) == 2
    assert leaves([stands(3, 3, gathering=True), stands(1)], 2) == 0
    assert leaves([stands(1, unreachable=True)], 2) == 2
    assert not somebody_fits([stands(3, 3, gathering=True), stands(1)], 2)
    assert somebody_fits([stands(3, 3), stands(1)], 2)


def test_free_is_what_those_in_line_leave() -> None:
    assert Occupancy(10, confirmed=5, offered=1, held=2, waiting=3, claimed=1).free == 1
    assert Occupancy(10, confirmed=8, waiting=3).free == 2
    assert Occupancy(10, confirmed=12).free == 0
    assert Occupancy(10, confirmed=12).over == 2


def test_list_first_opens_at_noon_three_working_days_later() -> None:
    cohort = Cohort(capacity=1)
    friday = datetime(2026, 9, 4, 10, tzinfo=UTC)

    assert cohort.earliest_opening(friday, OpeningRule.FIRST_COME) == friday
    assert cohort.earliest_opening(friday, OpeningRule.LIST_FIRST) == datetime(
        2026, 9, 9, 10, tzinfo=UTC
    )
    assert cohort.earliest_opening(friday, OpeningRule.LIST_FIRST, ["2026-W37"]) == datetime(
        2026, 9, 16, 10, tzinfo=UTC
    )
