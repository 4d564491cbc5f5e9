"""Certificates: given when a course is completed, withdrawn when it was not, found by number."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.documents.gate import gate
from app.extensions import db
from app.language import Language
from app.models import (
    Answer,
    AnswerState,
    Bilingual,
    Course,
    Registration,
    Seat,
    SeatState,
    SectionKind,
)
from app.models.certificate import Certificate, Needs, grouped, needs, new_number, typed
from app.services import provider
from app.services.worksheets import MEDIA_TYPES, File, Format

# those who were there, and perhaps have done the rest
TOOK_PART = (SeatState.ATTENDED, SeatState.COMPLETED)


def give_to_all(seats: Collection[Seat], now: datetime) -> None:
    """After the closing: to those who took part, where nothing more is asked for or it is done."""
    if not seats:
        return
    course = next(iter(seats)).registration.cohort.course
    asked = needs(course)
    approved = _approved(seats) if asked is Needs.APPROVAL else set()
    for seat in seats:
        if asked is Needs.ATTENDANCE and seat.state in TOOK_PART:
            give(seat, now)
        elif seat.id in approved:
            complete(seat, now)


def complete(seat: Seat, now: datetime, level: int | None = None) -> bool:
    """The plan is approved, or the visit passed. Says whether that completes the course now.

    Before the closing nobody has taken part yet: the closing looks again. Twice is harmless.
    """
    if seat.state is SeatState.COMPLETED and level in (None, seat.certificate_level):
        return False
    if seat.state not in TOOK_PART or seat.registration.cohort.closed_at is None:
        return False
    seat.state = SeatState.COMPLETED
    seat.certificate_level = level
    give(seat, now)
    return True


def give(seat: Seat, now: datetime) -> None:
    """A number, once; given back after a mistake it is the same one. A nameless place has none."""
    if not seat.name:
        return
    if seat.certificate_no is None:
        seat.certificate_no = _unused_number()
    if seat.certified_at is None:
        seat.certified_at = now


def withdraw(seat: Seat) -> None:
    """The number is good for nothing, and is never given to anybody else."""
    seat.certified_at = None
    seat.certificate_level = None


def _read(course: Course, part: str) -> Bilingual:
    """As readers of both languages get it: in English perhaps in Danish."""
    return Bilingual(*(course.text(part, language)[0] for language in Language))


def of(seat: Seat) -> Certificate | None:
    """What stands on it; None if there is none, or none any more."""
    if seat.certified_at is None or not seat.certificate_no or seat.state not in TOOK_PART:
        return None
    cohort, us = seat.registration.cohort, provider.get()
    return Certificate(
        number=grouped(seat.certificate_no),
        needs=needs(cohort.course),
        name=seat.name or "",
        # the name is forgotten after a year; the number stays good
        names=seat.certificate_names and bool(seat.name),
        course=_read(cohort.course, "title"),
        outcomes=_read(cohort.course, f"sections.{SectionKind.OUTCOMES}") or None,
        content=_read(cohort.course, f"sections.{SectionKind.CONTENT}") or None,
        times=[(meeting.starts_at, meeting.ends_at) for meeting in cohort.meetings],
        place=cohort.place,
        provider=us.name,
        address=us.address,
        cvr=us.cvr,
        given_at=seat.certified_at,
        level=seat.certificate_level,
    )


def find(number: str) -> Certificate | None:
    """By the number as somebody typed it."""
    wanted = typed(number)
    if not wanted:
        return None
    found = (
        select(Seat)
        .where(Seat.certificate_no == wanted)
        .options(joinedload(Seat.registration).joinedload(Registration.cohort))
    )
    seat = db.session.scalars(found).one_or_none()
    return of(seat) if seat else None


def show_name(seat: Seat, *, shown: bool) -> None:
    """Let the page that confirms the number say whose it is, or not."""
    seat.certificate_names = shown


def document(certificate: Certificate, *, language: Language, check_at: str) -> File:
    """As a PDF; asks no database. The library behind it comes when the first one is made."""
    from app.documents import certificate as printed

    name = f"{printed.title(certificate, language)} {certificate.number}.pdf"
    with gate:
        content = printed.pdf(certificate, language, check_at=check_at)
    return File(name, MEDIA_TYPES[Format.PDF], content)


def _approved(seats: Collection[Seat]) -> set[int]:
    """Whose plan is approved: their own, or that of their registration."""
    ids = {seat.id for seat in seats}
    registrations = {seat.registration_id for seat in seats}
    live = {
        one.worksheet
        for one in next(iter(seats)).registration.cohort.course.assignments
        if one.must_approve and one.withdrawn_at is None
    }
    found = db.session.scalars(
        select(Answer).where(
            Answer.state == AnswerState.APPROVED,
            Answer.worksheet.in_(live),
            or_(Answer.seat_id.in_(ids), Answer.registration_id.in_(registrations)),
        )
    ).all()
    own = {one.seat_id for one in found if one.seat_id}
    shared = {one.registration_id for one in found if one.registration_id}
    return own | {seat.id for seat in seats if seat.registration_id in shared}


def _unused_number() -> str:
    while True:
        number = new_number()
        taken = select(Seat.id).where(Seat.certificate_no == number)
        with db.session.no_autoflush:
            if db.session.scalar(taken) is None:
                return number
