"""The link by which colleagues write on the same worksheet: switched on, switched off, ended."""

from datetime import datetime, time, timedelta

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import links
from app.models import Answer
from app.models.errors import SharingEnded
from app.services import answers
from app.services.answers import Owner
from app.tokens import Link

# a worksheet of the time after the course is shared so long after it is sent the last time
AFTER_IT_IS_SENT = 60


def share(answer: Answer, now: datetime) -> None:
    """Open a link; the one before it opens nothing any more."""
    answers.lock(answer)
    answers.require_open(answers.owner(answer), answer, answer.worksheet)
    if _is_over(answer, now):
        raise SharingEnded
    answer.is_shared = True
    answer.link_version += 1


def stop_sharing(answer: Answer) -> None:
    answers.lock(answer)
    answer.is_shared = False
    answer.link_version += 1


def is_shared(answer: Answer | None, now: datetime) -> bool:
    return answer is not None and answer.is_shared and not _is_over(answer, now)


def address(answer: Answer, language: Language) -> str:
    return links.share(answer, language)


def get(link: Link, now: datetime) -> Answer:
    """What the link of a colleague leads to; SharingEnded if it leads nowhere any more."""
    answer = db.session.get(Answer, link.subject)
    if answer is None or answer.link_version != link.version or not is_shared(answer, now):
        raise SharingEnded
    return answer


def ends_at(owner: Owner, kind: str) -> datetime | None:
    """When the last meeting is over; of worksheets for the time after it, some weeks later.

    These are shared until sixty days after they are sent the last time, or to the day they are due.
    """
    ends = answers.registration_of(owner).cohort.ends_at
    assignments = answers.assigned(owner, kind)
    days = [one.send_days + AFTER_IT_IS_SENT for one in assignments if not one.is_before]
    days += [one.due_days for one in assignments if one.due_days is not None and one.due_days >= 0]
    if ends is None or not days:
        return ends
    next_day = clock.local(ends).date() + timedelta(days=max(days) + 1)
    return datetime.combine(next_day, time(), clock.COPENHAGEN)


def _is_over(answer: Answer, now: datetime) -> bool:
    until = ends_at(answers.owner(answer), answer.worksheet)
    return until is not None and until <= now
