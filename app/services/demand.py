"""Who waits for what: the secretary's view of the lists."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.extensions import db
from app.models import Cohort, CohortState, Course, Municipality, Subscription, SubscriptionState

# who pauses is still on the list
ON_THE_LIST = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)
LINES = 50
# a municipality with fewer seats is counted with the others
FEWEST = 3
MOST_WISHES = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One course, and how many wait for it."""

    course: Course
    waiting: int
    seats: int


@dataclass(frozen=True, slots=True)
class Totals:
    courses: int
    waiting: int
    seats: int


@dataclass(frozen=True, slots=True)
class Places:
    """Seats wanted, municipality by municipality, most first."""

    named: list[tuple[str, int]]
    # small ones together, and how many they are
    others: int
    other_municipalities: int
    # nobody said from where
    unknown: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody on the list wrote to us, without who it was."""

    queued_at: datetime
    municipality: str | None
    seats: int
    note: str
    at_ours: bool


def _per_course() -> Select[int, int, int]:
    listed = Subscription.state.in_(ON_THE_LIST)
    return (
        select(
            Course.id.label("id"),
            func.count(Subscription.id).label("waiting"),
            func.coalesce(func.sum(Subscription.seats_wanted), 0).label("seats"),
        )
        .outerjoin(Subscription, (Subscription.course_id == Course.id) & listed)
        .where(*_ours())
        .group_by(Course.id)
    )


def _ours() -> list[ColumnElement[bool]]:
    """Courses that are not registered for elsewhere."""
    return [Course.published.is_(True), func.coalesce(Course.external_url, "") == ""]


def longest_lists(after: tuple[int, int] | None = None) -> list[Line]:
    """Courses, the longest lists first. `after`: how many waited for the last one, and its id."""
    lines = _per_course().subquery()
    wanted = select(Course, lines.c.waiting, lines.c.seats).join(lines, lines.c.id == Course.id)
    if after is not None:
        waiting, course_id = after
        same_length = and_(lines.c.waiting == waiting, Course.id > course_id)
        wanted = wanted.where(or_(lines.c.waiting < waiting, same_length))
    wanted = wanted.order_by(lines.c.waiting.desc(), Course.id).limit(LINES)
    return [Line(*row) for row in db.session.execute(wanted)]


def totals() -> Totals:
    courses = select(func.count()).select_from(Course).where(*_ours())
    listed = select(func.count(), func.coalesce(func.sum(Subscription.seats_wanted), 0)).where(
        Subscription.state.in_(ON_THE_LIST)
    )
    waiting, seats = db.session.execute(listed).one()
    return Totals(db.session.scalar(courses) or 0, waiting, seats)


def of(course: Course) -> Line:
    found = db.session.execute(_per_course().where(Course.id == course.id)).one_or_none()
    return Line(course, found.waiting, found.seats) if found else Line(course, 0, 0)


def places(course: Course) -> Places:
    """From where the wanted seats are, small municipalities together."""
    seats = func.sum(Subscription.seats_wanted)
    counted = (
        select(Municipality.name, seats)
        .select_from(Subscription)
        .outerjoin(Municipality, Municipality.id == Subscription.municipality_id)
        .where(Subscription.course_id == course.id, Subscription.state.in_(ON_THE_LIST))
        .group_by(Municipality.id, Municipality.name)
        .order_by(seats.desc(), Municipality.id)
    )
    rows = db.session.execute(counted).all()
    small = [number for name, number in rows if name and number < FEWEST]
    return Places(
        named=[(name, number) for name, number in rows if name and number >= FEWEST],
        others=sum(small),
        other_municipalities=len(small),
        unknown=sum(number for name, number in rows if not name),
    )


def wishes(course: Course) -> list[Wish]:
    """Notes, and who would like the course at their own place: the newest first."""
    written = (
        select(Subscription, Municipality.name)
        .outerjoin(Municipality, Municipality.id == Subscription.municipality_id)
        .where(
            Subscription.course_id == course.id,
            Subscription.state.in_(ON_THE_LIST),
            or_(Subscription.note != "", Subscription.at_ours),
        )
        .order_by(Subscription.queued_at.desc(), Subscription.id.desc())
        .limit(MOST_WISHES)
    )
    return [
        Wish(one.queued_at, name, one.seats_wanted, one.note, one.at_ours)
        for one, name in db.session.execute(written)
    ]


def coming(course_ids: list[int], now: datetime) -> dict[int, list[Cohort]]:
    """The cohorts still to begin, drafts included, by course."""
    wanted = (
        select(Cohort)
        .where(
            Cohort.course_id.in_(course_ids),
            Cohort.state != CohortState.CALLED_OFF,
            or_(Cohort.starts_at.is_(None), Cohort.starts_at > now),
        )
        .order_by(Cohort.starts_at, Cohort.id)
    )
    found: dict[int, list[Cohort]] = {course_id: [] for course_id in course_ids}
    for cohort in db.session.scalars(wanted):
        found[cohort.course_id].append(cohort)
    return found
