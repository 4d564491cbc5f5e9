"""What each letter contains, and when it is no longer true.

A letter is a function: it takes the row it is about, the cohort if there is one, and the language,
and returns what stands in the letter, or Stale. It is asked when the mail is sent.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from markupsafe import escape

from app import clock, formats
from app.language import Language
from app.mail import (
    account_letters,
    answer_letters,
    contact_letters,
    course_letters,
    date_letters,
    facts,
    found_letters,
    line_letters,
    links,
    opening_letters,
    participant_letters,
    staff_letters,
    together_letters,
    worksheet_letters,
)
from app.mail.letter import LETTERS, Contents, Rendered, Row, Stale, letter
from app.mail.opening_letters import notice
from app.mail.render import reading_in, write
from app.mail.text import SLOT, Slot, Written
from app.models import Base, Cohort, Course, Subscription, SubscriptionState
from app.models.subscription import ANSWER_WITHIN

__all__ = [
    "LETTERS",
    "Contents",
    "Rendered",
    "Stale",
    "contents",
    "for_one",
    "render",
    "sample",
    "sample_together",
    "written",
]

# where the letters stand; each module registers its own
MODULES = (
    account_letters,
    answer_letters,
    contact_letters,
    course_letters,
    date_letters,
    found_letters,
    line_letters,
    opening_letters,
    participant_letters,
    staff_letters,
    together_letters,
    worksheet_letters,
)


@letter("confirm_subscription", about=Subscription)
def confirm_subscription(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Somebody typed the address: say yes, or do nothing."""
    if subscription.is_confirmed:
        return Stale()
    return Contents(
        file="confirm_subscription",
        language=language,
        shared=partial(facts.of_course, subscription.course, language),
        private={"confirm_link": links.confirm(subscription, language)},
    )


@letter("already_subscribed", about=Subscription)
def already_subscribed(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """The form was filled in again: nothing changes, and here is where to look."""
    if not subscription.is_confirmed:
        return Stale()
    return notice(
        "already_subscribed",
        subscription,
        language,
        partial(
            _standing,
            subscription.course,
            language,
            subscription.state,
            subscription.paused_until,
        ),
    )


@letter("still_interested", about=Subscription)
def still_interested(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """A year without a yes: stay on the list?"""
    asked = subscription.state in (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)
    if not asked or subscription.asked_at is None or subscription.renewed_at is None:
        return Stale()
    return notice(
        "still_interested",
        subscription,
        language,
        partial(
            _question,
            subscription.course,
            language,
            clock.today(subscription.renewed_at),
            clock.today(subscription.asked_at + ANSWER_WITHIN),
        ),
        renew_link=links.renew(subscription, language),
    )


def sample(name: str, cohort: Cohort, language: Language) -> Rendered:
    """The letter of an opening as it would be now, for nobody: its private links lead nowhere."""
    return for_one(opening_letters.sample(name, cohort, language, rehearsed=False))


def sample_together(cohorts: Sequence[Cohort], language: Language, *, held: bool) -> Rendered:
    """The same for several cohorts that are opened in one press."""
    return for_one(together_letters.sample(cohorts, language, held=held))


def contents(
    name: str,
    about: Base | None,
    cohort: Cohort | None,
    language: Language,
    row: Row | None = None,
) -> Contents | Stale:
    """What the letter says now; a row that is gone makes it stale."""
    if about is None:
        return Stale()
    one = LETTERS[name]
    if not one.by_row:
        return one.write(about, cohort, language)
    return one.write(about, cohort, language, row) if row else Stale()


def written(letter: Contents, values: facts.Facts) -> Written:
    """The letter, for all who share these values: private addresses are slots."""
    slots = {name: Slot(name) for name in letter.private}
    with reading_in(letter.language):
        return write(letter.file, letter.language, values | slots)


def render(
    name: str, about: Base, cohort: Cohort | None, language: Language, row: Row | None = None
) -> Rendered | Stale:
    """The letter as its reader gets it, or Stale."""
    found = contents(name, about, cohort, language, row)
    return found if isinstance(found, Stale) else for_one(found)


def for_one(letter: Contents) -> Rendered:
    """The letter with the private addresses of its reader in it."""
    parts = written(letter, letter.shared())
    text, html = parts.text, parts.html
    for name, address in letter.private.items():
        text = text.replace(f"{SLOT}{name}{SLOT}", address)
        html = html.replace(f"{SLOT}{name}{SLOT}", str(escape(address)))
    return Rendered(parts.subject, text, html, letter.one_click)


def _standing(
    course: Course, language: Language, state: SubscriptionState, paused_until: Any
) -> facts.Facts:
    paused = state is SubscriptionState.PAUSED and paused_until
    return facts.of_course(course, language) | {
        "settled": state is SubscriptionState.SETTLED,
        "paused_until": formats.day(paused_until, language, "full") if paused else "",
    }


def _question(course: Course, language: Language, asked_on: Any, expires_on: Any) -> facts.Facts:
    return facts.of_course(course, language) | {
        "asked_on": formats.day(asked_on, language),
        "expires_on": formats.day(expires_on, language, "full"),
    }
