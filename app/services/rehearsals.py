"""What will happen when a cohort opens, seen before it does."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import set_committed_value

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import Rendered
from app.models import Cohort, CohortState, OpeningRule, StaffMember
from app.models.cohort import TIME_TO_STOP
from app.models.errors import RuleBroken
from app.services import checks, holds, outbox, provider, subscriptions
from app.services.notices import OPENING_LETTERS

FIRST_COME, HELD, LISTED, _TOGETHER = OPENING_LETTERS
# letters by name and language
Written = dict[str, dict[Language, Rendered]]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Numbers, findings and letters, as they would be now."""

    rule: OpeningRule
    # list first is possible: somebody waits, and there is time before the deadline
    may_be_list_first: bool
    # when everyone may register; None: when everyone is told
    opens_at: datetime | None
    by_language: dict[Language, int]
    # list first: how many get places held in which language, and how many places that is
    holders: dict[Language, int]
    held: int
    # how many were asked about the date, and come first since they said yes
    said_yes: int
    findings: list[checks.Finding]
    letters: dict[Language, Rendered]
    # list first: to those for whom there is no place to hold
    listed: dict[Language, Rendered]
    # changes with every word of the letters
    seal: str
    # why it cannot be opened as it is
    broken: RuleBroken | None

    @property
    def told(self) -> int:
        return sum(self.by_language.values())

    @property
    def held_for(self) -> int:
        return sum(self.holders.values())


def rehearse(cohort: Cohort, now: datetime) -> Rehearsal:
    rule = holds.rule_of(cohort, now)
    is_first = rule is OpeningRule.LIST_FIRST
    shares = holds.shares(cohort) if is_first else []
    holders = Counter(subscription.language for subscription, _seats in shares)
    by_language = languages(cohort)
    written = _letters(cohort, now)
    return Rehearsal(
        rule=rule,
        may_be_list_first=holds.default_rule(cohort, now) is OpeningRule.LIST_FIRST,
        opens_at=would_open(cohort, rule, now) if is_first else cohort.opens_at,
        by_language=by_language,
        holders={language: holders[language] for language in Language},
        held=sum(seats for _subscription, seats in shares),
        said_yes=holds.said_yes(cohort) if is_first else 0,
        findings=checks.of(cohort, now),
        letters=written.get(HELD if is_first else FIRST_COME, {}),
        listed=written.get(LISTED, {}) if len(shares) < sum(by_language.values()) else {},
        seal=_seal(written),
        broken=_refusal(cohort, now),
    )


def seal(cohort: Cohort, now: datetime) -> str:
    """A short sign for what the letters say: two that differ in a word have different ones."""
    return _seal(_letters(cohort, now))


def send_to_me(cohort: Cohort, member: StaffMember) -> int:
    """Queue what the page shows to whoever rehearses, at most once a minute; says how many.

    In both languages; list first also what those get for whom there is no place to hold.
    """
    now = clock.now()
    kinds = ["rehearsal", *(["rehearsal_listed"] if rehearse(cohort, now).listed else [])]
    return sum(queue_to(member, kind, cohort, f"{kind}/{cohort.id}", now) for kind in kinds)


def queue_to(member: StaffMember, letter: str, cohort: Cohort, key: str, now: datetime) -> int:
    """A letter of a rehearsal in each language, once a minute; how many that are."""
    for language in Language:
        outbox.queue(
            letter,
            about=cohort,
            key=f"{key}/{member.id}/{language}/{now:%Y%m%d%H%M}",
            to=member.email,
            language=language,
            cohort=cohort,
        )
    return len(Language)


@contextmanager
def as_if_opened(cohort: Cohort, now: datetime) -> Iterator[None]:
    """Let letters and pages see a draft as it will be; nothing of this is ever stored."""
    kept = {name: getattr(cohort, name) for name in ("state", "rule", "tell_at", "opens_at")}
    rule = holds.rule_of(cohort, now)
    shown = {
        "state": CohortState.ANNOUNCED,
        "rule": rule,
        "tell_at": now,
        "opens_at": would_open(cohort, rule, now),
    }
    try:
        for name, value in shown.items():
            set_committed_value(cohort, name, value)
        yield
    finally:
        for name, value in kept.items():
            set_committed_value(cohort, name, value)


def would_open(cohort: Cohort, rule: OpeningRule, now: datetime) -> datetime:
    """When everyone may register, if it was opened now."""
    earliest = now
    if rule is OpeningRule.LIST_FIRST:
        closed_weeks = provider.get().closed_weeks
        earliest = cohort.earliest_opening(now + TIME_TO_STOP, rule, closed_weeks)
    return max(cohort.opens_at or earliest, earliest)


def _letters(cohort: Cohort, now: datetime) -> Written:
    if not cohort.meetings:
        return {}
    is_first = holds.rule_of(cohort, now) is OpeningRule.LIST_FIRST
    with as_if_opened(cohort, now):
        return {
            name: {language: letters.sample(name, cohort, language) for language in Language}
            for name in ((HELD, LISTED) if is_first else (FIRST_COME,))
        }


def _seal(written: Written) -> str:
    each = [one for by_language in written.values() for one in by_language.values()]
    text = "\0".join(f"{one.subject}\0{one.text}" for one in each)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def languages(cohort: Cohort) -> dict[Language, int]:
    told = subscriptions.to_tell(cohort).subquery()
    counted = select(told.c.language, func.count()).group_by(told.c.language)
    found = {Language(language): number for language, number in db.session.execute(counted)}
    return {language: found.get(language, 0) for language in Language}


def _refusal(cohort: Cohort, now: datetime) -> RuleBroken | None:
    try:
        cohort.require_openable(now)
    except RuleBroken as broken:
        return broken
    return None
