"""What letters say of registrations and places: names, numbers of places, prices, deadlines."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import and_, func, or_, select

from app import clock, formats, numbers
from app.extensions import db
from app.language import Language
from app.mail import facts, links
from app.mail.facts import Facts
from app.mail.letter import Calendar
from app.models import Bill, Cohort, Course, Meeting, PricePer, Registration, Seat, SeatState

A_PLACE = {Language.DANISH: "en plads", Language.ENGLISH: "a place"}
PLACES = {Language.DANISH: "pladser", Language.ENGLISH: "places"}
NAMED_LATER = {Language.DANISH: "Navn følger", Language.ENGLISH: "Name to follow"}
A_COLLEAGUE = {Language.DANISH: "En kollega", Language.ENGLISH: "A colleague"}
THE_SECRETARY = {Language.DANISH: "Kursussekretæren", Language.ENGLISH: "The course secretary"}
NUMBER_TO_COME = {
    Language.DANISH: "EAN-nummeret, når vi har fået det",
    Language.ENGLISH: "the EAN number, once we have it",
}


def places(number: int, language: Language) -> str:
    """en plads · 3 pladser"""
    return A_PLACE[language] if number == 1 else f"{number}{formats.NBSP}{PLACES[language]}"


def of_registration(registration: Registration, language: Language) -> Facts:
    """The cohort, the contact, and the public pages that letters about places name."""
    return facts.of_cohort(registration.cohort, language) | {
        # erased, or forgotten
        "contact_name": registration.contact_name or A_COLLEAGUE[language],
        "workplace": registration.workplace,
        "reference": registration.reference,
        "terms_link": _terms(registration.cohort.course, language),
        "privacy_link": links.page("public.privacy", language),
        "names_for": facts.kept_for("names", language),
    }


def _terms(course: Course, language: Language) -> str:
    """Where its cancellation terms stand: its own on its page."""
    if course.text("terms", language)[0]:
        return f"{links.course(course, language)}#about-terms"
    return links.page("public.terms", language)


def of_seat(seat: Seat, language: Language) -> Facts:
    registration = seat.registration
    return of_registration(registration, language) | {
        "participant_name": seat.name or NAMED_LATER[language],
        "former_name": seat.former_name or NAMED_LATER[language],
        "workplace": registration.workplace or seat.workplace,
        "registered_by_other": seat.email != registration.contact_email,
    }


def named(seats: list[Seat], language: Language) -> list[str]:
    return [seat.name or NAMED_LATER[language] for seat in seats]


def total(registration: Registration, language: Language) -> str:
    """The price of the confirmed places; empty when it is free."""
    cohort = registration.cohort
    price, confirmed = cohort.price_now, len(registration.confirmed)
    if not price or not confirmed:
        return ""
    whole = cohort.price_per is PricePer.REGISTRATION
    return formats.money(price if whole else price * confirmed, language)


def bill_to(registration: Registration, language: Language) -> str:
    """EAN 5798 0000 0000 1 · CVR 12345674, an address · that the number is to come."""
    if registration.bill is Bill.EAN:
        return f"EAN{formats.NBSP}{numbers.grouped(registration.ean)}"
    if registration.bill is Bill.CVR:
        cvr = f"CVR{formats.NBSP}{numbers.grouped(registration.cvr)}"
        return ", ".join(filter(None, (cvr, registration.bill_email)))
    return NUMBER_TO_COME[language]


def day(value: object, language: Language, style: str = "full") -> str:
    return formats.day(value, language, style) if value else ""  # type: ignore[arg-type]


def moment(value: datetime | None, language: Language) -> str:
    return formats.moment(value, language) if value else ""


def short_moment(value: datetime | None, language: Language) -> str:
    """torsdag den 14. januar kl. 12.00 · 12:00 on Thursday 14 January"""
    if value is None:
        return ""
    written, time = (
        formats.day(value, language, "full_short"),
        formats.time_of_day(value, language),
    )
    return f"{time} on {written}" if language is Language.ENGLISH else f"{written} kl. {time}"


def clock_time(value: datetime, language: Language) -> str:
    return formats.time_of_day(value, language)


def when(meeting: Meeting, language: Language) -> str:
    return formats.when(meeting.starts_at, meeting.ends_at, language)


def before_the_move(cohort: Cohort, language: Language) -> Facts:
    """When and where it was to be, and whether only the place is another."""
    times = [(one.starts_at, one.ends_at) for one in cohort.meetings]
    return {
        "old_when": [formats.when(start, end, language) for start, end in cohort.moved_from],
        "old_place": cohort.moved_from_place,
        "only_place": times == cohort.moved_from,
    }


def position(registration: Registration) -> int:
    """Number 1 is the next."""
    waits = select(Seat.registration_id).where(Seat.state == SeatState.WAITING)
    own = registration
    earlier = or_(
        Registration.queued_at < own.queued_at,
        and_(Registration.queued_at == own.queued_at, Registration.id < own.id),
    )
    alike = and_(Registration.displaced.is_(own.displaced), earlier)
    ahead = alike if own.displaced else or_(Registration.displaced, alike)
    found = select(func.count()).where(
        Registration.cohort_id == own.cohort_id, Registration.id.in_(waits), ahead
    )
    return (db.session.scalar(found) or 0) + 1


def calendar(
    owner: Registration | Seat,
    language: Language,
    *,
    cohort: Cohort | None = None,
    cancelled: bool = False,
) -> Calendar:
    """The file that goes with a letter about a place."""
    # loads a library that most processes never need
    from app.documents.calendar import calendar_file

    registration = owner.registration if isinstance(owner, Seat) else owner
    cohort = cohort or registration.cohort
    provider = facts.of_provider(language, cohort.course)
    data = calendar_file(
        cohort,
        owner,
        host=urlsplit(current_app.config["BASE_URL"]).hostname or "localhost",
        language=language,
        at=clock.now(),
        organizer=str(provider["secretary_email"]),
        link=links.course(cohort.course, language),
        cancelled=cancelled,
    )
    name = "kursus.ics" if language is Language.DANISH else "course.ics"
    return Calendar(name, data, cancelled)
