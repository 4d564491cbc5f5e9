"""What is looked at before a cohort opens, and what was found."""

import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app import clock, workdays
from app.extensions import db
from app.models import Cohort, CohortState, Course, Meeting
from app.models.cohort import TIME_TO_STOP
from app.services import provider

EARLIEST, LATEST = 7, 18
LONGEST = timedelta(hours=10)


class Grade(enum.IntEnum):
    """In the order in which they are read: what stands in the way first."""

    MISSING = 0
    LOOK = 1
    FINE = 2


class Check(enum.StrEnum):
    """One sentence each (web/staff/findings.py)."""

    NO_MEETINGS = "no_meetings"
    NO_PLACE = "no_place"
    STARTED = "started"
    NO_DEADLINE = "no_deadline"
    DEADLINE_PASSED = "deadline_passed"
    ONE_LANGUAGE = "one_language"

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED_WEEK = "closed_week"
    ODD_HOURS = "odd_hours"
    SAME_DAY = "same_day"
    DEADLINE_AFTER_START = "deadline_after_start"
    DEADLINE_DAY_OFF = "deadline_day_off"
    NO_FREE_CANCEL = "no_free_cancel"
    CANCEL_BEFORE_DEADLINE = "cancel_before_deadline"
    CANCEL_AFTER_START = "cancel_after_start"
    CANCEL_DAY_OFF = "cancel_day_off"
    NO_DECISION_DAY = "no_decision_day"
    DECISION_BEFORE_DEADLINE = "decision_before_deadline"
    DECISION_AFTER_START = "decision_after_start"
    DECISION_DAY_OFF = "decision_day_off"
    MINIMUM_OVER_CAPACITY = "minimum_over_capacity"
    NOTE_IN_ONE_LANGUAGE = "note_in_one_language"
    FREE_UNLIKE_COURSE = "free_unlike_course"
    PRICE_UNLIKE_COURSE = "price_unlike_course"
    WORKSHEET_PASSED = "worksheet_passed"
    WORKSHEET_DAY_OFF = "worksheet_day_off"

    WORKING_DAY = "working_day"
    DEADLINE_FINE = "deadline_fine"
    CANCEL_SAME_DAY = "cancel_same_day"
    CANCEL_FINE = "cancel_fine"
    DECISION_FINE = "decision_fine"
    BOTH_LANGUAGES = "both_languages"
    PRICE_FINE = "price_fine"
    FREE = "free"
    WORKSHEET_FINE = "worksheet_fine"

    @property
    def grade(self) -> Grade:
        order = list(Check)
        if order.index(self) < order.index(Check.WEEKEND):
            return Grade.MISSING
        return Grade.LOOK if order.index(self) < order.index(Check.WORKING_DAY) else Grade.FINE


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what the sentence about it needs."""

    check: Check
    day: date | None = None
    # days before, a week, kroner, people: whatever the sentence counts
    number: int | None = None
    # kroner of the course, where it differs
    other: int | None = None
    meeting: Meeting | None = None

    @property
    def grade(self) -> Grade:
        return self.check.grade


def of(cohort: Cohort, now: datetime) -> list[Finding]:
    """All that was looked at, what stands in the way first."""
    closed = provider.get().closed_weeks
    found = [
        *_meetings(cohort, now, closed),
        *_deadline(cohort, now, closed),
        *_cancelling(cohort, closed),
        *_decision(cohort, closed),
        *_page(cohort),
        *_price(cohort),
        *_worksheets(cohort, now, closed),
    ]
    return sorted(found, key=lambda finding: finding.grade)


def of_dates(
    course: Course, dates: Collection[tuple[datetime, datetime]], now: datetime
) -> list[Finding]:
    """The same of days that are only asked about: one finding for each thing and day."""
    meetings = [Meeting(starts_at=starts, ends_at=ends) for starts, ends in dates]
    draft = Cohort(course_id=course.id, capacity=1, place="-", meetings=meetings)
    found = {
        (one.check, one.day): one for one in _meetings(draft, now, provider.get().closed_weeks)
    }
    return sorted(found.values(), key=lambda finding: finding.grade)


def _meetings(cohort: Cohort, now: datetime, closed: Collection[str]) -> Iterator[Finding]:
    if not cohort.meetings:
        yield Finding(Check.NO_MEETINGS)
    elif cohort.has_started(now):
        yield Finding(Check.STARTED, _first_day(cohort))
    if not cohort.place.strip():
        yield Finding(Check.NO_PLACE)
    others = _other_days(cohort)
    for meeting in cohort.meetings:
        starts, ends = clock.local(meeting.starts_at), clock.local(meeting.ends_at)
        day = starts.date()
        yield _day_off(day, closed) or Finding(Check.WORKING_DAY, day)
        late = ends.date() > day or (ends.hour, ends.minute) > (LATEST, 0)
        if starts.hour < EARLIEST or late or ends - starts > LONGEST:
            yield Finding(Check.ODD_HOURS, day, meeting=meeting)
        if day in others:
            yield Finding(Check.SAME_DAY, day)


def _day_off(day: date, closed: Collection[str]) -> Finding | None:
    if workdays.is_holiday(day):
        return Finding(Check.HOLIDAY, day)
    if day.weekday() >= 5:
        return Finding(Check.WEEKEND, day)
    if workdays.iso_week(day) in closed:
        return Finding(Check.CLOSED_WEEK, day, number=day.isocalendar().week)
    return None


def _deadline(cohort: Cohort, now: datetime, closed: Collection[str]) -> Iterator[Finding]:
    day, first = cohort.register_by, _first_day(cohort)
    if day is None:
        yield Finding(Check.NO_DEADLINE)
    elif workdays.end_of_day(day) <= now + TIME_TO_STOP:
        yield Finding(Check.DEADLINE_PASSED, day)
    elif first is not None and day >= first:
        yield Finding(Check.DEADLINE_AFTER_START, day)
    elif not workdays.is_working_day(day, closed):
        yield Finding(Check.DEADLINE_DAY_OFF, day)
    else:
        yield Finding(Check.DEADLINE_FINE, day)


def _cancelling(cohort: Cohort, closed: Collection[str]) -> Iterator[Finding]:
    day, first, deadline = cohort.free_cancel_until, _first_day(cohort), cohort.register_by
    if day is None:
        if cohort.price_now:
            yield Finding(Check.NO_FREE_CANCEL)
    elif first is not None and day >= first:
        yield Finding(Check.CANCEL_AFTER_START, day)
    elif deadline is not None and day < deadline:
        yield Finding(Check.CANCEL_BEFORE_DEADLINE, day)
    elif not workdays.is_working_day(day, closed):
        yield Finding(Check.CANCEL_DAY_OFF, day)
    else:
        yield Finding(Check.CANCEL_SAME_DAY if day == deadline else Check.CANCEL_FINE, day)


def _decision(cohort: Cohort, closed: Collection[str]) -> Iterator[Finding]:
    day, first, deadline = cohort.decide_by, _first_day(cohort), cohort.register_by
    if cohort.minimum is not None and cohort.minimum > cohort.capacity:
        yield Finding(Check.MINIMUM_OVER_CAPACITY, number=cohort.minimum)
    if day is None:
        if cohort.minimum is not None:
            yield Finding(Check.NO_DECISION_DAY, number=cohort.minimum)
    elif first is not None and day >= first:
        yield Finding(Check.DECISION_AFTER_START, day)
    elif deadline is not None and day < deadline:
        yield Finding(Check.DECISION_BEFORE_DEADLINE, day)
    elif not workdays.is_working_day(day, closed):
        yield Finding(Check.DECISION_DAY_OFF, day)
    else:
        yield Finding(Check.DECISION_FINE, day)


def _page(cohort: Cohort) -> Iterator[Finding]:
    complete = cohort.course.is_in_both_languages
    yield Finding(Check.BOTH_LANGUAGES if complete else Check.ONE_LANGUAGE)
    if bool(cohort.note.da.strip()) != bool(cohort.note.en.strip()):
        yield Finding(Check.NOTE_IN_ONE_LANGUAGE)


def _price(cohort: Cohort) -> Iterator[Finding]:
    price, usual = cohort.price_now, cohort.course.price
    if not price:
        yield Finding(Check.FREE_UNLIKE_COURSE if usual else Check.FREE, other=usual)
    elif price != usual:
        yield Finding(Check.PRICE_UNLIKE_COURSE, number=price, other=usual)
    else:
        yield Finding(Check.PRICE_FINE, number=price)


def _worksheets(cohort: Cohort, now: datetime, closed: Collection[str]) -> Iterator[Finding]:
    first = _first_day(cohort)
    if first is None:
        return
    sent = (one for one in cohort.course.assignments if one.withdrawn_at is None and one.is_before)
    for days in sorted({-one.send_days for one in sent}):
        day = first - timedelta(days=days)
        if day < clock.today(now):
            check = Check.WORKSHEET_PASSED
        elif not workdays.is_working_day(day, closed):
            check = Check.WORKSHEET_DAY_OFF
        else:
            check = Check.WORKSHEET_FINE
        yield Finding(check, day, number=days)


def _first_day(cohort: Cohort) -> date | None:
    return clock.today(cohort.starts_at) if cohort.starts_at else None


def _other_days(cohort: Cohort) -> set[date]:
    """The days of the course's other cohorts that are not called off."""
    starts = select(Meeting.starts_at).join(Cohort, Cohort.id == Meeting.cohort_id)
    others = starts.where(
        Cohort.course_id == cohort.course_id,
        Cohort.id != cohort.id,
        Cohort.state != CohortState.CALLED_OFF,
    )
    return {clock.today(moment) for moment in db.session.scalars(others)}
