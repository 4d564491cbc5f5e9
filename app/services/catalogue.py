"""The list of courses: those with a date first, by date, then the others, by title.

Pages are found by where the one before ended, so that the last costs what the first does, and
nothing is counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased, selectinload

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Cohort, Course, CourseKind, CourseState, Registration, Tag
from app.models.cohort_states import OPENED
from app.services.courses import CourseView, fold, views

PER_PAGE = 20
WORDS_SEARCHED = 8
# ...-...: the date and the number of a cohort; a number alone: a course without a date
CURSOR = re.compile(r"(?:(\d{1,10})-)?(\d{1,9})")
OFFERED = (Course.published.is_(True), Course.retired_at.is_(None))
DATED = (CourseState.OPEN, CourseState.ANNOUNCED, CourseState.WAITING, CourseState.CLOSED)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader looks for. Empty: everything."""

    q: str = ""
    kind: CourseKind | None = None
    audience: str = ""
    theme: str = ""
    state: CourseState | None = None

    def __bool__(self) -> bool:
        return any((self.q, self.kind, self.audience, self.theme, self.state))


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the list. `after` leads to the next one."""

    views: list[CourseView]
    after: str | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    course_id: int
    cursor: str


def tags() -> list[Tag]:
    return list(db.session.scalars(select(Tag).order_by(Tag.id)))


def is_empty() -> bool:
    """Whether no course is offered at all."""
    return db.session.scalar(select(Course.id).where(*OFFERED).limit(1)) is None


def find(
    wish: Wish,
    *,
    language: Language,
    now: datetime,
    after: str = "",
    number: int = PER_PAGE,
) -> Found:
    """A page of what fits, beginning after the cursor of the page before."""
    match = CURSOR.fullmatch(after)
    starts, key = (match[1], int(match[2])) if match else (None, 0)
    entries: Iterator[tuple[_Entry, CourseView]] = iter(())
    if not match or starts:
        begin = (datetime.fromtimestamp(int(starts), UTC), key) if starts else (now, 0)
        entries = _dated(wish, now, begin, number)
    if wish.state not in DATED:
        title = _title_of(key, language) if match and not starts else None
        entries = chain(entries, _undated(wish, now, language, title, number))
    found = list(islice(entries, number + 1))
    more = len(found) > number
    return Found(
        views=[view for _, view in found[:number]],
        after=found[number - 1][0].cursor if more else None,
        is_first=match is None,
    )


def _dated(
    wish: Wish, now: datetime, begin: tuple[datetime, int], number: int
) -> Iterator[tuple[_Entry, CourseView]]:
    """Courses with a coming date, each where its first one stands."""
    if wish.state is not None and wish.state not in DATED:
        return
    earlier = aliased(Cohort)
    order = tuple_(Cohort.starts_at, Cohort.id)
    query = (
        select(Cohort.course_id, Cohort.starts_at, Cohort.id)
        .join(Course, Course.id == Cohort.course_id)
        .where(
            _coming(Cohort, now),
            or_(Course.external_url.is_(None), Course.external_url == ""),
            ~exists().where(
                earlier.course_id == Cohort.course_id,
                _coming(earlier, now),
                tuple_(earlier.starts_at, earlier.id) < order,
            ),
            *_fits(wish, now),
        )
        .order_by(Cohort.starts_at, Cohort.id)
        .limit(number + 1)
    )
    while True:
        rows = db.session.execute(query.where(order > tuple_(*begin))).all()
        yield from _seen(
            wish,
            now,
            [_Entry(row[0], f"{int((row[1] or now).timestamp())}-{row[2]}") for row in rows],
        )
        if len(rows) <= number:
            return
        begin = (rows[-1][1] or now, rows[-1][2])


def _undated(
    wish: Wish, now: datetime, language: Language, begin: tuple[str, int] | None, number: int
) -> Iterator[tuple[_Entry, CourseView]]:
    """Courses without a coming date, and those registered for elsewhere."""
    table = Course.__table__.c
    title = table[f"title_{language}"]
    order = tuple_(title, table.id)
    elsewhere = func.coalesce(Course.external_url, "") != ""
    has_date = exists().where(Cohort.course_id == Course.id, _coming(Cohort, now))
    query: Select[Any] = (
        select(table.id, title)
        .where(or_(elsewhere, ~has_date), *_fits(wish, now))
        .order_by(title, table.id)
        .limit(number + 1)
    )
    while True:
        rows = db.session.execute(query.where(order > tuple_(*begin)) if begin else query).all()
        yield from _seen(wish, now, [_Entry(row[0], str(row[0])) for row in rows])
        if len(rows) <= number:
            return
        begin = (rows[-1][1], rows[-1][0])


def _title_of(course_id: int, language: Language) -> tuple[str, int] | None:
    table = Course.__table__.c
    title = db.session.scalar(select(table[f"title_{language}"]).where(table.id == course_id))
    return None if title is None else (title, course_id)


def _coming(cohort: Any, now: datetime) -> ColumnElement[bool]:
    """Cohort.is_coming, for the database."""
    return (
        # not "is null": SQLite would search by that index, in which nearly all are alike; not "=":
        # PostgreSQL would expect one row in two hundred, and sort all instead of taking the first
        (func.coalesce(cohort.unlisted_code, "") <= "")
        & cohort.state.in_(OPENED)
        & (cohort.tell_at <= now)
        & (cohort.starts_at > now)
    )


def _fits(wish: Wish, now: datetime) -> Iterator[ColumnElement[bool]]:
    """What the database can tell; of the state only what must be so, `_seen` asks the model."""
    yield from OFFERED
    for word in fold(wish.q).split()[:WORDS_SEARCHED]:
        yield Course.search_text.contains(word, autoescape=True)
    if wish.kind:
        yield Course.kind == wish.kind
    for slug in filter(None, (wish.audience, wish.theme)):
        yield Course.tags.any(Tag.slug == slug)
    if wish.state in DATED:
        cohort = aliased(Cohort)
        yield exists().where(
            cohort.course_id == Course.id, _coming(cohort, now), _can_be(wish.state, cohort, now)
        )
    elif wish.state:
        elsewhere = func.coalesce(Course.external_url, "") != ""
        yield elsewhere if wish.state is CourseState.EXTERNAL else ~elsewhere


def _can_be(state: CourseState | None, cohort: Any, now: datetime) -> ColumnElement[bool]:
    over = cohort.register_by < clock.today(now)
    begun = cohort.opens_at <= now
    if state is CourseState.ANNOUNCED:
        return or_(cohort.opens_at.is_(None), ~begun)
    if state is CourseState.CLOSED:
        return begun & over
    running = begun & or_(cohort.register_by.is_(None), ~over)
    if state is CourseState.WAITING:
        return running & exists().where(Registration.cohort_id == cohort.id)
    return running


def _seen(wish: Wish, now: datetime, entries: list[_Entry]) -> Iterator[tuple[_Entry, CourseView]]:
    ids = [entry.course_id for entry in entries]
    found = db.session.scalars(
        select(Course).where(Course.id.in_(ids)).options(selectinload(Course.cohorts))
    ).all()
    by_id = {view.course.id: view for view in views(found, now)}
    for entry in entries:
        view = by_id[entry.course_id]
        if wish.state is None or view.state is wish.state:
            yield entry, view
