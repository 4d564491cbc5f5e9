"""How the places of cohorts stand, and who stands in line for them. Asks the clock; only reads."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import Cohort, CountsAs, Hold, Occupancy, Registration, Seat, SeatState
from app.models.registration import HAS_A_PLACE

COUNTED = (SeatState.CONFIRMED, SeatState.OFFERED, SeatState.WAITING)


@dataclass(frozen=True, slots=True)
class Standing:
    """A registration in line, as the walk sees it, in what its cohort counts."""

    registration_id: int
    # n and k; one and one where the cohort counts registrations
    wanted: int
    at_least: int
    accept_until: date | None
    gathering: bool
    unreachable: bool

    def takes(self, free: int) -> int:
        """free >= n: n; k <= free < n: what is free; less: nothing."""
        return min(self.wanted, free) if free >= self.at_least else 0


def of(cohort_ids: Collection[int], now: datetime) -> dict[int, Occupancy]:
    """How the places stand at that moment. What is due counts as done."""
    if not cohort_ids:
        return {}
    rows = db.session.execute(_counting(), {"ids": list(cohort_ids), "now": now})
    basis: dict[int, tuple[int, int, bool]] = {}
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for cohort_id, capacity, counts_as, kept, word, seats, registrations in rows:
        whole = counts_as is CountsAs.REGISTRATIONS
        basis[cohort_id] = (capacity, int(kept or 0), whole)
        if word in COUNTED:
            counted[cohort_id][str(word)] = registrations if whole else seats
    found = {}
    for cohort_id, (capacity, kept, whole) in basis.items():
        places = Occupancy(capacity, held=kept, **counted[cohort_id])
        if places.waiting and places.unclaimed:
            left = leaves(line(cohort_id, whole=whole), places.unclaimed)
            places = replace(places, claimed=places.unclaimed - left)
        found[cohort_id] = places
    return found


@cache
def _counting() -> Select[int, int, CountsAs, int | None, SeatState, int, int]:
    """Made once: in a rush, putting it together takes longer than carrying it out."""
    # a type, since on its own the moment would not know its time zone
    now = bindparam("now", type_=Hold.until.type)
    held = (
        select(func.sum(Hold.seats))
        .where(Hold.cohort_id == Cohort.id, Hold.until > now)
        .correlate(Cohort)
        .scalar_subquery()
    )
    return (
        select(
            Cohort.id,
            Cohort.capacity,
            Cohort.counts_as,
            held,
            _state_at(now).label("state_now"),
            func.count(Seat.id),
            func.count(Registration.id.distinct()),
        )
        .outerjoin(Registration, Registration.cohort_id == Cohort.id)
        .outerjoin(Seat, Seat.registration_id == Registration.id)
        .where(Cohort.id.in_(bindparam("ids", expanding=True)))
        .group_by(Cohort.id, Cohort.capacity, Cohort.counts_as, "state_now")
    )


def _state_at(now: ColumnElement[datetime]) -> ColumnElement[SeatState]:
    """Of a seat: confirmed whatever came after it, and offers that are over as such."""
    over = Registration.offer_until <= now
    in_hand = Seat.state.in_((SeatState.OFFERED, SeatState.WAITING))
    return case(
        (Seat.state.in_(HAS_A_PLACE), _word(SeatState.CONFIRMED)),
        (in_hand & over & Registration.unreachable, _word(SeatState.WAITING)),
        (in_hand & over, _word(SeatState.LAPSED)),
        else_=Seat.state,
    )


def _word(state: SeatState) -> ColumnElement[SeatState]:
    return literal(state, Seat.state.type)


def line(cohort_id: int, *, whole: bool) -> list[Standing]:
    """Those in line, in ORDER: displaced, queued_at, id. Not who has an offer to answer first."""
    rows = db.session.execute(_standing(), {"cohort": cohort_id})
    return [
        Standing(
            registration_id,
            1 if whole else people,
            1 if whole else min(at_least, people),
            accept_until,
            gathering,
            unreachable,
        )
        for registration_id, people, at_least, accept_until, gathering, unreachable in rows
    ]


@cache
def _standing() -> Select[int, int, int, date | None, bool, bool]:
    """Made once, like the statement that counts."""
    offered = aliased(Seat)
    answers = select(offered.id).where(
        offered.registration_id == Registration.id, offered.state == SeatState.OFFERED
    )
    return (
        select(
            Registration.id,
            func.count(Seat.id),
            Registration.at_least,
            Registration.accept_until,
            Registration.gathering,
            Registration.unreachable,
        )
        .join(Seat, Seat.registration_id == Registration.id)
        .where(
            Registration.cohort_id == bindparam("cohort"),
            Seat.state == SeatState.WAITING,
            ~answers.exists(),
        )
        .group_by(Registration.id)
        .order_by(Registration.displaced.desc(), Registration.queued_at, Registration.id)
    )


def leaves(line: Iterable[Standing], free: int) -> int:
    """What is left of so many free places when everybody in line has what they can use.

    Seats that are gathered for a group are left to nobody; who cannot be reached uses none.
    """
    for standing in line:
        if free <= 0:
            break
        if standing.unreachable:
            continue
        gets = standing.takes(free)
        if not gets and standing.gathering:
            return 0
        free -= gets
    return max(0, free)


def somebody_fits(line: Iterable[Standing], free: int) -> bool:
    """Whether a round would give anything; not to those behind a group that is gathered for."""
    for standing in line:
        if not standing.unreachable:
            if standing.takes(free):
                return True
            if standing.gathering:
                return False
    return False
