"""The cohorts that calendars and feeds tell of: what everybody may see, the newest first."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, selectinload

from app.extensions import db
from app.models import Cohort, CohortState, Course
from app.models.cohort_states import OPENED

# a day stays in calendars so long after it
AFTER = timedelta(days=180)
MOST_IN_CALENDAR = 200
MOST_ENTRIES = 50
TOLD = (*OPENED, CohortState.CALLED_OFF)


def in_calendar(course: Course | None, now: datetime) -> list[Cohort]:
    """Of one course or of all, called-off ones too: by the day on which they begin."""
    found = _listed(course, now).where(Cohort.ends_at > now - AFTER)
    # of too many the oldest are left out
    found = found.order_by(Cohort.starts_at.desc(), Cohort.id.desc()).limit(MOST_IN_CALENDAR)
    return list(reversed(db.session.scalars(found).all()))


def news(course: Course | None, now: datetime) -> list[Cohort]:
    """Of one course or of all: what was last told, moved or called off first."""
    latest = func.coalesce(Cohort.called_off_at, Cohort.moved_at, Cohort.tell_at)
    found = _listed(course, now).order_by(latest.desc(), Cohort.id.desc()).limit(MOST_ENTRIES)
    return list(db.session.scalars(found))


def changed_at(cohort: Cohort) -> datetime:
    """When readers last heard something new of it."""
    moments = (cohort.tell_at, cohort.moved_at, cohort.called_off_at)
    return max(moment for moment in moments if moment is not None)


def _listed(course: Course | None, now: datetime) -> Select[Cohort]:
    """Cohort.is_listed, for the database."""
    found = (
        select(Cohort)
        .join(Cohort.course)
        .where(
            Course.published,
            func.coalesce(Cohort.unlisted_code, "") == "",
            Cohort.state.in_(TOLD),
            Cohort.tell_at <= now,
        )
        .options(contains_eager(Cohort.course), selectinload(Cohort.meetings))
    )
    return found if course is None else found.where(Cohort.course_id == course.id)
