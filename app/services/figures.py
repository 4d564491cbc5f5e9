"""A year in figures. They are counted from places, which stay when names are forgotten."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from statistics import median

from sqlalchemy import ColumnElement, and_, func, select

from app import clock
from app.extensions import db
from app.models import Bilingual, Cohort, CohortState, Course, Municipality, Registration, Seat
from app.models.registration import HAS_A_PLACE, SeatState
from app.services.orders import HAS_A_PLACE_ALREADY

# a municipality with fewer people is counted with the others
FEWEST = 3
CAME = (SeatState.ATTENDED, SeatState.COMPLETED)


@dataclass(slots=True)
class Figures:
    """Of a year, a course or a municipality."""

    # cohorts that have taken place
    held: int = 0
    called_off: int = 0
    # places that somebody had in the end; beside them those given up before the day
    places: int = 0
    came: int = 0
    absent: int = 0
    # the cohort is not closed: nobody has said who came
    unsaid: int = 0
    cancelled: int = 0
    # from interest to a place, for each place where both moments are known
    days: list[int] = field(default_factory=list)

    @property
    def median_days(self) -> float | None:
        return median(self.days) if self.days else None

    def count(self, state: SeatState, number: int) -> None:
        if state is SeatState.CANCELLED:
            self.cancelled += number
            return
        self.places += number
        if state in CAME:
            self.came += number
        elif state is SeatState.ABSENT:
            self.absent += number
        else:
            self.unsaid += number

    def add(self, other: "Figures") -> None:
        self.places += other.places
        self.came += other.came
        self.absent += other.absent
        self.unsaid += other.unsaid
        self.cancelled += other.cancelled
        self.days += other.days

    @property
    def people(self) -> int:
        return self.places + self.cancelled


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    whole: Figures
    # cohorts of the year that are still to end
    to_come: int
    courses: list[tuple[Bilingual, Figures]]
    # most places first
    municipalities: list[tuple[str, Figures]]
    # the small ones together, and how many they are
    others: Figures
    other_municipalities: int
    # nobody said which, or it is none
    unknown: Figures


def years() -> list[int]:
    """Those with a cohort that was told of, the newest first."""
    first, last = db.session.execute(
        select(func.min(Cohort.starts_at), func.max(Cohort.starts_at)).where(_told())
    ).one()
    if first is None:
        return []
    return list(range(clock.today(last).year, clock.today(first).year - 1, -1))


def of(year: int, now: datetime) -> Year:
    """Cohorts count in the year in which they begin."""
    by_course: dict[int, Figures] = defaultdict(Figures)
    by_place: dict[int | None, Figures] = defaultdict(Figures)
    whole = Figures()
    to_come = _count_cohorts(year, now, by_course, whole)
    for course_id, place, state, number in _places(year, now):
        for one in (whole, by_course[course_id], by_place[place]):
            one.count(state, number)
    for course_id, place, days in _waits(year, now):
        for one in (whole, by_course[course_id], by_place[place]):
            one.days.append(days)
    unknown = by_place.pop(None, Figures())
    named, others, small = _named(by_place)
    return Year(
        year=year,
        whole=whole,
        to_come=to_come,
        courses=_titled(by_course),
        municipalities=named,
        others=others,
        other_municipalities=small,
        unknown=unknown,
    )


def _count_cohorts(year: int, now: datetime, by_course: dict[int, Figures], whole: Figures) -> int:
    """Into the figures; returns how many are still to end."""
    to_come = 0
    asked = select(Cohort.course_id, Cohort.state, Cohort.ends_at).where(_in(year), _told())
    for course_id, state, ends_at in db.session.execute(asked):
        if state is CohortState.CALLED_OFF:
            whole.called_off += 1
            by_course[course_id].called_off += 1
        elif ends_at is not None and ends_at <= now:
            whole.held += 1
            by_course[course_id].held += 1
        else:
            to_come += 1
    return to_come


def _places(year: int, now: datetime) -> Iterable[tuple[int, int | None, SeatState, int]]:
    """By course, municipality and state: of cohorts that were held."""
    counted = (
        select(Cohort.course_id, Registration.municipality_id, Seat.state, func.count())
        .join(Cohort, Cohort.id == Seat.cohort_id)
        .join(Registration, Registration.id == Seat.registration_id)
        .where(
            _held(year, now),
            Seat.state.in_((*HAS_A_PLACE, SeatState.CANCELLED)),
            # a second place of somebody who had one
            Seat.reason != HAS_A_PLACE_ALREADY,
        )
        .group_by(Cohort.course_id, Registration.municipality_id, Seat.state)
    )
    return db.session.execute(counted).all()


def _waits(year: int, now: datetime) -> Iterable[tuple[int, int | None, int]]:
    """How many days each waited. Who was moved from another date waited there, not here."""
    asked = (
        select(
            Cohort.course_id,
            Registration.municipality_id,
            Registration.queued_at,
            Seat.confirmed_at,
        )
        .join(Cohort, Cohort.id == Seat.cohort_id)
        .join(Registration, Registration.id == Seat.registration_id)
        .where(
            _held(year, now),
            Seat.state.in_(HAS_A_PLACE),
            Seat.confirmed_at.is_not(None),
            Registration.moved_from_id.is_(None),
        )
    )
    for course_id, place, queued_at, confirmed_at in db.session.execute(asked):
        yield course_id, place, max(0, (clock.today(confirmed_at) - clock.today(queued_at)).days)


def _named(by_place: dict[int | None, Figures]) -> tuple[list[tuple[str, Figures]], Figures, int]:
    """Those with people enough, by name; the others together, and how many those are."""
    names = dict(db.session.execute(select(Municipality.id, Municipality.name)).all())
    named, others, small = [], Figures(), 0
    for number in sorted(by_place, key=lambda one: (-by_place[one].places, one or 0)):
        found = by_place[number]
        if found.people >= FEWEST:
            named.append((names[number or 0], found))
        else:
            small += 1
            others.add(found)
    return named, others, small


def _titled(by_course: dict[int, Figures]) -> list[tuple[Bilingual, Figures]]:
    titles = db.session.execute(
        select(Course.id, Course.title).where(Course.id.in_(list(by_course)))
    )
    found = [(title, by_course[number]) for number, title in titles]
    return sorted(found, key=lambda one: (-one[1].places, -one[1].held, one[0].da))


def _in(year: int) -> ColumnElement[bool]:
    return and_(Cohort.starts_at >= _new_year(year), Cohort.starts_at < _new_year(year + 1))


def _told() -> ColumnElement[bool]:
    return and_(Cohort.state != CohortState.DRAFT, Cohort.starts_at.is_not(None))


def _held(year: int, now: datetime) -> ColumnElement[bool]:
    return and_(_in(year), _told(), Cohort.state != CohortState.CALLED_OFF, Cohort.ends_at <= now)


def _new_year(year: int) -> datetime:
    return datetime.combine(date(year, 1, 1), time(), clock.COPENHAGEN)
