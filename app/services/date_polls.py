"""Those on a list are asked which of two or three dates they could come on, before one is fixed."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select, update

from app import clock, workdays
from app.extensions import db
from app.language import Language
from app.mail import date_letters, letters
from app.mail.date_letters import LETTER
from app.mail.letter import Rendered
from app.models import (
    Cohort,
    Course,
    DatePoll,
    ProposedDate,
    StaffMember,
    Subscription,
    SubscriptionState,
)
from app.models.cohort import TIME_TO_STOP
from app.models.errors import DatesAskedAlready, QuestionOutdated
from app.services import audit, checks, outbox, provider
from app.services.locks import lock

DAYS_TO_ANSWER = 5


@dataclass(frozen=True, slots=True)
class Question:
    """What a secretary wants to ask; the dates as pairs of begin and end."""

    dates: list[tuple[datetime, datetime]]
    answer_by: date
    minimum: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave, and to how many, if it was sent now."""

    poll: DatePoll
    by_language: dict[Language, int]
    findings: list[checks.Finding]
    letters: dict[Language, Rendered]
    # changes with every word of the letters
    seal: str

    @property
    def asked(self) -> int:
        return sum(self.by_language.values())


def get(poll_id: int) -> DatePoll:
    return db.session.get_one(DatePoll, poll_id)


def latest(course: Course) -> DatePoll | None:
    """The question that was asked last; it may be over."""
    newest = select(DatePoll).where(DatePoll.course_id == course.id).order_by(DatePoll.id.desc())
    return db.session.scalar(newest.limit(1))


def find_date(course: Course, number: str) -> ProposedDate | None:
    """One of the dates that were asked about, by its number as an address has it."""
    if not number.isdecimal() or len(number) > 9:
        return None
    asked = select(ProposedDate).join(ProposedDate.poll)
    return db.session.scalar(
        asked.where(ProposedDate.id == int(number), DatePoll.course_id == course.id)
    )


def answer_by_default(now: datetime) -> date:
    weeks = provider.get().closed_weeks
    return workdays.add_working_days(clock.today(now), DAYS_TO_ANSWER, weeks)


def to_ask(course: Course) -> Select[Subscription]:
    """Whom the question goes to: the same as those who hear of a cohort."""
    return select(Subscription).where(
        Subscription.course_id == course.id,
        Subscription.state == SubscriptionState.ACTIVE,
        Subscription.unreachable.is_(False),
    )


def preview(course: Course, question: Question, now: datetime) -> Preview:
    """Raises what stands in the way."""
    poll = _drafted(course, question, now)
    poll.require_askable(now)
    counted = to_ask(course).with_only_columns(Subscription.language, func.count())
    found = dict(db.session.execute(counted.group_by(Subscription.language)).all())
    written = {
        language: letters.for_one(date_letters.sample(poll, language)) for language in Language
    }
    text = "\0".join(f"{one.subject}\0{one.text}" for one in written.values())
    return Preview(
        poll=poll,
        by_language={language: found.get(language, 0) for language in Language},
        findings=checks.of_dates(course, question.dates, now),
        letters=written,
        seal=hashlib.sha256(text.encode()).hexdigest()[:16],
    )


def ask(course: Course, question: Question, *, read: str, actor: StaffMember | None) -> DatePoll:
    """Ask everybody on the list, after ten minutes in which it can be stopped.

    `read` is the seal of the letters that were looked at before the press: nothing else leaves.
    """
    now = clock.now()
    _lock(course)
    before = latest(course)
    if before is not None and not before.is_over(now):
        raise DatesAskedAlready
    looked_at = preview(course, question, now)
    if looked_at.seal != read:
        raise QuestionOutdated
    if before is not None:
        # what did not get through would now ask about other dates
        outbox.take_back(_key(before))
    poll = looked_at.poll
    db.session.add(poll)
    db.session.flush()
    told = outbox.queue_for_all(
        LETTER, subscriptions=to_ask(course), key=_key(poll)[:-1], due=poll.asked_at
    )
    audit.record("dates.asked", f"course/{course.id}", actor=actor, poll=poll.id, told=told)
    return poll


def ask_late(subscription: Subscription, now: datetime) -> None:
    """Ask who comes onto the list, or back to it, while the others are asked."""
    poll = latest(subscription.course)
    if poll is None or poll.is_over(now) or not subscription.is_active:
        return
    outbox.queue(
        LETTER,
        about=subscription,
        key=f"{_key(poll)}{subscription.id}",
        to=subscription.email,
        language=subscription.language,
        due=max(poll.asked_at, now),
    )


def stop(poll: DatePoll, *, actor: StaffMember | None) -> None:
    """Take the question back whole: nobody has heard of it."""
    course = poll.course
    became = Cohort.proposed_date_id.in_([proposed.id for proposed in poll.dates])
    # cohorts before their course, as whoever opens one locks them
    lock(*db.session.scalars(select(Cohort).where(became)))
    _lock(course)
    poll.require_stoppable(clock.now())
    outbox.take_back(_key(poll))
    db.session.execute(update(Cohort).where(became).values(proposed_date_id=None))
    db.session.delete(poll)
    audit.record("dates.stopped", f"course/{course.id}", actor=actor, poll=poll.id)


def end(poll: DatePoll, *, actor: StaffMember | None) -> None:
    """No more answers; those that have come stay. Pressing twice is harmless."""
    _lock(poll.course)
    now = clock.now()
    if not poll.is_over(now):
        poll.end(now)
        outbox.take_back(_key(poll))
        audit.record("dates.ended", f"course/{poll.course_id}", actor=actor, poll=poll.id)


def of_cohort(cohort: Cohort) -> ProposedDate | None:
    """The date that was asked about, and that became this cohort."""
    number = cohort.proposed_date_id
    return db.session.get(ProposedDate, number) if number else None


def keep_if_same_day(cohort: Cohort) -> None:
    """A draft that is put on another day is not what was asked about: nobody said yes to that."""
    proposed = of_cohort(cohort)
    if proposed is not None and not proposed.is_day_of(cohort.starts_at):
        cohort.proposed_date_id = None


def _drafted(course: Course, question: Question, now: datetime) -> DatePoll:
    dates = [ProposedDate(starts_at=starts, ends_at=ends) for starts, ends in question.dates]
    return DatePoll(
        course=course,
        course_id=course.id,
        asked_at=now + TIME_TO_STOP,
        answer_by=question.answer_by,
        minimum=question.minimum,
        place=question.place,
        dates=sorted(dates, key=lambda one: one.starts_at),
    )


def _lock(course: Course) -> None:
    """Who confirms or answers meanwhile waits a moment, and then finds what has become of it."""
    course_id = course.id
    db.session.flush()
    db.session.expire_all()
    db.session.get_one(Course, course_id, with_for_update={"key_share": True})


def _key(poll: DatePoll) -> str:
    return f"date-poll/{poll.id}/"
