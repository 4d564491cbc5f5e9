"""Everything that the page of a course says, in plain values: kept, compared, put back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from app.extensions import db
from app.language import Language
from app.models import (
    Bilingual,
    Course,
    CourseContact,
    CourseKind,
    CourseSection,
    PricePer,
    SectionKind,
    StaffMember,
    Tag,
)
from app.models.course import TEXT_PARTS

SECTION = "sections."
# in the order of the page
PARTS = (
    "title",
    "lead",
    *(f"{SECTION}{kind}" for kind in SectionKind),
    *(part for part in TEXT_PARTS if part not in {"title", "lead"}),
)
NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What was, is or will be published. Tags by slug, contacts by id, in their order."""

    kind: CourseKind
    taught_in: Language = Language.DANISH
    # a part that says nothing is left out
    parts: Mapping[str, Bilingual] = field(default_factory=dict)
    danish_only: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    contacts: tuple[int, ...] = ()
    price: int | None = None
    price_per: PricePer = PricePer.SEAT
    min_seats: int = 1
    max_seats: int = 10
    external_url: str | None = None

    def part(self, name: str) -> Bilingual:
        return self.parts.get(name, NOTHING)

    @property
    def is_all_danish(self) -> bool:
        return set(PARTS) <= set(self.danish_only)


def of(course: Course) -> Content:
    return Content(
        kind=course.kind,
        taught_in=course.taught_in,
        parts={part: text for part in PARTS if (text := course.written(part))},
        danish_only=in_order(course.danish_only),
        tags=tuple(sorted(tag.slug for tag in course.tags)),
        contacts=tuple(contact.member_id for contact in course.contacts),
        price=course.price,
        price_per=course.price_per,
        min_seats=course.min_seats,
        max_seats=course.max_seats,
        external_url=course.external_url or None,
    )


def in_order(parts: Any) -> tuple[str, ...]:
    return tuple(part for part in PARTS if part in parts)


def as_json(content: Content) -> dict[str, Any]:
    return {
        "kind": content.kind.value,
        "taught_in": content.taught_in.value,
        "parts": {name: {"da": text.da, "en": text.en} for name, text in content.parts.items()},
        "danish_only": list(content.danish_only),
        "tags": list(content.tags),
        "contacts": list(content.contacts),
        "price": content.price,
        "price_per": content.price_per.value,
        "min_seats": content.min_seats,
        "max_seats": content.max_seats,
        "external_url": content.external_url,
    }


def from_json(kept: Mapping[str, Any]) -> Content:
    return Content(
        kind=CourseKind(kept["kind"]),
        taught_in=Language(kept["taught_in"]),
        parts={name: Bilingual(text["da"], text["en"]) for name, text in kept["parts"].items()},
        danish_only=in_order(kept["danish_only"]),
        tags=tuple(kept["tags"]),
        contacts=tuple(kept["contacts"]),
        price=kept["price"],
        price_per=PricePer(kept["price_per"]),
        min_seats=kept["min_seats"],
        max_seats=kept["max_seats"],
        external_url=kept["external_url"],
    )


def put(content: Content, course: Course) -> None:
    """Let the course say this; tags and members that are gone meanwhile are left out."""
    _say(content, course)
    kept = {section.kind: section for section in course.sections}
    course.sections = [
        _with_text(kept.get(kind) or CourseSection(kind=kind), text)
        for kind in SectionKind
        if (text := content.part(f"{SECTION}{kind}"))
    ]
    course.tags = _tags(content)
    standing = {contact.member_id: contact for contact in course.contacts}
    course.contacts = [
        _at(standing.get(member.id) or CourseContact(member=member), position)
        for position, member in enumerate(_members(content))
    ]


def as_course(content: Content, course: Course) -> Course:
    """A course beside the stored one that says this, to be looked at and never stored."""
    shown = Course(id=course.id, slug=course.slug, retired_at=course.retired_at)
    _say(content, shown)
    shown.sections = [
        CourseSection(kind=kind, text=text)
        for kind in SectionKind
        if (text := content.part(f"{SECTION}{kind}"))
    ]
    # as if read from the database, so that nothing of the session is tied to it
    contacts = [CourseContact(member=member) for member in _members(content)]
    for name, rows in {
        "contacts": contacts,
        "tags": _tags(content),
        "cohorts": course.cohorts,
        "assignments": course.assignments,
    }.items():
        set_committed_value(shown, name, rows)
    return shown


def _say(content: Content, course: Course) -> None:
    course.kind = content.kind
    course.taught_in = content.taught_in
    for part in TEXT_PARTS:
        setattr(course, part, content.part(part))
    course.danish_only = list(content.danish_only)
    course.price = content.price
    course.price_per = content.price_per
    course.min_seats = content.min_seats
    course.max_seats = content.max_seats
    course.external_url = content.external_url


def _with_text(section: CourseSection, text: Bilingual) -> CourseSection:
    section.text = text
    return section


def _at(contact: CourseContact, position: int) -> CourseContact:
    contact.position = position
    return contact


def _tags(content: Content) -> list[Tag]:
    wanted = select(Tag).where(Tag.slug.in_(content.tags)).order_by(Tag.id)
    return list(db.session.scalars(wanted))


def _members(content: Content) -> list[StaffMember]:
    wanted = select(StaffMember).where(StaffMember.id.in_(content.contacts))
    found = {member.id: member for member in db.session.scalars(wanted)}
    return [found[number] for number in content.contacts if number in found]
