"""What a secretary changes about a cohort that others know of: one act each, seen before.

Each preview says who would be told what, and writes nothing; the act does it in one transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update

from app import clock
from app.extensions import content_changed, db
from app.models import (
    Cohort,
    CohortState,
    Hold,
    Meeting,
    OpeningRule,
    Registration,
    StaffMember,
)
from app.models.cohort_states import OPENED
from app.models.errors import (
    CohortHasStarted,
    CohortInThePast,
    CohortNotOpen,
    CohortWithoutMeetings,
    CohortWithoutPlace,
    OpeningTooLate,
)
from app.services import (
    audit,
    cohort_letters,
    distribution,
    outbox,
    provider,
    waiting_list,
    windows,
)
from app.services.cohort_letters import Preview
from app.services.cohorts import Times
from app.services.locks import lock


@dataclass(frozen=True, slots=True)
class CapacityPreview:
    """How the places would stand."""

    taken: int
    # how many places those in line would get
    given: int
    free: int
    # seats stay; nothing new until there is room
    over: int


def preview_capacity(cohort: Cohort, capacity: int) -> CapacityPreview:
    """What raising or lowering would do."""
    now = clock.now()
    places = waiting_list.places(cohort)
    free = max(0, capacity - places.taken)
    left = waiting_list.left_by_line(cohort, free) if cohort.gives_seats(now) else free
    return CapacityPreview(
        taken=places.taken, given=free - left, free=left, over=max(0, places.taken - capacity)
    )


def set_capacity(cohort: Cohort, capacity: int, *, actor: StaffMember | None) -> None:
    """More places go to those in line; with fewer, everybody keeps what they have."""
    lock(cohort)
    waiting_list.do_what_is_due(cohort, clock.now())
    _require_known(cohort)
    before = cohort.capacity
    if capacity == before:
        return
    cohort.capacity = capacity
    # self_check looks for this row when more is taken than there is
    audit.record(
        "cohort.capacity_changed", f"cohort/{cohort.id}", actor=actor, before=before, after=capacity
    )
    waiting_list.fill(cohort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Another date, another place, or both; and the days that go with them."""

    meetings: list[Times]
    place: str
    register_by: date | None = None
    decide_by: date | None = None
    # till when those with a place may change their mind
    free_cancel_until: date | None = None


def preview_move(cohort: Cohort, move: Move) -> Preview:
    """Who would be told of the change. Nobody, if nothing that they know of changes."""
    if not _is_other(cohort, move):
        return Preview()
    return cohort_letters.preview(
        cohort,
        cohort_letters.of_move(cohort),
        "date_changed_notice",
        cohort_letters.told_of(cohort),
    )


def move_cohort(cohort: Cohort, move: Move, *, actor: StaffMember | None) -> int:
    """Change date or place, and say how many are told.

    Offers and holds that live, and the opening while it lies ahead, get a new window, never an
    earlier one. Those with a place keep it; who gives it up now comes first on the list.
    """
    lock(cohort)
    now = clock.now()
    waiting_list.do_what_is_due(cohort, now)
    _require_known(cohort)
    _require_possible(move, now)
    if not _is_other(cohort, move):
        _set_days(cohort, move)
        return 0
    _set_days(cohort, move)
    cohort.move(
        [
            Meeting(kind=one.kind, starts_at=one.starts_at, ends_at=one.ends_at)
            for one in move.meetings
        ],
        move.place,
        now,
    )
    db.session.flush()
    distribution.forget_unsent(cohort)
    if cohort.state is CohortState.ANNOUNCED:
        _open_later(cohort, now)
    for registration in cohort_letters.concerned(cohort):
        if registration.has_offer(now):
            _extend_offer(registration, now)
    told = 0
    if cohort.is_told(now):
        event = f"{cohort.id}/{cohort.sequence}"
        told = cohort_letters.queue(cohort, list(cohort_letters.of_move(cohort)), event)
        told += outbox.queue_for_all(
            "date_changed_notice",
            subscriptions=cohort_letters.told_of(cohort),
            key=f"date-changed-notice/{event}",
            cohort=cohort,
        )
    content_changed()
    audit.record("cohort.moved", f"cohort/{cohort.id}", actor=actor, told=told)
    waiting_list.fill(cohort)
    return told


def _require_known(cohort: Cohort) -> None:
    if cohort.state not in OPENED:
        raise CohortNotOpen
    if cohort.has_started(clock.now()):
        raise CohortHasStarted


def _require_possible(move: Move, now: datetime) -> None:
    if not move.meetings:
        raise CohortWithoutMeetings
    if not move.place.strip():
        raise CohortWithoutPlace
    if min(one.starts_at for one in move.meetings) <= now:
        raise CohortInThePast


def _is_other(cohort: Cohort, move: Move) -> bool:
    now = [(one.starts_at, one.ends_at, one.kind) for one in cohort.meetings]
    then = sorted((one.starts_at, one.ends_at, one.kind) for one in move.meetings)
    return now != then or cohort.place != move.place


def _set_days(cohort: Cohort, move: Move) -> None:
    cohort.register_by = move.register_by or cohort.register_by
    cohort.decide_by = move.decide_by or cohort.decide_by
    cohort.free_cancel_until = move.free_cancel_until or cohort.free_cancel_until


def _open_later(cohort: Cohort, now: datetime) -> None:
    """Those on the list have the whole time again, counted from now."""
    if cohort.rule is not OpeningRule.LIST_FIRST or cohort.opens_at is None:
        return
    told_at = max(now, cohort.tell_at or now)
    closed_weeks = provider.get().closed_weeks
    opens_at = max(cohort.opens_at, cohort.earliest_opening(told_at, cohort.rule, closed_weeks))
    if cohort.last_registration is not None and opens_at >= cohort.last_registration:
        raise OpeningTooLate
    cohort.opens_at = opens_at
    db.session.execute(update(Hold).where(Hold.cohort_id == cohort.id).values(until=opens_at))


def _extend_offer(registration: Registration, now: datetime) -> None:
    """The day has changed: a new window from now, never an earlier one, and one reminder for it."""
    cohort, before = registration.cohort, registration.offer_until
    closed_weeks = provider.get().closed_weeks
    days = windows.claim_days(cohort, now, closed_weeks) or 1
    until = windows.deadline(cohort, now, days, closed_weeks)
    registration.offer_until = max(until, before or until)
    number = waiting_list.offer_number(registration)
    outbox.take_back(f"offer-reminder/{number}")
    if days >= windows.WITH_REMINDER:
        key = f"offer-reminder/{number}/{cohort.sequence}"
        due = windows.reminder(registration.offer_until, closed_weeks)
        waiting_list.tell(registration, "offer_reminder", key, due=due)
