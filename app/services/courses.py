"""What a course page says: the answer to "can I get on it?", computed and never typed."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Result, bindparam, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app import clock, workdays
from app.extensions import db
from app.language import Language
from app.models import (
    Bilingual,
    Cohort,
    Course,
    CourseContact,
    CourseSection,
    CourseState,
    Occupancy,
    Registration,
    Role,
    StaffMember,
    TagKind,
    UtcDateTime,
    course_state,
)
from app.models.cohort import FEW
from app.models.course import course_tag, is_danish_for
from app.services import occupancy as occupancies

SLUG = re.compile(r"[a-z0-9-]{1,100}")
POINT_IN_NUMBER = re.compile(r"(?<=\d)[.,](?=\d{3})")
DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014", "-----")
# of more free places than are told, so many chairs are drawn as free
FREE_DRAWN = FEW + 1
# chairs of a course that has had no date yet
NEVER_SET = 12
EARLIER_SHOWN = 6
SIBLINGS_SHOWN = 20
ALIKE_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Board:
    """One coming cohort, as everybody may see it."""

    cohort: Cohort
    places: Occupancy
    state: CourseState

    @property
    def line(self) -> dict[str, int]:
        """The line of seats: few free ones as they are, of many only that there are many."""
        places = self.places
        if self.state is CourseState.WAITING:
            return {"taken": places.capacity, "waits": places.waiting}
        if self.state is not CourseState.OPEN:
            return {"any": places.capacity}
        if places.free > FEW:
            return {"any": places.capacity - FREE_DRAWN, "free": FREE_DRAWN}
        kept = places.offered + places.held
        return {"taken": places.confirmed, "held": kept, "free": places.free}


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another course, as a link."""

    slug: str
    title: Bilingual
    danish_only: list[str]

    def text(self, part: str, language: Language) -> tuple[str, Language]:
        """Of its title; as a course says it."""
        danish = is_danish_for(part, language, self.title, self.danish_only)
        shown_in = Language.DANISH if danish else Language.ENGLISH
        return self.title[shown_in], shown_in


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course with its state, and the cohorts that say why."""

    course: Course
    state: CourseState
    boards: list[Board]
    # begun, over or called off; the newest first
    earlier: list[Cohort]
    siblings: tuple[Sibling, ...] = ()

    @property
    def best(self) -> Board | None:
        """The next cohort that has the state of the course."""
        return next((board for board in self.boards if board.state is self.state), None)

    @property
    def line(self) -> dict[str, int]:
        if self.state is CourseState.EXTERNAL:
            return {}
        return self.best.line if self.best else {"unset": self.places_last_time or NEVER_SET}

    @property
    def newest(self) -> Cohort | None:
        """The cohort that says how long it takes and how many can come."""
        cohorts = [board.cohort for board in self.boards] or self.earlier
        return cohorts[0] if cohorts else None

    @property
    def places_last_time(self) -> int:
        return self.earlier[0].capacity if self.earlier else 0

    @property
    def elsewhere(self) -> str:
        """Where an external course is registered for, as it is said."""
        host = urlsplit(self.course.external_url or "").hostname or ""
        return host.removeprefix("www.")

    @property
    def secretary(self) -> StaffMember | None:
        """Who takes registrations."""
        members = [contact.member for contact in self.course.contacts if contact.member.active]
        return next((m for m in reversed(members) if m.role is Role.SECRETARY), None)


# written once: to build a statement takes longer than to run it
PUBLISHED = select(Course).where(Course.slug == bindparam("slug"), Course.published)
WHOLE = PUBLISHED.options(
    joinedload(Course.contacts).joinedload(CourseContact.member), joinedload(Course.assignments)
)
COHORTS = (
    select(Cohort)
    .where(Cohort.course_id == bindparam("course"))
    .options(joinedload(Cohort.meetings))
    .order_by(Cohort.starts_at)
)
TEXTS = select(
    CourseSection.__table__.c.kind,
    CourseSection.__table__.c.text_da,
    CourseSection.__table__.c.text_en,
).where(CourseSection.__table__.c.course_id == bindparam("course"))


def find(slug: str) -> Course | None:
    """The published course, if there is one."""
    if not SLUG.fullmatch(slug):
        return None
    return db.session.scalar(PUBLISHED, {"slug": slug})


def get(slug: str) -> Course:
    """The published course. Raises NoResultFound."""
    course = find(slug)
    if course is None:
        raise NoResultFound
    return course


def get_whole(slug: str) -> Course:
    """The same, with everything that its page shows read at once."""
    if not SLUG.fullmatch(slug):
        raise NoResultFound
    course = db.session.scalars(WHOLE, {"slug": slug}).unique().one()
    cohorts = db.session.scalars(COHORTS, {"course": course.id}).unique().all()
    set_committed_value(course, "cohorts", cohorts)
    return course


def texts(course: Course) -> dict[str, Bilingual]:
    """What stands in the sections of its page."""
    rows = db.session.execute(TEXTS, {"course": course.id})
    return {str(kind): Bilingual(da, en) for kind, da, en in rows}


def shown(course: Course, now: datetime) -> CourseView:
    """What the page of the course says at that moment."""
    [view] = views([course], now)
    return CourseView(view.course, view.state, view.boards, view.earlier, siblings(course))


def views(courses: Sequence[Course], now: datetime) -> list[CourseView]:
    """The same for a list of courses, without their siblings; one query for all places."""
    coming = {course.id: [c for c in course.cohorts if c.is_coming(now)] for course in courses}
    places = occupancies.of([one.id for found in coming.values() for one in found], now)
    return [_view(course, coming[course.id], places, now) for course in courses]


def _view(
    course: Course, coming: list[Cohort], places: dict[int, Occupancy], now: datetime
) -> CourseView:
    boards = [
        Board(cohort, places[cohort.id], cohort.state_at(now, places[cohort.id]))
        for cohort in coming
    ]
    earlier = [c for c in course.cohorts if c.is_listed(now) and c not in coming]
    earlier.sort(key=lambda cohort: (cohort.starts_at or now, cohort.id), reverse=True)
    state = course_state(course, [(board.cohort, board.places) for board in boards], now)
    return CourseView(course, state, boards, earlier[:EARLIER_SHOWN])


TABLE = Course.__table__.c
SIBLINGS = (
    select(TABLE.slug, TABLE.title_da, TABLE.title_en, TABLE.danish_only)
    .where(TABLE.programme_da == bindparam("programme"))
    .where(TABLE.published, TABLE.retired_at.is_(None), TABLE.id != bindparam("course"))
    .order_by(TABLE.id)
    .limit(SIBLINGS_SHOWN)
)
ALIKE = (
    select(TABLE.slug, TABLE.title_da, TABLE.title_en, TABLE.danish_only)
    .where(
        TABLE.id.in_(
            select(course_tag.c.course_id).where(
                course_tag.c.tag_id.in_(bindparam("themes", expanding=True))
            )
        )
    )
    .where(TABLE.published, TABLE.retired_at.is_(None), TABLE.id != bindparam("course"))
    .order_by(TABLE.id)
    .limit(ALIKE_SHOWN)
)


def siblings(course: Course) -> tuple[Sibling, ...]:
    """The other courses of its programme; of one that is retired, else those on its themes."""
    found: tuple[Sibling, ...] = ()
    if course.programme:
        programme = course.programme.da
        found = _links(db.session.execute(SIBLINGS, {"programme": programme, "course": course.id}))
    if not found and course.is_retired:
        themes = [tag.id for tag in course.tags if tag.kind is TagKind.THEME]
        found = _links(db.session.execute(ALIKE, {"themes": themes, "course": course.id}))
    return found


def _links(rows: Result[Any]) -> tuple[Sibling, ...]:
    return tuple(
        Sibling(row.slug, Bilingual(row.title_da, row.title_en), row.danish_only) for row in rows
    )


def occupancy(cohort_ids: Collection[int]) -> dict[int, Occupancy]:
    """How the places of the cohorts stand now, each in what it counts."""
    return occupancies.of(cohort_ids, clock.now())


NOW = bindparam("now", type_=UtcDateTime())
COMING_MOMENTS = select(
    *(
        select(func.min(column)).where(column > NOW).scalar_subquery()
        for column in (
            Cohort.tell_at,
            Cohort.opens_at,
            Cohort.starts_at,
            Cohort.ends_at,
            Registration.offer_until,
        )
    ),
    select(func.min(Cohort.register_by))
    .where(Cohort.register_by >= bindparam("today"))
    .scalar_subquery(),
)


def next_change(now: datetime) -> datetime | None:
    """The next moment at which some page says something new though nobody has changed it."""
    row = db.session.execute(COMING_MOMENTS, {"now": now, "today": clock.today(now)}).one()
    *moments, last_day = row
    if last_day is not None:
        moments.append(workdays.end_of_day(last_day))
    return min((moment for moment in moments if moment is not None), default=None)


def addresses() -> list[str]:
    """The slugs of all courses that are offered."""
    query = (
        select(Course.slug).where(Course.published, Course.retired_at.is_(None)).order_by(Course.id)
    )
    return list(db.session.scalars(query))


def fold(text: str) -> str:
    """For search: lower case, single blanks, and "1000" also where 1.000 or 1,000 is written."""
    text = unicodedata.normalize("NFC", text).translate(DASHES).lower()
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return POINT_IN_NUMBER.sub("", " ".join(text.split()))


def remember_search(course: Course) -> None:
    """Keep what a search looks at: title, lead, programme and tags, in both languages."""
    texts = [course.title, course.lead, course.programme, *(tag.name for tag in course.tags)]
    course.search_text = fold("\n".join(f"{text.da}\n{text.en}" for text in texts))
