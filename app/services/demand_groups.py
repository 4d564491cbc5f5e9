"""Who waits, for what, where and in which months: seats wanted, counted in groups.

Each answer is one grouped statement, however long the lists are. Of the months the database groups
the lists of months as they are stored; their twelve sums are made of those few groups.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Text, cast, func, select

from app.extensions import db
from app.models import Course, Municipality, Subscription
from app.services.demand import FEWEST, ON_THE_LIST

MOST_COURSES = 200
ANY_MONTH = 0

WAITING = func.count(Subscription.id)
SEATS = func.sum(Subscription.seats_wanted)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the lists is counted; nothing chosen means all of it."""

    course: Course | None = None
    municipalities: Sequence[Municipality] = ()

    @property
    def where(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Subscription.state.in_(ON_THE_LIST)]
        if self.course:
            found.append(Subscription.course_id == self.course.id)
        if self.municipalities:
            ids = [one.id for one in self.municipalities]
            found.append(Subscription.municipality_id.in_(ids))
        return found


@dataclass(frozen=True, slots=True)
class Group:
    """So many wait, and so many seats they want."""

    waiting: int
    seats: int


NOBODY = Group(0, 0)


@dataclass(frozen=True, slots=True)
class FromPlace(Group):
    """From one municipality; without one where nobody said."""

    code: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class ForCourse(Group):
    """For one course."""

    course: Course


@dataclass(frozen=True, slots=True)
class HandedOn(Group):
    """A group in a file for others; neither place nor month: all small municipalities together."""

    course: Course
    place: str | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Months:
    """Who named a month stands in each that was named, and nobody of them under any."""

    named: dict[int, Group]
    any: Group

    def suits(self, month: int) -> int:
        """Seats of those who could come in that month."""
        return self.named[month].seats + self.any.seats

    @property
    def best(self) -> int | None:
        """The month that most seats are wanted in, the earliest of the year first."""
        month = max(self.named, key=lambda one: self.named[one].seats)
        return month if self.named[month].seats else None


def total(wanted: Wanted) -> Group:
    counted = select(WAITING, func.coalesce(SEATS, 0)).where(*wanted.where)
    waiting, seats = db.session.execute(counted).one()
    return Group(waiting, seats)


def by_place(wanted: Wanted) -> list[FromPlace]:
    """Most seats first; those who did not say from where stand last."""
    counted = _by_municipality(wanted).subquery()
    found = (
        select(counted.c.waiting, counted.c.seats, Municipality.code, Municipality.name)
        .outerjoin(Municipality, Municipality.id == counted.c.id)
        .order_by(Municipality.id.is_(None), counted.c.seats.desc(), Municipality.id)
    )
    return [FromPlace(*row) for row in db.session.execute(found)]


def _by_municipality(wanted: Wanted) -> Select[int | None, int, int]:
    """Counted before it is joined: a hundred thousand names are not carried along."""
    return (
        select(
            Subscription.municipality_id.label("id"),
            WAITING.label("waiting"),
            SEATS.label("seats"),
        )
        .where(*wanted.where)
        .group_by(Subscription.municipality_id)
    )


def by_course(wanted: Wanted) -> list[ForCourse]:
    """Courses that somebody waits for, most seats first."""
    counted = (
        select(Subscription.course_id.label("id"), WAITING.label("waiting"), SEATS.label("seats"))
        .where(*wanted.where)
        .group_by(Subscription.course_id)
        .order_by(SEATS.desc(), Subscription.course_id)
        .limit(MOST_COURSES)
        .subquery()
    )
    found = (
        select(counted.c.waiting, counted.c.seats, Course)
        .join(Course, Course.id == counted.c.id)
        .order_by(counted.c.seats.desc(), Course.id)
    )
    return [ForCourse(*row) for row in db.session.execute(found)]


def by_month(wanted: Wanted) -> Months:
    lists = cast(Subscription.months, Text)
    counted = select(lists, WAITING, SEATS).where(*wanted.where).group_by(lists)
    return _months(db.session.execute(counted))


def known(codes: Collection[str]) -> list[Municipality]:
    """The municipalities with these codes, in the order of the Danish alphabet."""
    if not codes:
        return []
    found = select(Municipality).where(Municipality.code.in_(codes)).order_by(Municipality.id)
    return list(db.session.scalars(found))


def to_hand_on(wanted: Wanted) -> Iterator[HandedOn]:
    """What others may see, course by course: no group that fewer than FEWEST people make.

    Small municipalities are counted together, with those who did not say from where; what is too
    small even so is left out, as small months are.
    """
    lists = cast(Subscription.months, Text)
    by_lists = (
        select(Subscription.course_id, lists, WAITING, SEATS)
        .where(*wanted.where)
        .group_by(Subscription.course_id, lists)
    )
    named: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for course_id, written, waiting, seats in db.session.execute(by_lists):
        named[course_id].append((written, waiting, seats))
    courses = select(Course).where(Course.id.in_(named)).order_by(Course.id)
    places = _places_by_course(wanted)
    for course in db.session.scalars(courses):
        others = NOBODY
        for name, group in places[course.id]:
            if name is None or group.waiting < FEWEST:
                others = Group(others.waiting + group.waiting, others.seats + group.seats)
            else:
                yield HandedOn(group.waiting, group.seats, course, place=name)
        if others.waiting >= FEWEST:
            yield HandedOn(others.waiting, others.seats, course)
        for month, group in _months(named[course.id]).named.items():
            if group.waiting >= FEWEST:
                yield HandedOn(group.waiting, group.seats, course, month=month)


def _places_by_course(wanted: Wanted) -> dict[int, list[tuple[str | None, Group]]]:
    by_both = _by_municipality(wanted).add_columns(Subscription.course_id.label("course"))
    counted = by_both.group_by(Subscription.course_id).subquery()
    ordered = (
        select(counted.c.course, Municipality.name, counted.c.waiting, counted.c.seats)
        .outerjoin(Municipality, Municipality.id == counted.c.id)
        .order_by(counted.c.course, counted.c.seats.desc(), Municipality.id)
    )
    found: dict[int, list[tuple[str | None, Group]]] = defaultdict(list)
    for course_id, name, waiting, seats in db.session.execute(ordered):
        found[course_id].append((name, Group(waiting, seats)))
    return found


def _months(rows: Iterable[tuple[str, int, int]]) -> Months:
    """Of lists as they are stored, and how many have each."""
    waiting: Counter[int] = Counter()
    seats: Counter[int] = Counter()
    for written, people, wanted in rows:
        for month in json.loads(written) or [ANY_MONTH]:
            waiting[month] += people
            seats[month] += wanted
    groups = {month: Group(waiting[month], seats[month]) for month in range(13)}
    return Months(any=groups.pop(ANY_MONTH), named=groups)
