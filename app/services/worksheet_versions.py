"""A new version of a worksheet: who has fetched an older one is told, and nobody else."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import answer_letters, letters
from app.mail.letter import Rendered
from app.models import (
    Assignment,
    Bilingual,
    Cohort,
    Course,
    Download,
    Registration,
    Seat,
    StaffMember,
    WorksheetChange,
)
from app.models.cohort_states import OPENED
from app.models.registration import HAS_A_PLACE
from app.models.worksheet import Worksheet
from app.services import audit, outbox, worksheets

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Version:
    """The newest version of a worksheet."""

    worksheet: Worksheet
    # participants and contacts who have fetched an older one and not this, and can use it
    older: int
    # what they were told, if they were
    change: WorksheetChange | None


def overview() -> list[Version]:
    return [of(kind) for kind in worksheets.kinds()]


def of(kind: str) -> Version:
    """NoResultFound if there is no such worksheet."""
    worksheet = worksheets.get(kind)
    return Version(worksheet, _count(worksheet), _change(worksheet))


def preview(kind: str, note: Bilingual) -> dict[Language, Rendered]:
    """The letter as it would be, for nobody: its private link leads nowhere."""
    course = db.session.scalar(
        select(Course)
        .join(Assignment)
        .where(Assignment.worksheet == kind, Assignment.withdrawn_at.is_(None))
        .order_by(Course.id)
        .limit(1)
    )
    return {
        language: letters.for_one(answer_letters.sample_of_change(kind, note, course, language))
        for language in Language
    }


def tell(kind: str, note: Bilingual, *, actor: StaffMember | None) -> int:
    """Tell who has fetched an older version, once for each version; says how many are told.

    Whoever presses second finds it done: nobody is told twice, and the first words stand.
    """
    worksheet = worksheets.get(kind)
    change = WorksheetChange(
        worksheet=kind,
        version=worksheet.version,
        note=note,
        told_at=clock.now(),
        told_by_id=actor.id if actor else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(change)
    except IntegrityError:
        return 0
    told = sum(outbox.queue_rows("worksheet_changed", rows) for rows in _behind(worksheet))
    audit.record(
        "worksheet.change_told",
        f"worksheet/{kind}",
        actor=actor,
        version=worksheet.version,
        told=told,
    )
    return told


def _change(worksheet: Worksheet) -> WorksheetChange | None:
    return db.session.scalar(
        select(WorksheetChange).where(
            WorksheetChange.worksheet == worksheet.kind,
            WorksheetChange.version == worksheet.version,
        )
    )


def _count(worksheet: Worksheet) -> int:
    return sum(
        db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
        for rows in _behind(worksheet)
    )


def _behind(worksheet: Worksheet) -> tuple[Rows, Rows]:
    """Rows for outbox.queue_rows: participants, and contacts."""
    return _seats(worksheet), _registrations(worksheet)


def _seats(worksheet: Worksheet) -> Rows:
    newest = _newest(Download.seat_id, worksheet)
    return (
        select(
            Registration.cohort_id.label("cohort_id"),
            _key(worksheet, "seat", Seat.id).label("key"),
            newest.c.id.label("about_id"),
            Seat.email.label("recipient"),
            Seat.language.label("language"),
        )
        .join(newest, newest.c.owner == Seat.id)
        .join(Registration, Registration.id == Seat.registration_id)
        .join(Cohort, Cohort.id == Registration.cohort_id)
        .where(
            _goes_on(),
            Seat.state.in_(HAS_A_PLACE),
            Seat.email.is_not(None),
            # not what somebody fetched who had the place before
            or_(Seat.given_at.is_(None), newest.c.at >= Seat.given_at),
        )
    )


def _registrations(worksheet: Worksheet) -> Rows:
    newest = _newest(Download.registration_id, worksheet)
    taken = select(Seat.registration_id).where(Seat.state.in_(HAS_A_PLACE))
    return (
        select(
            Registration.cohort_id.label("cohort_id"),
            _key(worksheet, "registration", Registration.id).label("key"),
            newest.c.id.label("about_id"),
            Registration.contact_email.label("recipient"),
            Registration.language.label("language"),
        )
        .join(newest, newest.c.owner == Registration.id)
        .join(Cohort, Cohort.id == Registration.cohort_id)
        .where(_goes_on(), Registration.id.in_(taken))
    )


def _newest(owner: InstrumentedAttribute[int | None], worksheet: Worksheet) -> Any:
    """What each has fetched of it, if it is older than the newest."""
    return (
        select(
            owner.label("owner"),
            func.max(Download.id).label("id"),
            func.max(Download.at).label("at"),
        )
        .where(owner.is_not(None), Download.worksheet == worksheet.kind)
        .group_by(owner)
        .having(func.max(Download.version) < worksheet.version)
        .subquery()
    )


def _goes_on() -> ColumnElement[bool]:
    return Cohort.state.in_(OPENED) & (Cohort.ends_at > clock.now())


def _key(worksheet: Worksheet, whose: str, number: Any) -> ColumnElement[str]:
    prefix = f"worksheet-changed/{worksheet.kind}/{worksheet.version}/{whose}/"
    return literal(prefix) + cast(number, String)
