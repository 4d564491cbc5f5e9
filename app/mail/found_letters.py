"""Find my registration: all links of an address, in one letter."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, case, or_, select

from app import clock, formats
from app.extensions import db
from app.language import Language
from app.mail import facts, links
from app.mail.facts import Facts
from app.mail.letter import Contents, Stale, letter
from app.mail.text import Slot
from app.models import Cohort, Registration, Seat
from app.models.registration import HAS_A_PLACE, LIVE


@letter("find_registration", about=Registration)
def find_registration(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    return _links_of(registration.contact_email, registration.cohort, language)


@letter("find_seat", about=Seat)
def find_seat(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    return _links_of(seat.email or "", seat.registration.cohort, language)


def _links_of(email: str, cohort: Cohort, language: Language) -> Contents | Stale:
    found = _registrations(email, language) + _seats(email, language)
    if not found:
        return Stale()
    # each line has an address of its own, for this reader alone
    private = {f"link_{number}": address for number, (_, address) in enumerate(found)}
    words = tuple(words for words, _ in found)
    return Contents(
        file="find_registration",
        language=language,
        shared=partial(_said, cohort, language, words),
        private=private,
    )


def _said(cohort: Cohort, language: Language, words: tuple[str, ...]) -> Facts:
    slots = [(line, Slot(f"link_{number}")) for number, line in enumerate(words)]
    return facts.of_provider(language, cohort.course) | {"links": slots}


def _registrations(email: str, language: Language) -> list[tuple[str, str]]:
    alive = (
        select(Seat.registration_id)
        .join(Cohort, Cohort.id == Seat.cohort_id)
        .where(_can_be_used(clock.now()))
    )
    found = db.session.scalars(
        select(Registration)
        .join(Cohort, Cohort.id == Registration.cohort_id)
        .where(Registration.contact_email == email, Registration.id.in_(alive))
        .order_by(*_coming_first(clock.now()))
    )
    return [
        (
            f"{_day(one.cohort, language)}, {one.reference}",
            links.registration(one, language),
        )
        for one in found
    ]


def _seats(email: str, language: Language) -> list[tuple[str, str]]:
    found = db.session.scalars(
        select(Seat)
        .join(Cohort, Cohort.id == Seat.cohort_id)
        .where(Seat.email == email, _can_be_used(clock.now()))
        .order_by(*_coming_first(clock.now()))
    )
    return [
        (_day(seat.registration.cohort, language), links.participant(seat, language))
        for seat in found
    ]


def _can_be_used(now: datetime) -> ColumnElement[bool]:
    """Until the course is over; by who had a place also after it: plan, certificate, follow-up."""
    kept = facts.time_kept("names")
    coming = (Cohort.ends_at > now) & Seat.state.in_(LIVE)
    been = (Cohort.ends_at > now - kept) & Seat.state.in_(HAS_A_PLACE)
    return or_(coming, been)


def _coming_first(now: datetime) -> list[Any]:
    return [case((Cohort.ends_at > now, 0), else_=1), Cohort.starts_at, Cohort.id]


def _day(cohort: Cohort, language: Language) -> str:
    starts = formats.day(cohort.starts_at, language) if cohort.starts_at else ""
    return f"{cohort.course.text('title', language)[0]}, {starts}"
