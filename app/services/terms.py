"""Half a year at a glance: the cohorts of all courses, and what stands in each other's way."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock, workdays
from app.extensions import db
from app.models import Cohort, CohortState, Course, CourseContact, Role, StaffMember

MOST = 400


@dataclass(frozen=True, slots=True)
class Term:
    """January to June, or July to December."""

    year: int
    is_autumn: bool

    @property
    def months(self) -> list[date]:
        """The first day of each."""
        first = 7 if self.is_autumn else 1
        return [date(self.year, month, 1) for month in range(first, first + 6)]

    @property
    def before(self) -> "Term":
        return Term(self.year, False) if self.is_autumn else Term(self.year - 1, True)

    @property
    def after(self) -> "Term":
        return Term(self.year + 1, False) if self.is_autumn else Term(self.year, True)

    @property
    def starts_at(self) -> datetime:
        return workdays.at(self.months[0], time())

    @property
    def ends_at(self) -> datetime:
        return self.after.starts_at


@dataclass(frozen=True, slots=True)
class Clash:
    """Another cohort meets on the same day; with somebody who teaches both, if there is one."""

    day: date
    other: Cohort
    members: list[StaffMember]


@dataclass(frozen=True, slots=True)
class Overview:
    # those that begin in the month, by its first day
    months: dict[date, list[Cohort]]
    undated: list[Cohort]
    # by the id of the cohort
    clashes: dict[int, list[Clash]]

    @property
    def ids(self) -> list[int]:
        return [one.id for month in self.months.values() for one in month]


def of_day(day: date) -> Term:
    return Term(day.year, day.month > 6)


def overview(term: Term) -> Overview:
    """Drafts too, also those without a date. What is called off is in nobody's way."""
    within = and_(Cohort.starts_at < term.ends_at, Cohort.ends_at >= term.starts_at)
    undated = and_(Cohort.starts_at.is_(None), Cohort.state == CohortState.DRAFT)
    teachers = selectinload(Course.contacts).joinedload(CourseContact.member)
    found = db.session.scalars(
        select(Cohort)
        .where(or_(within, undated))
        .options(selectinload(Cohort.meetings), joinedload(Cohort.course).options(teachers))
        .order_by(Cohort.starts_at, Cohort.id)
        .limit(MOST)
    ).all()
    months: dict[date, list[Cohort]] = {month: [] for month in term.months}
    for cohort in found:
        if cohort.starts_at and cohort.starts_at >= term.starts_at:
            months[clock.today(cohort.starts_at).replace(day=1)].append(cohort)
    return Overview(
        months,
        undated=[one for one in found if one.starts_at is None],
        clashes=clashes(one for one in found if one.state is not CohortState.CALLED_OFF),
    )


def teachers(course: Course) -> list[StaffMember]:
    """The consultants on the page of the course."""
    members = [contact.member for contact in course.contacts]
    return [one for one in members if one.active and one.role is Role.CONSULTANT]


def clashes(cohorts: Iterable[Cohort]) -> dict[int, list[Clash]]:
    """Who meets on the same day as somebody else, each pair once for both."""
    days = sorted(
        {(clock.today(one.starts_at), c.id): c for c in cohorts for one in c.meetings}.items(),
        key=lambda item: item[0],
    )
    found: dict[int, list[Clash]] = defaultdict(list)
    for day, on_it in groupby(days, key=lambda item: item[0][0]):
        together = [cohort for _key, cohort in on_it]
        for cohort in together:
            own = {one.id for one in teachers(cohort.course)}
            for other in together:
                if other is not cohort:
                    both = [one for one in teachers(other.course) if one.id in own]
                    found[cohort.id].append(Clash(day, other, both))
    return dict(found)
