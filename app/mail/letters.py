"""What each letter contains, and when it is no longer true.

A letter is a function: it takes the row it is about, the cohort if there is one, and the language,
and returns what stands in the letter, or Stale. It is asked when the mail is sent.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from markupsafe import escape

from app import clock, formats
from app.language import Language
from app.mail import facts, links
from app.mail.render import reading_in, write
from app.mail.text import SLOT, Slot, Written
from app.models import Base, Cohort, CountsAs, Course, Subscription, SubscriptionState
from app.models.subscription import ANSWER_WITHIN


@dataclass(frozen=True, slots=True)
class Stale:
    """Not true any more: the mail is dropped."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a letter says.

    `shared` is asked once for all readers whose letters have equal arguments; `private` holds the
    addresses that are for one reader only.
    """

    file: str
    language: Language
    shared: "partial[facts.Facts]"
    private: Mapping[str, str] = field(default_factory=dict)
    # where a mail program posts to stop; notices only
    one_click: str | None = None

    @property
    def same(self) -> Hashable:
        """Letters with an equal one differ in their private addresses only."""
        return (
            self.file,
            self.language,
            self.shared.func,
            self.shared.args,
            tuple(self.private),
        )


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as one reader gets it."""

    subject: str
    text: str
    html: str
    unsubscribe: str | None


Write = Callable[[Any, Cohort | None, Language], Contents | Stale]


@dataclass(frozen=True, slots=True)
class Letter:
    about: type[Base]
    write: Write


LETTERS: dict[str, Letter] = {}


def letter(name: str, *, about: type[Base]) -> Callable[[Write], Write]:
    """Register what a letter contains; the outbox stores its name and the id of the row."""

    def keep(write: Write) -> Write:
        LETTERS[name] = Letter(about, write)
        return write

    return keep


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
    return _notice(
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


@letter("cohort_open", about=Subscription)
def cohort_open(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Tell a subscriber that there is a date."""
    now = clock.now()
    if cohort is None or not subscription.is_active or not _is_worth_telling(cohort, now):
        return Stale()
    return _notice(
        "cohort_open",
        subscription,
        language,
        partial(_opening, cohort, language, _opens_later(cohort, now), False),
    )


@letter("rehearsal", about=Cohort)
def rehearsal(about: Cohort, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """The same to the secretary, to look at before anybody is told."""
    if not about.meetings:
        return Stale()
    return _sample_of_opening(about, language, rehearsed=True)


@letter("still_interested", about=Subscription)
def still_interested(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """A year without a yes: stay on the list?"""
    asked = subscription.state in (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)
    if not asked or subscription.asked_at is None or subscription.renewed_at is None:
        return Stale()
    return _notice(
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


def contents(
    name: str, about: Base | None, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """What the letter says now; a row that is gone makes it stale."""
    return Stale() if about is None else LETTERS[name].write(about, cohort, language)


def written(letter: Contents, values: facts.Facts) -> Written:
    """The letter, for all who share these values: private addresses are slots."""
    slots = {name: Slot(name) for name in letter.private}
    with reading_in(letter.language):
        return write(letter.file, letter.language, values | slots)


def render(name: str, about: Base, cohort: Cohort | None, language: Language) -> Rendered | Stale:
    """The letter as its reader gets it, or Stale."""
    found = contents(name, about, cohort, language)
    return found if isinstance(found, Stale) else for_one(found)


def for_one(letter: Contents) -> Rendered:
    """The letter with the private addresses of its reader in it."""
    parts = written(letter, letter.shared())
    text, html = parts.text, parts.html
    for name, address in letter.private.items():
        text = text.replace(f"{SLOT}{name}{SLOT}", address)
        html = html.replace(f"{SLOT}{name}{SLOT}", str(escape(address)))
    return Rendered(parts.subject, text, html, letter.one_click)


def sample(name: str, cohort: Cohort, language: Language) -> Rendered:
    """The letter of an opening as it would be now, for nobody: its private links lead nowhere."""
    if name != "cohort_open":
        raise LookupError(name)
    return for_one(_sample_of_opening(cohort, language, rehearsed=False))


def _sample_of_opening(cohort: Cohort, language: Language, *, rehearsed: bool) -> Contents:
    later = _opens_later(cohort, clock.now())
    nobody = links.nobody(language)
    return Contents(
        file="cohort_open",
        language=language,
        shared=partial(_opening, cohort, language, later, rehearsed),
        private={"status_link": nobody, "stop_link": nobody},
    )


def _notice(
    file: str,
    subscription: Subscription,
    language: Language,
    shared: "partial[facts.Facts]",
    **private: str,
) -> Contents:
    """A letter that can be stopped, in its foot and by the mail program."""
    return Contents(
        file=file,
        language=language,
        shared=shared,
        private=private
        | {
            "status_link": links.status(subscription, language),
            "stop_link": links.stop(subscription, language),
        },
        one_click=links.one_click(subscription, language),
    )


def _is_worth_telling(cohort: Cohort, now: datetime) -> bool:
    """Known outside, and one can still register."""
    last = cohort.last_registration
    return cohort.is_told(now) and not cohort.has_started(now) and (last is None or now < last)


def _opens_later(cohort: Cohort, now: datetime) -> bool:
    """Later than the moment at which people are told: before the opening, later than now."""
    return cohort.opens_at is not None and now < cohort.opens_at


def _opening(cohort: Cohort, language: Language, opens_later: bool, rehearsed: bool) -> facts.Facts:
    return facts.of_cohort(cohort, language) | {
        "opens_later": opens_later,
        "rehearsal": rehearsed,
        "counts_registrations": cohort.counts_as is CountsAs.REGISTRATIONS,
    }


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
