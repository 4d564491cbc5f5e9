"""What readers choose courses by: audiences and themes, each of which stands there once."""

from collections.abc import Mapping

from sqlalchemy import Select, select

from app.extensions import db
from app.language import Language
from app.models import Bilingual, Course, StaffMember, Tag, TagKind
from app.models.course import course_tag
from app.models.course_errors import TagNameTaken
from app.services import audit, courses
from app.services.locks import lock_name
from app.services.slugs import free_slug

OFFERED_FIRST = (Course.retired_at.is_not(None), Course.id)


def get(tag_id: int) -> Tag:
    """Raises NoResultFound."""
    return db.session.get_one(Tag, tag_id)


def lock() -> list[Tag]:
    """All of them, read anew; until this is committed nobody else adds or renames one.

    Before any course is locked, or two could wait for each other.
    """
    db.session.flush()
    lock_name("tag")
    every = select(Tag).order_by(Tag.id).execution_options(populate_existing=True)
    return list(db.session.scalars(every))


def find_or_add(kind: TagKind, name: Bilingual) -> Tag:
    """The one of that Danish name, in whatever case it is written."""
    known = lock()
    if found := _of_name(known, kind, name):
        return found
    slugs = {tag.slug for tag in known}
    tag = Tag(kind=kind, slug=free_slug(name.da, slugs.__contains__), name=name)
    db.session.add(tag)
    db.session.flush()
    return tag


def find(kind: TagKind, name: Bilingual) -> Tag | None:
    return _of_name(lock(), kind, name)


def rename(tag: Tag, name: Bilingual, *, actor: StaffMember) -> None:
    """Called that everywhere at once. What it is called in addresses stays, and so do links."""
    others = [one for one in lock() if one.kind is tag.kind and one is not tag]
    for language in Language:
        if any(_are_same(one.name[language], name[language]) for one in others):
            raise TagNameTaken(language)
    if name == tag.name:
        return
    before, tag.name = tag.name, name
    for course in _locked(tag):
        courses.remember_search(course)
    audit.record(
        "tag.renamed",
        f"tag/{tag.id}",
        actor=actor,
        before=[before.da, before.en],
        now=[name.da, name.en],
    )


def with_courses() -> Mapping[Tag, list[Course]]:
    """Each with the courses that it stands on: those that are offered first."""
    found: dict[int, list[Course]] = {}
    pairs = select(course_tag.c.tag_id, Course).join(Course, Course.id == course_tag.c.course_id)
    for tag_id, course in db.session.execute(pairs.order_by(*OFFERED_FIRST)):
        found.setdefault(tag_id, []).append(course)
    every = db.session.scalars(select(Tag).order_by(Tag.id))
    return {tag: found.get(tag.id, []) for tag in every}


def courses_of(tag: Tag) -> list[Course]:
    return list(db.session.scalars(_with(tag).order_by(*OFFERED_FIRST)))


def _of_name(known: list[Tag], kind: TagKind, name: Bilingual) -> Tag | None:
    same = (tag for tag in known if tag.kind is kind and _are_same(tag.name.da, name.da))
    return next(same, None)


def _locked(tag: Tag) -> list[Course]:
    """One change of a course at a time: who publishes it meanwhile waits, or has been."""
    db.session.flush()
    found = _with(tag).order_by(Course.id).with_for_update(of=Course, key_share=True)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def _with(tag: Tag) -> Select[Course]:
    return select(Course).where(Course.tags.any(Tag.id == tag.id))


def _are_same(one: str, other: str) -> bool:
    return courses.fold(one) == courses.fold(other)
