"""Letters about a worksheet that was handed in, and to who has fetched an old version."""

from functools import partial

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import facts, links, people
from app.mail.letter import Contents, Stale, letter
from app.mail.worksheet_letters import Owner, about, cohort_of, sheet
from app.models import (
    Answer,
    AnswerState,
    Bilingual,
    Cohort,
    Course,
    Download,
    Registration,
    Seat,
    WorksheetChange,
)
from app.models.registration import HAS_A_PLACE

# stands where the name of the reader would be, in a letter that is only looked at
THE_READER = {Language.DANISH: "deltager", Language.ENGLISH: "participant"}


@letter("worksheet_approved", about=Answer)
def worksheet_approved(
    answer: Answer, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Read and approved, and from when the grant can be used."""
    if answer.state is not AnswerState.APPROVED:
        return Stale()
    return about(
        "worksheet_approved",
        _owner(answer),
        answer.worksheet,
        language,
        comment=_lines(answer.comment),
        grant_from=people.day(answer.grant_from, language),
    )


@letter("worksheet_returned", about=Answer)
def worksheet_returned(
    answer: Answer, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Read, and sent back with a comment."""
    if answer.state is not AnswerState.RETURNED:
        return Stale()
    return about(
        "worksheet_returned",
        _owner(answer),
        answer.worksheet,
        language,
        comment=_lines(answer.comment),
        due=answer.due_by is not None,
        due_by=people.day(answer.due_by, language),
    )


@letter("worksheet_changed", about=Download)
def worksheet_changed(
    download: Download, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """There is a newer version than the one that was fetched: what changed, in two sentences."""
    change = db.session.scalar(
        select(WorksheetChange)
        .where(
            WorksheetChange.worksheet == download.worksheet,
            WorksheetChange.version > download.version,
        )
        .order_by(WorksheetChange.version.desc())
        .limit(1)
    )
    owner = _reader(download)
    if change is None or owner is None or _has_it(download, change.version):
        return Stale()
    states = [owner.state] if isinstance(owner, Seat) else [seat.state for seat in owner.seats]
    if cohort_of(owner).is_over(clock.now()) or not set(states) & set(HAS_A_PLACE):
        return Stale()
    return about(
        "worksheet_changed",
        owner,
        download.worksheet,
        language,
        note=_lines(change.note[language]),
    )


def sample_of_change(
    kind: str, note: Bilingual, course: Course | None, language: Language
) -> Contents:
    """The letter about a new version before it is told, for nobody in particular."""
    return Contents(
        file="worksheet_changed",
        language=language,
        shared=partial(_sample, kind, note, course, language),
        private={"worksheet_link": links.nobody(language)},
    )


def _sample(kind: str, note: Bilingual, course: Course | None, language: Language) -> facts.Facts:
    title = sheet(kind).name[language]
    return facts.of_provider(language, course) | {
        "title": facts.said(course, "title", language) if course else title,
        "worksheet_title": title,
        "name": THE_READER[language],
        "note": _lines(note[language]),
    }


def _owner(answer: Answer) -> Owner:
    return answer.seat or answer.owner


def _reader(download: Download) -> Owner | None:
    if download.seat_id is not None:
        return db.session.get(Seat, download.seat_id)
    return db.session.get(Registration, download.registration_id)


def _has_it(download: Download, version: int) -> bool:
    """Fetched the new one meanwhile."""
    later = aliased(Download)
    whose = (
        later.seat_id == download.seat_id
        if download.seat_id is not None
        else later.registration_id == download.registration_id
    )
    found = exists().where(whose, later.worksheet == download.worksheet, later.version >= version)
    return bool(db.session.scalar(select(found)))


def _lines(text: str) -> tuple[str, ...]:
    """As it was typed, line by line; empty ones left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
