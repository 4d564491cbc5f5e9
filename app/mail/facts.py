"""What letters say of the provider, a course and a cohort, in the words of one language."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import inspect, select

from app import formats
from app.extensions import db
from app.language import Language
from app.mail import links
from app.mail.text import Mixed
from app.models import Cohort, Course, PricePer, Provider, Role, StaffMember, keeping

PER = {
    Language.DANISH: {
        PricePer.SEAT: "pr. deltager",
        PricePer.REGISTRATION: "pr. arbejdsplads",
    },
    Language.ENGLISH: {
        PricePer.SEAT: "per participant",
        PricePer.REGISTRATION: "per workplace",
    },
}
THE_ONE = select(Provider).order_by(Provider.id).limit(1)
FREE = {Language.DANISH: "Gratis", Language.ENGLISH: "Free of charge"}

Facts = dict[str, object]


def of_provider(language: Language, course: Course | None = None) -> Facts:
    """Who writes, and to whom the reader can answer: the foot of every letter."""
    provider = find_provider()
    secretary = _secretary(course) if course else None
    phone = (secretary.phone if secretary else "") or (provider.phone if provider else "")
    name = provider.name if provider else "Holdstart"
    email = (
        (secretary.email if secretary else "")
        or (provider.email if provider else "")
        or current_app.config["MAIL_FROM"]
    )
    return {
        "provider": name,
        "provider_address": provider.address if provider else "",
        "secretary_name": secretary.name[language] if secretary else "",
        "secretary_email": email,
        "secretary_phone": formats.phone(phone, language),
        "find_link": links.page("public.find_registration", language),
        "signature": _lines(provider.signature[language]) if provider else [],
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def kept_for(name: str, language: Language, *, in_words: bool = True) -> str:
    """How long a class of data is kept (models/keeping.py): syv dage · 12 måneder"""
    provider = find_provider()
    number = keeping.number(provider.retention if provider else {}, name)
    written = formats.duration_in_words if in_words else formats.duration
    return written(number, keeping.RULES[name].unit, language)


def time_kept(name: str) -> timedelta:
    provider = find_provider()
    return keeping.time(provider.retention if provider else {}, name)


def of_course(course: Course, language: Language) -> Facts:
    return of_provider(language, course) | {
        "title": said(course, "title", language),
        "course_link": links.course(course, language),
        "unconfirmed_for": kept_for("unconfirmed", language),
    }


def of_cohort(cohort: Cohort, language: Language) -> Facts:
    """The day, the place and the price, as they stand now."""
    return of_course(cohort.course, language) | {
        "day": formats.day(cohort.starts_at, language, "short") if cohort.starts_at else "",
        "when": [formats.when(m.starts_at, m.ends_at, language) for m in cohort.meetings],
        "place": cohort.place,
        "price_line": price_line(cohort, language),
        "register_by": (
            formats.day(cohort.register_by, language, "full") if cohort.register_by else ""
        ),
        "opens_at": formats.moment(cohort.opens_at, language) if cohort.opens_at else "",
        "capacity": formats.number(cohort.capacity, language),
    }


def price_line(cohort: Cohort, language: Language) -> str:
    """2.450 kr. pr. deltager, inkl. forplejning"""
    course, price = cohort.course, cohort.price_now
    if price is None:
        line = FREE[language]
    else:
        line = f"{formats.money(price, language)} {PER[language][cohort.price_per]}"
    note = said(course, "price_note", language)
    if isinstance(note, Mixed):
        return Mixed.of((f"{line}, ", False), *note.pieces)
    return ", ".join(filter(None, (line, note)))


def said(course: Course, part: str, language: Language) -> str:
    """A part of a course as that reader gets it: perhaps in Danish."""
    text, spoken = course.text(part, language)
    return text if spoken is language or not text else Mixed.of((text, True))


def find_provider() -> Provider | None:
    """The row that staff edit, read once in a transaction: one act asks for it many times."""
    kept: Provider | None = db.session.info.get("provider")
    if kept is None or kept not in db.session or inspect(kept).expired:
        kept = db.session.info["provider"] = db.session.scalar(THE_ONE)
    return kept


def _secretary(course: Course) -> StaffMember | None:
    """Whoever stands last on the course page, if that is a secretary."""
    members = [contact.member for contact in course.contacts]
    return next((m for m in reversed(members) if m.role is Role.SECRETARY), None)
