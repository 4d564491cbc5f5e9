"""What time alone brings about in the lines of cohorts: done every minute by the worker.

Nothing depends on when: every act on a cohort does first what is due. The sweep only sees to it
that nobody waits for such an act.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from app import clock, workdays
from app.extensions import db
from app.models import Bill, Cohort, CohortState, Hold, Registration, Seat, SeatState
from app.models.cohort_states import OPENED
from app.services import occupancy, places, provider, waiting_list
from app.services.windows import NAMES_BY

log = logging.getLogger("holdstart")

# working days to the start
REMIND_OF_NAMES = 15
# more days than that many working days can ever take
LONGEST = timedelta(days=60)
# working days after the registration, or sooner when the start is near
REMIND_OF_EAN = 5


@dataclass(slots=True)
class LinesSwept:
    """How many cohorts were opened and looked after, places taken back, contacts reminded."""

    opened: int = 0
    visited: int = 0
    nameless: int = 0
    reminded: int = 0
    # these stay as they were, and are tried again the next time
    failed: int = 0


def sweep(now: datetime) -> LinesSwept:
    """Each cohort and registration in a transaction of its own: one that fails spoils no other."""
    swept = LinesSwept()
    swept.opened = _each(_to_open(now), _visit, now, swept)
    swept.visited = swept.opened + _each(_to_visit(now), _visit, now, swept)
    swept.nameless = _each(_with_nameless(now), _look_for_names, now, swept)
    swept.reminded = _each(_without_ean(now), _remind_of_ean, now, swept)
    return swept


def _each(
    ids: Iterable[int], act: Callable[[int, datetime], bool], now: datetime, swept: LinesSwept
) -> int:
    done = 0
    for row_id in list(ids):
        try:
            done += act(row_id, now)
            db.session.commit()
        except Exception:
            db.session.rollback()
            log.exception("sweep: %s failed on row %s", act.__name__, row_id)
            swept.failed += 1
    return done


def _to_open(now: datetime) -> list[int]:
    due = (Cohort.state == CohortState.ANNOUNCED) & (Cohort.opens_at <= now)
    return list(db.session.scalars(select(Cohort.id).where(due).order_by(Cohort.id)))


def _to_visit(now: datetime) -> list[int]:
    """Something has ended there, or somebody in line can have a place."""
    line = select(Registration.cohort_id).join(Seat).where(Seat.state == SeatState.WAITING)
    offers = select(Registration.cohort_id).where(Registration.offer_until <= now)
    ended = select(Hold.cohort_id).where(Hold.until <= now)
    live = Cohort.state.in_(OPENED)
    due: ColumnElement[bool] = or_(
        Cohort.id.in_(offers),
        Cohort.id.in_(ended),
        (Cohort.starts_at <= now) & Cohort.id.in_(line),
    )
    found = set(db.session.scalars(select(Cohort.id).where(live, due)))
    waited_for = db.session.scalars(
        select(Cohort.id).where(
            Cohort.state == CohortState.OPEN, Cohort.starts_at > now, Cohort.id.in_(line)
        )
    )
    standing = occupancy.of(list(waited_for), now)
    return sorted(found | {cohort_id for cohort_id, one in standing.items() if one.claimed})


def _visit(cohort_id: int, now: datetime) -> bool:
    cohort = db.session.get(Cohort, cohort_id)
    if cohort is None:
        return False
    waiting_list.fill(cohort)
    return True


def _with_nameless(now: datetime) -> list[int]:
    """Registrations with places without a name, on cohorts that start soon."""
    found = (
        select(Registration.id)
        .join(Seat)
        .join(Cohort, Cohort.id == Registration.cohort_id)
        .where(
            Seat.state == SeatState.CONFIRMED,
            Seat.email.is_(None),
            Cohort.state.in_(OPENED),
            Cohort.starts_at > now,
            Cohort.starts_at <= now + LONGEST,
        )
        .distinct()
        .order_by(Registration.id)
    )
    return list(db.session.scalars(found))


def _look_for_names(registration_id: int, now: datetime) -> bool:
    """Remind once; later, give the nameless places back. Says whether it gave any back."""
    registration = db.session.get(Registration, registration_id)
    if registration is None or registration.cohort.starts_at is None:
        return False
    left = workdays.working_days_between(
        clock.today(now),
        clock.today(registration.cohort.starts_at),
        provider.get().closed_weeks,
    )
    if left > REMIND_OF_NAMES:
        return False
    if left > NAMES_BY:
        waiting_list.tell(registration, "names_missing", f"names-missing/{registration.id}")
        return False
    nameless = [seat for seat in registration.confirmed if seat.is_nameless]
    if not nameless:
        return False
    places.cancel(nameless, by="site", reason=places.NAMELESS)
    return True


def _without_ean(now: datetime) -> list[int]:
    """Whose number may be asked for by now. Whoever was not asked before the start never is."""
    has_place = select(Seat.registration_id).where(Seat.state == SeatState.CONFIRMED)
    found = (
        select(Registration.id)
        .join(Cohort, Cohort.id == Registration.cohort_id)
        .where(
            Registration.bill == Bill.LATER,
            Registration.ean_asked_at.is_(None),
            Cohort.starts_at > now,
            or_(
                Registration.made_at <= now - timedelta(days=REMIND_OF_EAN),
                Cohort.starts_at <= now + LONGEST,
            ),
            Registration.id.in_(has_place),
        )
        .order_by(Registration.id)
    )
    return list(db.session.scalars(found))


def _remind_of_ean(registration_id: int, now: datetime) -> bool:
    """Once."""
    registration = db.session.get(Registration, registration_id)
    if registration is None or registration.cohort.starts_at is None:
        return False
    closed_weeks = provider.get().closed_weeks
    asked = workdays.add_working_days(
        clock.today(registration.made_at), REMIND_OF_EAN, closed_weeks
    )
    latest = workdays.add_working_days(
        clock.today(registration.cohort.starts_at), -NAMES_BY, closed_weeks
    )
    if clock.today(now) < min(asked, latest) or registration.cohort.has_started(now):
        return False
    registration.ean_asked_at = now
    waiting_list.tell(registration, "ean_missing", f"ean-missing/{registration.id}")
    return True
