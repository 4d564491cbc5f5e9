"""Worksheets as they are filled in: by a participant, or by a registration together."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import (
    Answer,
    AnswerSection,
    AnswerState,
    AssignedTo,
    Assignment,
    Cohort,
    CohortState,
    Registration,
    Seat,
)
from app.models.errors import PlaceGone, RuleBroken, WorksheetHandedIn, WorksheetWithdrawn
from app.models.registration import HAS_A_PLACE
from app.models.worksheet import Section, Worksheet
from app.services import worksheets
from app.services.answers_merge import Typed, merge

Owner = Seat | Registration


class Readiness(enum.StrEnum):
    """All that staff see of a worksheet nobody has shown to them."""

    EMPTY = "empty"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of it; `conflicts` holds the text of the other, by the id of the answer."""

    at: datetime
    texts: dict[str, str]
    conflicts: dict[str, str]
    news: bool


def find(owner: Owner, kind: str) -> Answer | None:
    whose = Answer.seat_id if isinstance(owner, Seat) else Answer.registration_id
    found = select(Answer).where(whose == owner.id, Answer.worksheet == kind)
    return db.session.scalars(found.options(selectinload(Answer.sections))).one_or_none()


def of_owner(owner: Owner) -> list[Answer]:
    """All that was begun, the first first."""
    whose = Answer.seat_id if isinstance(owner, Seat) else Answer.registration_id
    found = select(Answer).where(whose == owner.id).order_by(Answer.id)
    return list(db.session.scalars(found.options(selectinload(Answer.sections))))


def begin(owner: Owner, kind: str, now: datetime) -> Answer:
    """The one there is, or a new one of the newest version. Of two who begin, one does."""
    found = find(owner, kind)
    if found is None:
        db.session.get_one(type(owner), owner.id, with_for_update=True)
        found = find(owner, kind)
    if found is None:
        whose = {"seat": owner} if isinstance(owner, Seat) else {"registration": owner}
        version = worksheets.get(kind).version
        found = Answer(worksheet=kind, version=version, begun_at=now, **whose)
        db.session.add(found)
        db.session.flush()
    return found


def sheet(answer: Answer) -> Worksheet:
    """The version it was begun with."""
    return worksheets.get(answer.worksheet, answer.version)


def save(answer: Answer, section: str, typed: Typed, now: datetime) -> Saved:
    """Put what was typed into the section; see `answers_merge` for who may write over whom."""
    lock(answer)
    require_open(owner(answer), answer, answer.worksheet)
    row = next((one for one in answer.sections if one.section == section), None)
    known = prefilled(sheet(answer), owner(answer))
    stored = known | (row.texts if row else {})
    asked = set(section_of(sheet(answer), section).answers())
    stored = {name: text for name, text in stored.items() if name in asked}
    mine = {name: text for name, text in typed.texts.items() if name in asked}
    merged = merge(stored, replace(typed, texts=mine), row.writers if row else {})
    if merged.changed:
        if row is None:
            row = AnswerSection(section=section, texts={}, writers={}, version=0, saved_at=now)
            answer.sections.append(row)
        # what is known beforehand is kept as empty, once somebody has emptied it
        row.texts = {
            name: text for name, text in merged.texts.items() if text != known.get(name, "")
        }
        row.writers = row.writers | dict.fromkeys(merged.changed, typed.page)
        row.version += 1
        row.saved_at = now
    return Saved(now, merged.texts, merged.clashes, merged.news)


def sections_of(sheet: Worksheet) -> list[Section]:
    """Those that participants write in."""
    return [section for section in sheet.sections if section.by == "participant"]


def section_of(sheet: Worksheet, number: str) -> Section:
    """NoResultFound if there is none, or if the consultant fills it in."""
    for section in sections_of(sheet):
        if section.id == number:
            return section
    raise NoResultFound


def lock(answer: Answer) -> None:
    """Read it anew, and let nobody else write until this is committed.

    PostgreSQL locks the row; SQLite has begun with BEGIN IMMEDIATE already.
    """
    number = answer.id
    db.session.flush()
    db.session.expire(answer)
    db.session.get_one(Answer, number, with_for_update=True)
    sections = select(AnswerSection).where(AnswerSection.answer_id == number)
    db.session.scalars(sections.execution_options(populate_existing=True)).all()


def owner(answer: Answer) -> Owner:
    found = answer.seat or answer.registration
    assert found is not None  # noqa: S101 (the database has said so)
    return found


def registration_of(owner: Owner) -> Registration:
    return owner.registration if isinstance(owner, Seat) else owner


def workplace(owner: Owner) -> str:
    own = owner.workplace if isinstance(owner, Seat) else ""
    return own or registration_of(owner).workplace


def prefilled(sheet: Worksheet, owner: Owner) -> dict[str, str]:
    """What the registration has told already, by the id of the answer."""
    municipality = registration_of(owner).municipality
    return sheet.known(
        municipality=municipality.name if municipality else "", workplace=workplace(owner)
    )


def texts(sheet: Worksheet, owner: Owner, answer: Answer | None) -> dict[str, str]:
    """All that stands on it, what is known beforehand included; nothing that is empty."""
    found = prefilled(sheet, owner) | (answer.texts if answer else {})
    return {name: text for name, text in found.items() if text}


def assigned(owner: Owner, kind: str) -> list[Assignment]:
    """How the worksheet goes with the course of the owner, withdrawn or not."""
    per = AssignedTo.SEAT if isinstance(owner, Seat) else AssignedTo.REGISTRATION
    found = select(Assignment).where(
        Assignment.course_id == registration_of(owner).cohort.course_id,
        Assignment.worksheet == kind,
        Assignment.per == per,
    )
    return list(db.session.scalars(found.order_by(Assignment.send_days)))


def require_there(owner: Owner, kind: str) -> Answer | None:
    """What is written; NoResultFound if the worksheet neither goes with the course nor did."""
    found = find(owner, kind)
    if found is None and not _is_given(assigned(owner, kind)):
        raise NoResultFound
    return found


def _is_given(assignments: Iterable[Assignment]) -> bool:
    return any(one.withdrawn_at is None for one in assignments)


def closed(owner: Owner, answer: Answer | None, kind: str) -> RuleBroken | None:
    """Why nothing can be written on it, if so."""
    try:
        require_open(owner, answer, kind)
    except RuleBroken as broken:
        return broken
    return None


def require_open(owner: Owner, answer: Answer | None, kind: str) -> None:
    """Refuse to write on it. What is written can be read and fetched all the same."""
    registration = registration_of(owner)
    seats = [owner] if isinstance(owner, Seat) else registration.seats
    called_off = registration.cohort.state is CohortState.CALLED_OFF
    if called_off or not any(seat.state in HAS_A_PLACE for seat in seats):
        raise PlaceGone
    if answer and answer.state not in (AnswerState.DRAFT, AnswerState.RETURNED):
        raise WorksheetHandedIn
    if not _is_given(assigned(owner, kind)):
        raise WorksheetWithdrawn


def readiness(answer: Answer | None) -> Readiness:
    if answer is None:
        return Readiness.EMPTY
    if answer.done_at or answer.state is not AnswerState.DRAFT:
        return Readiness.DONE
    return Readiness.BEGUN if any(answer.texts.values()) else Readiness.EMPTY


def seen_by_consultant(answer: Answer) -> dict[str, str]:
    """What staff may read: what is always seen; more when it is shown or handed in.

    Never what is private. A file that was handed in is what was handed in, not the page.
    """
    found = sheet(answer)
    handed_in = answer.is_handed_in and not answer.sent_as_file
    texts = {name: text for name, text in answer.texts.items() if text}
    if answer.shown_at or handed_in:
        private = found.private_answers()
        return {name: text for name, text in texts.items() if name not in private}
    seen = found.always_seen()
    return {name: text for name, text in texts.items() if name in seen}


def show(answer: Answer, now: datetime) -> None:
    """To the consultant, until it is taken back."""
    answer.shown_at = answer.shown_at or now


def hide(answer: Answer) -> None:
    answer.shown_at = None


def finish(answer: Answer, now: datetime) -> None:
    """ "We are done with it": the readiness that staff see. It can still be changed."""
    answer.done_at = answer.done_at or now


def reopen(answer: Answer) -> None:
    answer.done_at = None


def of_cohort(cohort: Cohort) -> list[Answer]:
    """All that people of the cohort have begun, in three queries."""
    seats = select(Seat.id).where(Seat.cohort_id == cohort.id)
    registrations = select(Registration.id).where(Registration.cohort_id == cohort.id)
    found = (
        select(Answer)
        .where(or_(Answer.seat_id.in_(seats), Answer.registration_id.in_(registrations)))
        .options(
            selectinload(Answer.sections),
            joinedload(Answer.seat).joinedload(Seat.registration),
            joinedload(Answer.registration),
        )
        .order_by(Answer.id)
    )
    return list(db.session.scalars(found))
