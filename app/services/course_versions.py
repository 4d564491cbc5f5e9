"""The history of a course page: each version as it was published, whole."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from app import clock
from app.extensions import db
from app.models import Course, CourseKind, CourseVersion, StaffMember
from app.services import course_content
from app.services.course_content import PARTS, Content

# what is no text, in the order in which changes are told
FACTS = (
    *("kind", "taught_in", "price", "price_per", "min_seats", "max_seats", "external_url"),
    *("tags", "contacts", "danish_only"),
)

# what the first version is compared with
EMPTY = Content(kind=CourseKind.DAY)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that says something else: a fact, or a part in one language."""

    field: str
    language: str
    old: Any
    new: Any


def newest(course: Course) -> CourseVersion | None:
    """The one that readers see; None: nothing was published here yet."""
    return db.session.scalar(_of(course).limit(1))


def newest_number(course: Course) -> int:
    found = newest(course)
    return found.number if found else 0


def of_course(course: Course) -> list[CourseVersion]:
    """All of them, the newest first; what each says is read when it is asked for."""
    return list(db.session.scalars(_of(course).options(defer(CourseVersion.content))))


def get(course: Course, number: int) -> CourseVersion:
    """Raises NoResultFound."""
    return db.session.scalars(_of(course).where(CourseVersion.number == number)).one()


def before(course: Course, version: CourseVersion) -> CourseVersion | None:
    """The one that it replaced."""
    return db.session.scalar(_of(course).where(CourseVersion.number < version.number).limit(1))


def keep(course: Course, content: Content, *, actor: StaffMember | None) -> CourseVersion:
    """The next version. Who calls holds the lock of the course."""
    version = CourseVersion(
        course_id=course.id,
        number=newest_number(course) + 1,
        at=clock.now(),
        member_id=actor.id if actor else None,
        content=course_content.as_json(content),
    )
    db.session.add(version)
    db.session.flush()
    return version


def content_of(version: CourseVersion) -> Content:
    return course_content.from_json(version.content)


def changes(old: Content, new: Content) -> list[Change]:
    """What differs, field by field."""
    texts = [
        Change(part, language, old.part(part)[language], new.part(part)[language])
        for part in PARTS
        for language in ("da", "en")
        if old.part(part)[language] != new.part(part)[language]
    ]
    facts = [
        Change(name, "", getattr(old, name), getattr(new, name))
        for name in FACTS
        if getattr(old, name) != getattr(new, name)
    ]
    return texts + facts


def _of(course: Course) -> Any:
    return (
        select(CourseVersion)
        .where(CourseVersion.course_id == course.id)
        .options(joinedload(CourseVersion.member))
        .order_by(CourseVersion.number.desc())
    )
