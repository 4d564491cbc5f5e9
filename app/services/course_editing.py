"""Courses are made, published and retired here."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import delete as delete_rows
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from app import clock
from app.extensions import content_changed, db
from app.models import (
    Bilingual,
    Cohort,
    Course,
    CourseDraft,
    CourseKind,
    CourseVersion,
    StaffMember,
    Subscription,
    TagKind,
)
from app.models.cohort_states import OPENED
from app.models.course_errors import (
    CourseChangedMeanwhile,
    NothingToPublish,
    PartsUndecided,
    RegisteredForHere,
)
from app.models.errors import (
    CohortsToCome,
)
from app.services import audit, course_content, course_drafts, course_parity, course_versions, tags
from app.services import courses as public_courses
from app.services.course_content import Content
from app.services.course_parity import Decision
from app.services.demand import ON_THE_LIST
from app.services.locks import lock_name
from app.services.slugs import free_slug


def get(slug: str) -> Course:
    """Published or not. Raises NoResultFound."""
    return db.session.scalars(select(Course).where(Course.slug == slug)).one()


def unpublished() -> list[Course]:
    """What only staff know of yet."""
    wanted = select(Course).where(Course.published.is_(False)).order_by(Course.id)
    return list(db.session.scalars(wanted))


def create(kind: CourseKind, title: Bilingual, *, actor: StaffMember) -> Course:
    """A course that nobody outside sees; its address stays when its title changes."""
    # two of one title have two addresses, also when both are made at the same moment
    lock_name("course")
    course = Course(
        slug=free_slug(title.da, _course_has),
        kind=kind,
        title=title,
        published=False,
    )
    public_courses.remember_search(course)
    db.session.add(course)
    db.session.flush()
    audit.record("course.created", f"course/{course.id}", actor=actor)
    return course


def delete(course: Course, *, actor: StaffMember) -> None:
    """Only what was never published: nobody outside has its address, and nothing hangs on it."""
    _lock(course)
    if course.published:
        raise NoResultFound
    course_id = course.id
    db.session.execute(delete_rows(CourseDraft).where(CourseDraft.course_id == course_id))
    db.session.delete(course)
    audit.record("course.deleted", f"course/{course_id}", actor=actor)


def series() -> list[Bilingual]:
    """The series that courses belong to."""
    table = Course.__table__.c
    names = select(table.programme_da, table.programme_en).where(table.programme_da != "")
    rows = db.session.execute(names.distinct().order_by(table.programme_da, table.programme_en))
    return [Bilingual(danish, english) for danish, english in rows]


def public_content(course: Course) -> Content | None:
    """What readers see now; None: nothing yet."""
    return course_content.of(course) if course.published else None


def publish(
    course: Course,
    content: Content,
    *,
    new_tags: Mapping[TagKind, Bilingual],
    decisions: Mapping[str, Decision],
    all_danish: bool,
    begun_from: int,
    actor: StaffMember,
) -> CourseVersion:
    """Let readers see it, and keep it as a version. The draft of its writer ends."""
    # nobody renames a tag while what a search looks at is written down
    tags.lock()
    _lock(course)
    if begun_from < course_versions.newest_number(course):
        # the same press once more is answered as the first was
        known = [tag.slug for kind, name in new_tags.items() if (tag := tags.find(kind, name))]
        again = replace(content, danish_only=(), tags=tuple(sorted({*content.tags, *known})))
        is_known = len(known) == len(new_tags)
        if is_known and again == replace(course_content.of(course), danish_only=()):
            course_drafts.throw_away(course, actor=actor)
            raise NothingToPublish
        raise CourseChangedMeanwhile
    before = public_content(course)
    parity = course_parity.judge(before, content, decisions, all_danish=all_danish)
    if parity.undecided:
        raise PartsUndecided(parity.undecided)
    content = replace(content, danish_only=parity.danish_only)
    if content.external_url and not course.is_external and to_come(course):
        raise RegisteredForHere
    if content == before and not new_tags:
        course_drafts.throw_away(course, actor=actor)
        raise NothingToPublish

    if before is not None and not course_versions.newest_number(course):
        course_versions.keep(course, before, actor=None)
    added = [tags.find_or_add(kind, name).slug for kind, name in new_tags.items()]
    content = replace(content, tags=tuple(sorted({*content.tags, *added})))
    course_content.put(content, course)
    course.published = True
    public_courses.remember_search(course)
    content_changed()
    version = course_versions.keep(course, content, actor=actor)
    course_drafts.throw_away(course, actor=actor)
    audit.record(
        "course.published",
        f"course/{course.id}",
        actor=actor,
        version=version.number,
        fields=sorted({one.field for one in course_versions.changes(before, content)})
        if before
        else [],
    )
    return version


def to_come(course: Course) -> list[Cohort]:
    """Its cohorts that others know of and that are still to begin."""
    now = clock.now()
    wanted = select(Cohort).where(
        Cohort.course_id == course.id, Cohort.state.in_(OPENED), Cohort.starts_at > now
    )
    return list(db.session.scalars(wanted.order_by(Cohort.starts_at, Cohort.id)))


def has_announced(course: Course) -> bool:
    """Some of its cohorts keep the price they were announced with."""
    kept = select(Cohort.id).where(
        Cohort.course_id == course.id, Cohort.told_price_per.is_not(None)
    )
    return db.session.scalar(kept.limit(1)) is not None


def waiting(course: Course) -> int:
    """How many are on its list."""
    listed = Subscription.state.in_(ON_THE_LIST)
    counted = select(func.count()).where(Subscription.course_id == course.id, listed)
    return db.session.scalar(counted) or 0


def retire(course: Course, *, actor: StaffMember) -> None:
    """Offer it no more. Its page stays for those who have the address; nobody is told."""
    _lock(course)
    if course.retired_at is not None:
        return
    if to_come(course):
        raise CohortsToCome
    course.retired_at = clock.now()
    audit.record("course.retired", f"course/{course.id}", actor=actor)


def offer_again(course: Course, *, actor: StaffMember) -> None:
    _lock(course)
    if course.retired_at is None:
        return
    course.retired_at = None
    audit.record("course.offered_again", f"course/{course.id}", actor=actor)


def _lock(course: Course) -> None:
    """One change of a course at a time, by what it says now; registrations do not wait."""
    course_id = course.id
    db.session.flush()
    db.session.expire(course)
    db.session.get_one(Course, course_id, with_for_update={"key_share": True})


def _course_has(slug: str) -> bool:
    return db.session.scalar(select(Course.id).where(Course.slug == slug)) is not None
