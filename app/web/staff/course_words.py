"""The parts and facts of a course page in words, for the editor and its history."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats
from app.language import Language
from app.models import CourseKind, PricePer, StaffMember, Tag
from app.services.course_versions import Change

KINDS = [
    (CourseKind.DAY.value, _l("Learning day")),
    (CourseKind.SERIES.value, _l("Course in several sessions")),
    (CourseKind.TALK.value, _l("One-to-one conversation")),
    (CourseKind.TEAM.value, _l("Team programme")),
]
TAUGHT_IN = [(Language.DANISH.value, _l("Danish")), (Language.ENGLISH.value, _l("English"))]
PRICE_PER = {
    PricePer.SEAT: _l("each participant"),
    PricePer.REGISTRATION: _l("the workplace together"),
}
# by part; a test holds the list complete
PART_NAMES: dict[str, LazyString] = {
    "title": _l("Title"),
    "lead": _l("The first lines"),
    "sections.audience": _l("Audience"),
    "sections.purpose": _l("Purpose"),
    "sections.content": _l("Content"),
    "sections.outcomes": _l("What participants gain"),
    "sections.form": _l("Format"),
    "sections.before": _l("Before the course"),
    "sections.after": _l("After the course"),
    "sections.programme": _l("Programme"),
    "programme": _l("Series of courses"),
    "sources": _l("Sources"),
    "price_note": _l("Note on the price"),
    "includes": _l("What the price includes"),
    "terms": _l("Terms of this course"),
}
FACT_NAMES: dict[str, LazyString] = {
    "kind": _l("Kind"),
    "taught_in": _l("Taught in"),
    "price": _l("Price in kroner"),
    "price_per": _l("The price is for"),
    "min_seats": _l("Smallest number of participants from one workplace"),
    "max_seats": _l("Largest number of participants in one registration"),
    "external_url": _l("Address of the course at another provider"),
    "tags": _l("Audiences and themes"),
    "contacts": _l("Whom readers can ask"),
    "danish_only": _l("Shown to English readers in Danish"),
}


def part_name(part: str) -> LazyString:
    return PART_NAMES[part]


def field_name(change: Change) -> str:
    if change.field in FACT_NAMES:
        return str(FACT_NAMES[change.field])
    part = PART_NAMES[change.field]
    if change.language == Language.DANISH:
        return _("%(part)s, in Danish", part=part)
    return _("%(part)s, in English", part=part)


def in_words(
    field: str,
    value: Any,
    *,
    tags: Mapping[str, Tag],
    members: Mapping[int, StaffMember],
    language: Language,
) -> str:
    """What a field said, for a reader; empty where it said nothing."""
    if field == "kind":
        return str(dict(KINDS)[value])
    if field == "taught_in":
        return str(dict(TAUGHT_IN)[value])
    if field == "price_per":
        return str(PRICE_PER[value])
    if field == "price":
        return _("Free") if value is None else formats.number(value, language)
    if field == "tags":
        return ", ".join(tags[one].name[language] if one in tags else one for one in value)
    if field == "contacts":
        return ", ".join(members[one].name[language] for one in value if one in members)
    if field == "danish_only":
        return ", ".join(str(PART_NAMES[part]) for part in value)
    return "" if value is None else str(value)
