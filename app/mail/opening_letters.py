"""Letters that say that there is a date, or that it has changed: notices, which can be stopped."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import select

from app import clock, formats
from app.extensions import db
from app.language import Language
from app.mail import facts, links, people
from app.mail.facts import Facts
from app.mail.letter import Contents, Stale, letter
from app.models import (
    Cohort,
    CohortState,
    CountsAs,
    Hold,
    OpeningRule,
    OutboxMail,
    Provider,
    Subscription,
    SubscriptionState,
)
from app.models.cohort import TIME_TO_STOP

# by how the cohort opens: to everybody; to who has a hold, to the others; of several at once
OPENING_LETTERS = ("cohort_open", "cohort_open_held", "cohort_open_listed", "cohorts_open")


@letter("cohort_open", about=Subscription)
def cohort_open(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """There is a date: first come, first served."""
    return _to(subscription, cohort, language, "cohort_open")


@letter("cohort_open_held", about=Subscription)
def cohort_open_held(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """There is a date, and places are held."""
    held = holds(subscription, cohort)
    if not held:
        return _to(subscription, cohort, language, "cohort_open_listed")
    return _to(subscription, cohort, language, "cohort_open_held", held)


@letter("cohort_open_listed", about=Subscription)
def cohort_open_listed(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """There is a date: say yes, and be in line."""
    return _to(subscription, cohort, language, "cohort_open_listed")


@letter("rehearsal", about=Cohort)
def rehearsal(about: Cohort, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """The first of them to the secretary, to look at before anybody is told."""
    if not about.meetings:
        return Stale()
    until = held_until(about)
    return _rehearsed(OPENING_LETTERS[until is not None], about, language, until)


@letter("rehearsal_listed", about=Cohort)
def rehearsal_listed(about: Cohort, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """The same for those for whom there is no place to hold."""
    until = held_until(about) if about.meetings else None
    return _rehearsed(OPENING_LETTERS[2], about, language, until) if until else Stale()


def _rehearsed(name: str, about: Cohort, language: Language, until: datetime | None) -> Contents:
    letter = sample(name, about, language, rehearsed=True)
    return letter if until is None else replace(letter, shared=partial(_held, letter.shared, until))


def held_until(draft: Cohort) -> datetime | None:
    """Until when places would be held for the list, if there is one and time for it."""
    listed = select(Subscription.id).where(
        Subscription.course_id == draft.course_id,
        Subscription.state == SubscriptionState.ACTIVE,
    )
    if draft.rule is not OpeningRule.LIST_FIRST or draft.unlisted_code is not None:
        return None
    weeks = db.session.scalars(select(Provider.closed_weeks)).first() or []
    until = draft.earliest_opening(clock.now() + TIME_TO_STOP, draft.rule, weeks)
    last = draft.last_registration
    if db.session.scalar(listed.limit(1)) is None or (last is not None and until >= last):
        return None
    return max(until, draft.opens_at or until)


def _held(shared: "partial[Facts]", until: datetime) -> Facts:
    """A draft has no moment of opening yet: it is said as it would be."""
    language: Language = shared.args[1]
    return shared() | {"opens_later": True, "opens_at": formats.moment(until, language)}


def _to(
    subscription: Subscription,
    cohort: Cohort | None,
    language: Language,
    name: str,
    held: int = 0,
) -> Contents | Stale:
    now = clock.now()
    if cohort is None or not subscription.is_active or not is_worth_telling(cohort, now):
        return Stale()
    later = opens_later(cohort, now)
    if name != "cohort_open" and not later:
        # the time of the list is over: everyone may register
        name, held = "cohort_open", 0
    wanted = subscription.seats_wanted if held else 0
    return notice(
        name,
        subscription,
        language,
        partial(_opening, cohort, language, later, False, held, wanted),
        register_link=links.register(subscription, cohort, language),
    )


def sample(name: str, cohort: Cohort, language: Language, *, rehearsed: bool) -> Contents:
    """A letter of the opening as it would be now, for nobody: its private links lead nowhere."""
    if name not in OPENING_LETTERS[:3]:
        raise LookupError(name)
    later = opens_later(cohort, clock.now())
    nobody = links.nobody(language)
    names = ("status_link", "stop_link", "register_link")
    return Contents(
        file=name,
        language=language,
        shared=partial(_opening, cohort, language, later, rehearsed, 1, 1),
        private=dict.fromkeys(names, nobody),
    )


@letter("date_changed_notice", about=Subscription)
def date_changed_notice(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Another date or place, to who was told of the first."""
    now = clock.now()
    if cohort is None or not subscription.is_active or not is_worth_telling(cohort, now):
        return Stale()
    return notice(
        "date_changed_notice",
        subscription,
        language,
        partial(
            _moved,
            cohort,
            language,
            holds(subscription, cohort),
            _told_on(subscription, cohort, language),
            opens_later(cohort, now),
        ),
        register_link=links.register(subscription, cohort, language),
    )


@letter("called_off_notice", about=Subscription)
def called_off_notice(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Called off, to who only had a held place."""
    if cohort is None or cohort.state is not CohortState.CALLED_OFF:
        return Stale()
    return notice(
        "called_off_notice",
        subscription,
        language,
        partial(_called_off, cohort, language, subscription.seats_wanted),
    )


def notice(
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


def holds(subscription: Subscription, cohort: Cohort | None) -> int:
    """How many places are held for the subscription."""
    if cohort is None:
        return 0
    found = select(Hold.seats).where(
        Hold.cohort_id == cohort.id, Hold.subscription_id == subscription.id
    )
    return db.session.scalar(found) or 0


def opening_key(cohort: Cohort) -> str:
    """What the keys of its letters begin with: those opened in one press have the first one's."""
    return f"cohort-open/{cohort.told_with_id or cohort.id}"


def is_worth_telling(cohort: Cohort, now: datetime) -> bool:
    """Known outside, and one can still register."""
    last = cohort.last_registration
    return cohort.is_told(now) and not cohort.has_started(now) and (last is None or now < last)


def opens_later(cohort: Cohort, now: datetime) -> bool:
    """Later than the moment at which people are told: before the opening, later than now."""
    return cohort.opens_at is not None and now < cohort.opens_at


def _opening(
    cohort: Cohort, language: Language, opens_later: bool, rehearsed: bool, held: int, wanted: int
) -> Facts:
    return facts.of_cohort(cohort, language) | {
        "opens_later": opens_later,
        "rehearsal": rehearsed,
        "counts_registrations": cohort.counts_as is CountsAs.REGISTRATIONS,
        "was_asked_about": cohort.proposed_date_id is not None,
        "places": people.places(max(1, held), language),
        "wanted_places": people.places(max(1, wanted), language),
        "fewer_than_wanted": 0 < held < wanted,
    }


def _moved(cohort: Cohort, language: Language, held: int, told_on: str, opens_later: bool) -> Facts:
    return (
        facts.of_cohort(cohort, language)
        | people.before_the_move(cohort, language)
        | {
            "held": held > 0,
            "places": people.places(max(1, held), language),
            "announced": opens_later and cohort.rule is OpeningRule.LIST_FIRST,
            "told_on": told_on,
        }
    )


def _called_off(cohort: Cohort, language: Language, places: int) -> Facts:
    return facts.of_cohort(cohort, language) | {
        "places": people.places(places, language),
        "reason": cohort.called_off_reason[language],
    }


def _told_on(subscription: Subscription, cohort: Cohort, language: Language) -> str:
    sent = db.session.scalar(
        select(OutboxMail.sent_at).where(
            OutboxMail.key == f"{opening_key(cohort)}/{subscription.id}"
        )
    )
    return formats.day(sent or cohort.tell_at or clock.now(), language)
