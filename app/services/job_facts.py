"""Counts what the jobs of cohorts follow from: the same few questions for one cohort or for all."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.extensions import db
from app.models import (
    Assignment,
    Bill,
    Cohort,
    CohortState,
    MailState,
    OutboxMail,
    Registration,
    Seat,
    SeatState,
)
from app.models.cohort_states import OPENED
from app.models.registration import HAS_A_PLACE
from app.services import invoices, jobs, occupancy, provider
from app.services.jobs import Case, Job, Tally
from app.services.notices import OPENING_LETTERS

# what has been and what is to come is looked at so far; a date of the plan only in the week
AROUND = timedelta(days=14)
# who came and whom to invoice are asked for so long: they do not go away by being old
UNDONE = timedelta(days=365)
# worksheets leave three weeks before the day
AHEAD = timedelta(days=30)
# beside the letters of the opening, which are counted
FAILED = (
    OutboxMail.state == MailState.FAILED,
    # without the address nothing can be done any more
    OutboxMail.recipient != "",
    OutboxMail.letter.not_in(OPENING_LETTERS),
)
MOST_COHORTS = 200
MOST_JOBS = 60


def of_cohort(cohort: Cohort, now: datetime) -> list[Job]:
    """All of its jobs, also those far ahead."""
    return [] if cohort.is_draft else _of([cohort], now)


def of_all(now: datetime) -> list[Job]:
    """The jobs of this week, of all cohorts, the first to do first."""
    found = jobs.this_week(_of(_near(now), now), now)
    return sorted(found, key=lambda job: (job.day, job.by_itself, job.cohort.id))[:MOST_JOBS]


def _near(now: datetime) -> list[Cohort]:
    today = clock.today(now)
    week = (today, today + jobs.WEEK)
    near: ColumnElement[bool] = or_(
        Cohort.starts_at.between(now - AROUND, now + AHEAD),
        Cohort.ends_at.between(now - AROUND, now + AROUND),
        # who came may have been said long after the day: what follows from it is new
        Cohort.closed_at.between(now - AROUND, now),
        (Cohort.starts_at <= now) & (Cohort.ends_at >= now),
        Cohort.register_by.between(*week),
        Cohort.free_cancel_until.between(*week),
        Cohort.decide_by.between(today - AROUND, week[1]),
    )
    # what is due of a cohort however far away it is
    waits = Cohort.id.in_(_asked_for_number()) | Cohort.id.in_(_with_offers(now)) | _undone(now)
    goes_on = Cohort.state.in_(OPENED) & (Cohort.tell_at <= now)
    failed = Cohort.id.in_(select(OutboxMail.cohort_id).where(*FAILED))
    found = (
        select(Cohort)
        .where((goes_on & (near | waits)) | ((Cohort.state != CohortState.DRAFT) & failed))
        .options(joinedload(Cohort.course), selectinload(Cohort.meetings))
        .order_by(Cohort.starts_at, Cohort.id)
        .limit(MOST_COHORTS)
    )
    return list(db.session.scalars(found))


def _asked_for_number() -> Select[int]:
    """Whose contacts were asked for it once, and are rung next."""
    asked = (Registration.bill == Bill.LATER) & Registration.ean_asked_at.is_not(None)
    return select(Registration.cohort_id).join(Seat).where(asked, Seat.state.in_(HAS_A_PLACE))


def _with_offers(now: datetime) -> Select[int]:
    """Those that end within the week, and a day more, since the week ends with a day."""
    ending = Registration.offer_until.between(now, now + jobs.WEEK + timedelta(days=1))
    return select(Registration.cohort_id).where(ending)


def _undone(now: datetime) -> ColumnElement[bool]:
    """Nobody has said who came; or it is said, and accounting has not heard of who pays."""
    unclosed = Cohort.closed_at.is_(None) & Cohort.ends_at.between(now - UNDONE, now)
    unheard = select(Registration.id).join(Seat)
    unheard = unheard.where(Registration.cohort_id == Cohort.id, Seat.state.in_(HAS_A_PLACE))
    unheard = unheard.where(Registration.invoiced_at.is_(None)).correlate(Cohort)
    paid = (Cohort.closed_at >= now - UNDONE) & (Cohort.told_price > 0)
    return unclosed | (paid & unheard.exists())


def _of(cohorts: Collection[Cohort], now: datetime) -> list[Job]:
    if not cohorts:
        return []
    tallies = tallied([one.id for one in cohorts], now)
    given: dict[int, list[Assignment]] = defaultdict(list)
    courses = {one.course_id for one in cohorts}
    living = Assignment.course_id.in_(courses) & Assignment.withdrawn_at.is_(None)
    for one in db.session.scalars(select(Assignment).where(living).order_by(Assignment.id)):
        given[one.course_id].append(one)
    closed_weeks = provider.get().closed_weeks
    return [
        job
        for one in cohorts
        for job in jobs.of(Case(one, tallies[one.id], given[one.course_id], now, closed_weeks))
    ]


def tallied(cohort_ids: Collection[int], now: datetime) -> dict[int, Tally]:
    """The numbers of each of the cohorts, by its id."""
    found: dict[int, dict[str, Any]] = {one: {} for one in cohort_ids}
    ids = list(cohort_ids)
    for question in (_seats(ids, now), _without_ean(ids), _failed(ids)):
        for row in db.session.execute(question).mappings():
            numbers = dict(row)
            found[numbers.pop("cohort_id")] |= numbers
    for number, left in _uninvoiced(ids).items():
        found[number]["uninvoiced"] = left
    places = occupancy.of(ids, now)
    return {one: Tally(places[one], **numbers) for one, numbers in found.items()}


def _seats(ids: list[int], now: datetime) -> Select[*tuple[Any, ...]]:
    with_place = Seat.state.in_(HAS_A_PLACE)
    nameless = (Seat.state == SeatState.CONFIRMED) & Seat.email.is_(None)
    offered = (Seat.state == SeatState.OFFERED) & (Registration.offer_until > now)
    return (
        select(
            Seat.cohort_id,
            _count(with_place).label("coming"),
            _count(nameless).label("nameless"),
            _count(offered).label("offered"),
            func.min(case((offered, Registration.offer_until))).label("offer_until"),
        )
        .join(Seat.registration)
        .where(Seat.cohort_id.in_(ids))
        .group_by(Seat.cohort_id)
    )


def _without_ean(ids: list[int]) -> Select[*tuple[Any, ...]]:
    """Who has a place and was to give the number later: reminded once (services/line_sweep.py)."""
    unasked = Registration.ean_asked_at.is_(None)
    return (
        select(
            Registration.cohort_id,
            _count(unasked).label("ean_unasked"),
            func.min(case((unasked, Registration.made_at))).label("ean_since"),
            _count(~unasked).label("ean_asked"),
            func.min(Registration.ean_asked_at).label("ean_asked_at"),
        )
        .where(Registration.cohort_id.in_(ids), Registration.bill == Bill.LATER, _with_place(ids))
        .group_by(Registration.cohort_id)
    )


def _uninvoiced(ids: list[int]) -> Counter[int]:
    """Once a cohort is closed: what accounting is to hear or hear anew, and fees to decide."""
    closed = select(Cohort).where(Cohort.id.in_(ids), Cohort.closed_at.is_not(None))
    return Counter(
        line.registration.cohort_id
        for line in invoices.of_cohort(*db.session.scalars(closed))
        if line.is_undecided
        or line.has_changed
        or (line.registration.invoiced_at is None and line.amount)
    )


def _failed(ids: list[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(OutboxMail.cohort_id, func.count().label("mails_failed"))
        .where(OutboxMail.cohort_id.in_(ids), *FAILED)
        .group_by(OutboxMail.cohort_id)
    )


def _with_place(ids: list[int]) -> ColumnElement[bool]:
    seats = select(Seat.registration_id)
    return Registration.id.in_(seats.where(Seat.cohort_id.in_(ids), Seat.state.in_(HAS_A_PLACE)))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
