"""What is to be done about a cohort, and by when. Computed from how it stands: nothing is planned.

A job that is done goes away by itself, and one that nobody does becomes overdue.
"""

import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import clock, workdays
from app.models import Assignment, Cohort, CohortState, Occupancy
from app.models.assignment import nine_o_clock
from app.services.rounds import SEE_YOU
from app.services.windows import NAMES_BY, WINDOWS

WEEK = timedelta(days=7)
# working days: to ring after the reminder, to the start, and from the closing to the invoice
RING_ABOUT_EAN = 5
TELL_THE_KITCHEN = 3
PRINT = 1
INVOICE_WITHIN = 5


class What(enum.StrEnum):
    MAILS_FAILED = "mails_failed"
    RING = "ring"
    OFFERS_END = "offers_end"
    DEADLINE = "deadline"
    DECIDE = "decide"
    FREE_CANCEL = "free_cancel"
    EAN_TO_COME = "ean_to_come"
    EAN_MISSING = "ean_missing"
    NAMELESS = "nameless"
    WORKSHEET = "worksheet"
    ARRIVAL_NOTE = "arrival_note"
    KITCHEN = "kitchen"
    PRINT = "print"
    WHO_CAME = "who_came"
    INVOICES = "invoices"
    FOLLOW_UP = "follow_up"


# these happen without anybody: they are shown so that nobody is surprised
BY_ITSELF = {
    *(What.OFFERS_END, What.DEADLINE, What.FREE_CANCEL, What.EAN_TO_COME),
    *(What.WORKSHEET, What.FOLLOW_UP),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of one cohort from which its jobs follow."""

    places: Occupancy
    # people with a place, and those of them without a name
    coming: int = 0
    nameless: int = 0
    # places that wait for an answer, and when the first of those offers ends
    offered: int = 0
    offer_until: datetime | None = None
    # registrations that lack an EAN number: not asked yet, since when; asked, the first of them
    ean_unasked: int = 0
    ean_since: datetime | None = None
    ean_asked: int = 0
    ean_asked_at: datetime | None = None
    mails_failed: int = 0
    uninvoiced: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do, or to know of."""

    what: What
    cohort: Cohort
    day: date
    # how many it is about, and of how many
    number: int = 0
    out_of: int = 0
    # where the hour matters, or when it was done the last time
    at: datetime | None = None
    # the kind of the worksheet
    worksheet: str = ""

    @property
    def by_itself(self) -> bool:
        return self.what in BY_ITSELF

    def is_overdue(self, today: date) -> bool:
        return not self.by_itself and self.day < today


@dataclass(frozen=True, slots=True)
class Case:
    """All that is looked at."""

    cohort: Cohort
    tally: Tally
    # of its course, and not withdrawn
    assignments: Collection[Assignment]
    now: datetime
    closed_weeks: Collection[str]

    @property
    def today(self) -> date:
        return clock.today(self.now)

    @property
    def is_near(self) -> bool:
        """So near the start that nobody is offered a place by email (services/windows.py)."""
        starts_at = self.cohort.starts_at
        if starts_at is None:
            return False
        left = workdays.working_days_between(self.today, clock.today(starts_at), self.closed_weeks)
        return left <= WINDOWS[-1].more_than

    def working_days(self, day: datetime | date, days: int) -> date:
        from_day = clock.today(day) if isinstance(day, datetime) else day
        return workdays.add_working_days(from_day, days, self.closed_weeks)

    def job(self, what: What, day: date, **about: object) -> Job:
        return Job(what, self.cohort, day, **about)  # type: ignore[arg-type]


def of(case: Case) -> list[Job]:
    """All of them, the first to do first, however far ahead."""
    cohort = case.cohort
    found = list(_mails(case))
    if cohort.state is not CohortState.CALLED_OFF and cohort.is_told(case.now):
        for rule in (_line, _dates, _invoice_numbers, _names, _before, _worksheets, _after):
            found += rule(case)
    return sorted(found, key=lambda job: (job.day, job.by_itself, list(What).index(job.what)))


def this_week(jobs: Collection[Job], now: datetime) -> list[Job]:
    """What is overdue, or comes within seven days."""
    last = clock.today(now) + WEEK
    return [job for job in jobs if job.day <= last]


def _mails(case: Case) -> Iterator[Job]:
    if case.tally.mails_failed:
        yield case.job(What.MAILS_FAILED, case.today, number=case.tally.mails_failed)


def _line(case: Case) -> Iterator[Job]:
    cohort, tally = case.cohort, case.tally
    if tally.offered and tally.offer_until:
        yield case.job(
            What.OFFERS_END,
            clock.today(tally.offer_until),
            number=tally.offered,
            at=tally.offer_until,
        )
    if case.is_near and cohort.gives_seats(case.now) and tally.places.claimed:
        yield case.job(What.RING, case.today, number=tally.places.claimed)


def _dates(case: Case) -> Iterator[Job]:
    cohort, places, today = case.cohort, case.tally.places, case.today
    if cohort.has_started(case.now):
        return
    if cohort.register_by and cohort.register_by >= today:
        yield case.job(
            What.DEADLINE, cohort.register_by, number=places.taken, out_of=places.capacity
        )
    if cohort.free_cancel_until and cohort.free_cancel_until >= today and cohort.price_now:
        yield case.job(What.FREE_CANCEL, cohort.free_cancel_until)
    if cohort.decide_by and _is_undecided(case, cohort.decide_by):
        yield case.job(
            What.DECIDE, cohort.decide_by, number=places.confirmed, out_of=cohort.minimum or 0
        )


def _is_undecided(case: Case, decide_by: date) -> bool:
    """Without a least number nobody can tell afterwards that it was decided."""
    minimum = case.cohort.minimum
    return decide_by >= case.today if minimum is None else case.tally.places.confirmed < minimum


def _invoice_numbers(case: Case) -> Iterator[Job]:
    tally, starts_at = case.tally, case.cohort.starts_at
    if tally.ean_asked and tally.ean_asked_at:
        day = case.working_days(tally.ean_asked_at, RING_ABOUT_EAN)
        yield case.job(What.EAN_MISSING, day, number=tally.ean_asked, at=tally.ean_asked_at)
    if tally.ean_unasked and tally.ean_since and starts_at and starts_at > case.now:
        asked = min(
            case.working_days(tally.ean_since, RING_ABOUT_EAN),
            case.working_days(starts_at, -NAMES_BY),
        )
        yield case.job(What.EAN_TO_COME, max(asked, case.today), number=tally.ean_unasked)


def _names(case: Case) -> Iterator[Job]:
    cohort = case.cohort
    if case.tally.nameless and cohort.starts_at and not cohort.has_started(case.now):
        given_back = case.working_days(cohort.starts_at, -NAMES_BY - 1)
        yield case.job(What.NAMELESS, max(given_back, case.today), number=case.tally.nameless)


def _before(case: Case) -> Iterator[Job]:
    """Nobody says that these are done: they stand there until the day."""
    cohort, coming = case.cohort, case.tally.coming
    if not coming or cohort.starts_at is None or cohort.has_started(case.now):
        return
    told = nine_o_clock(cohort, SEE_YOU, case.closed_weeks)
    if told and told > case.now and not cohort.arrival_note.da:
        yield case.job(What.ARRIVAL_NOTE, clock.today(told))
    for what, days in ((What.KITCHEN, TELL_THE_KITCHEN), (What.PRINT, PRINT)):
        day = case.working_days(cohort.starts_at, -days)
        yield case.job(what, max(day, case.today), number=coming)


def _worksheets(case: Case) -> Iterator[Job]:
    cohort = case.cohort
    for one in case.assignments:
        ready_at = one.ready_at(cohort, case.closed_weeks)
        if ready_at and ready_at > case.now and case.tally.coming:
            yield case.job(
                What.WORKSHEET if one.is_before else What.FOLLOW_UP,
                clock.today(ready_at),
                number=case.tally.coming,
                at=ready_at,
                worksheet=one.worksheet,
            )


def _after(case: Case) -> Iterator[Job]:
    cohort, tally = case.cohort, case.tally
    if tally.coming and cohort.takes_attendance(case.now) and cohort.closed_at is None:
        last = max(clock.today(meeting.starts_at) for meeting in cohort.meetings)
        if cohort.is_closable(case.now):
            yield case.job(What.WHO_CAME, last)
        elif case.today in {clock.today(meeting.starts_at) for meeting in cohort.meetings}:
            yield case.job(What.WHO_CAME, case.today)
    if cohort.closed_at and tally.uninvoiced:
        day = case.working_days(cohort.closed_at, INVOICE_WITHIN)
        yield case.job(What.INVOICES, day, number=tally.uninvoiced)
