"""The letter that asks those on a list which of two or three dates they could come on."""

from functools import partial

from sqlalchemy import select

from app import clock, formats
from app.extensions import db
from app.language import Language
from app.mail import facts, links
from app.mail.facts import Facts
from app.mail.letter import Contents, Stale, letter
from app.mail.opening_letters import notice
from app.models import Cohort, DatePoll, Subscription

LETTER = "ask_for_dates"
PARTICIPANT = {Language.DANISH: "deltager", Language.ENGLISH: "participant"}
PARTICIPANTS = {Language.DANISH: "deltagere", Language.ENGLISH: "participants"}


@letter(LETTER, about=Subscription)
def ask_for_dates(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Which of these dates could you come on? Not when the time for answers is over."""
    poll = _asked_now(subscription)
    if poll is None or not subscription.is_active or poll.course.is_retired:
        return Stale()
    return notice(
        LETTER,
        subscription,
        language,
        partial(_asking, poll, language),
        dates_link=links.dates(subscription, language),
    )


def sample(poll: DatePoll, language: Language) -> Contents:
    """As it would be now, for nobody: its private links lead nowhere."""
    nobody = links.nobody(language)
    return Contents(
        file=LETTER,
        language=language,
        shared=partial(_asking, poll, language),
        private=dict.fromkeys(("dates_link", "status_link", "stop_link"), nobody),
    )


def _asked_now(subscription: Subscription) -> DatePoll | None:
    """There is one at a time, and a letter about a former one is taken back before the next."""
    asked = select(DatePoll).where(DatePoll.course_id == subscription.course_id)
    poll = db.session.scalar(asked.order_by(DatePoll.id.desc()).limit(1))
    return None if poll is None or poll.is_over(clock.now()) else poll


def _asking(poll: DatePoll, language: Language) -> Facts:
    return facts.of_course(poll.course, language) | {
        "dates": [formats.when(one.starts_at, one.ends_at, language) for one in poll.dates],
        "place": poll.place,
        "minimum": _participants(poll.minimum or 1, language),
        "answer_by": formats.day(poll.answer_by, language, "full"),
    }


def _participants(number: int, language: Language) -> str:
    """1 deltager · 12 deltagere"""
    words = PARTICIPANT if number == 1 else PARTICIPANTS
    return f"{formats.number(number, language)} {words[language]}"
