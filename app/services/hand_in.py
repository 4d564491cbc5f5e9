"""Worksheets that are handed in, as a file or as the page, and what the consultant answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.extensions import db
from app.models import (
    Answer,
    AnswerState,
    Assignment,
    Cohort,
    HandedFile,
    Registration,
    Seat,
    StaffMember,
)
from app.models.errors import NothingToHandIn, NotToBeHandedIn, TooManyFiles
from app.services import (
    answers,
    audit,
    certificates,
    distribution,
    locks,
    provider,
    uploads,
    worksheets,
)
from app.services.answers import Owner
from app.services.uploads import Taken

MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """How handing in stands: by when, whether it has to be approved, and what was handed in."""

    due_by: date | None
    must_approve: bool
    answer: Answer | None

    @property
    def is_handed_in(self) -> bool:
        return self.answer is not None and self.answer.is_handed_in

    @property
    def was_sent(self) -> bool:
        """Handed in at least once."""
        return self.answer is not None and self.answer.sent_at is not None

    @property
    def is_approved(self) -> bool:
        return self.answer is not None and self.answer.state is AnswerState.APPROVED

    @property
    def has_texts(self) -> bool:
        """Something stands on the page."""
        return self.answer is not None and any(self.answer.texts.values())

    @property
    def is_late(self) -> bool:
        """It was taken all the same."""
        sent_at = self.answer.sent_at if self.answer else None
        return bool(sent_at and self.due_by and clock.today(sent_at) > self.due_by)

    def is_overdue(self, now: datetime) -> bool:
        """Not handed in, and the day is over."""
        return not self.is_handed_in and self.due_by is not None and clock.today(now) > self.due_by


def standing(owner: Owner, kind: str, answer: Answer | None) -> Standing | None:
    """None where the worksheet is not to be handed in, and was not."""
    asked = _asked_for(answers.assigned(owner, kind))
    if not asked and not (answer and answer.sent_at):
        return None
    cohort = answers.registration_of(owner).cohort
    return Standing(
        (answer.due_by if answer else None) or _due_by(cohort, asked),
        any(one.must_approve for one in asked),
        answer,
    )


def _asked_for(assignments: Iterable[Assignment]) -> list[Assignment]:
    return [one for one in assignments if one.withdrawn_at is None and one.due_days is not None]


def _due_by(cohort: Cohort, asked: Iterable[Assignment]) -> date | None:
    closed_weeks = provider.get().closed_weeks
    days = [one.due_by(cohort, closed_weeks) for one in asked]
    return max((day for day in days if day), default=None)


def require_open(owner: Owner, kind: str) -> None:
    """Raise what stands in the way of handing it in, before anybody waits for a file."""
    answers.require_open(owner, None, kind)
    if not _asked_for(answers.assigned(owner, kind)):
        raise NotToBeHandedIn


def hand_in(answer: Answer, taken: Taken, *, by: str) -> None:
    """With a file that is stored already; the same one twice is once. Afterwards its row has it."""
    answers.lock(answer)
    require_open(answers.owner(answer), answer.worksheet)
    newest = answer.newest_file
    if answer.is_handed_in and newest and newest.sha256 == taken.sha256:
        uploads.drop(taken)
        return
    if len(answer.files) >= MOST_FILES:
        raise TooManyFiles
    now = clock.now()
    answer.hand_in(now, as_file=True)
    is_of_ours = taken.kind == answer.worksheet
    answer.files.append(
        HandedFile(
            name=taken.name,
            format=taken.format,
            size=taken.size,
            sha256=taken.sha256,
            stored_as=taken.stored_as,
            handed_by=by,
            handed_at=now,
            scanned=taken.scanned,
            version=taken.version if is_of_ours else 0,
            answers=taken.answers if is_of_ours else {},
        )
    )
    _note(answer, "worksheet.handed_in", by=by, as_file=True)


def send(answer: Answer, *, by: str) -> None:
    """Hand in what is filled in on the page. Pressing twice is harmless."""
    answers.lock(answer)
    require_open(answers.owner(answer), answer.worksheet)
    if answer.state is AnswerState.SENT:
        return
    if not any(answer.texts.values()):
        raise NothingToHandIn
    answer.hand_in(clock.now(), as_file=False)
    _note(answer, "worksheet.handed_in", by=by, as_file=False)


def approve(
    answer: Answer,
    *,
    by: StaffMember | None,
    grant_from: date | None = None,
    comment: str = "",
    seen_at: datetime | None = None,
) -> bool:
    """Say that it is good as it is, from when a grant can be used, and complete what it completes.

    `seen_at`: when that was handed in which has been read; something newer is to be read first.
    Says whether this press did it.
    """
    cohort = answer.owner.cohort
    locks.lock(cohort)
    answers.lock(answer)
    now, by_id = clock.now(), by.id if by else None
    if not answer.decide(AnswerState.APPROVED, now, by_id=by_id, seen_at=seen_at):
        return False
    answer.grant_from, answer.comment, answer.due_by = grant_from, comment, None
    _note(answer, "worksheet.approved", actor=by, by="staff")
    if _asks_for_approval(answer):
        for seat in [answer.seat] if answer.seat else answer.owner.seats:
            certificates.complete(seat, now)
    distribution.queue_decision(answer)
    return True


def send_back(
    answer: Answer,
    *,
    by: StaffMember | None,
    comment: str,
    due_by: date | None = None,
    seen_at: datetime | None = None,
) -> bool:
    """With a comment that says what is missing, and a day by which it is to come again."""
    locks.lock(answer.owner.cohort)
    answers.lock(answer)
    now, by_id = clock.now(), by.id if by else None
    if not answer.decide(AnswerState.RETURNED, now, by_id=by_id, seen_at=seen_at):
        return False
    answer.comment, answer.due_by = comment, due_by
    _note(answer, "worksheet.returned", actor=by, by="staff")
    distribution.queue_decision(answer)
    return True


def _asks_for_approval(answer: Answer) -> bool:
    given = answers.assigned(answers.owner(answer), answer.worksheet)
    return any(one.must_approve and one.withdrawn_at is None for one in given)


def get(answer_id: int) -> Answer:
    """One that was handed in; what somebody is still writing is not there."""
    found = select(Answer).where(Answer.id == answer_id, Answer.sent_at.is_not(None))
    return db.session.scalars(found.options(selectinload(Answer.files))).one()


def to_read(answer: Answer) -> tuple[int, dict[str, str]]:
    """What staff read of it, and of which version: the page, or what our own file was filled with.

    Of a stranger's file nothing: it is to be opened. What is private is left out.
    """
    file = answer.newest_file
    if file is None or not answer.is_handed_in:
        version, texts = answer.version, answers.seen_by_consultant(answer)
    else:
        version, texts = file.version or answer.version, file.answers
    sheet = worksheets.get(answer.worksheet, version)
    known = answers.prefilled(sheet, answers.owner(answer)) if texts else {}
    private = sheet.private_answers()
    return version, {name: text for name, text in (known | texts).items() if name not in private}


def file_of(answer: Answer, file_id: int) -> HandedFile:
    """One of its own files. Somebody else's is not there."""
    found = select(HandedFile).where(HandedFile.id == file_id, HandedFile.answer_id == answer.id)
    return db.session.scalars(found).one()


def of_cohort(cohort: Cohort) -> list[Standing]:
    """All that was handed in: what waits for an answer first, then the newest."""
    found = db.session.scalars(
        select(Answer)
        .outerjoin(Answer.seat)
        .join(
            Registration,
            or_(Registration.id == Answer.registration_id, Registration.id == Seat.registration_id),
        )
        .where(Registration.cohort_id == cohort.id, Answer.sent_at.is_not(None))
        .options(
            joinedload(Answer.seat).joinedload(Seat.registration),
            joinedload(Answer.registration),
            selectinload(Answer.files),
            selectinload(Answer.sections),
        )
    ).all()
    shown = [one for answer in found if (one := _standing_of(answer)) and one.answer]
    return sorted(shown, key=_order)


def _standing_of(answer: Answer) -> Standing | None:
    return standing(answers.owner(answer), answer.worksheet, answer)


def _order(one: Standing) -> tuple[bool, float]:
    answer = one.answer
    sent_at = answer.sent_at.timestamp() if answer and answer.sent_at else 0.0
    return answer is None or answer.state is not AnswerState.SENT, -sent_at


def _note(
    answer: Answer, action: str, *, by: str, actor: StaffMember | None = None, **more: object
) -> None:
    subject = f"registration/{answer.owner.id}"
    seats = [answer.seat_id] if answer.seat_id else []
    audit.record(
        action, subject, actor=actor, by=by, worksheet=answer.worksheet, seats=seats, **more
    )
