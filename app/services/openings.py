"""Several cohorts of a course opened in one press: rehearsed together, told of in one letter."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.extensions import content_changed
from app.language import Language
from app.mail import letters
from app.mail.letter import Rendered
from app.mail.opening_letters import opening_key
from app.mail.together_letters import REHEARSALS, TOGETHER, rehearsal_key
from app.models import Cohort, Course, OpeningRule, StaffMember, Subscription
from app.models.cohort_states import OPENED
from app.models.errors import CohortNotDraft, RehearsalOutdated, RuleBroken
from app.services import audit, checks, cohorts, holds, outbox, provider, rehearsals, subscriptions
from app.services.locks import lock


@dataclass(frozen=True, slots=True)
class One:
    """One of the cohorts, as its part of the opening would be now."""

    cohort: Cohort
    rule: OpeningRule
    opens_at: datetime
    # list first: how many subscribers get places held, and how many places that is
    held_for: int
    held: int
    findings: list[checks.Finding]
    # why it cannot be opened as it is
    broken: RuleBroken | None


@dataclass(frozen=True, slots=True)
class Together:
    """Numbers, findings and letters of all of them."""

    each: list[One]
    by_language: dict[Language, int]
    # those for whom places are held on one of the dates at least
    holders: dict[Language, int]
    letters: dict[Language, Rendered]
    # to those for whom there is no place to hold on any
    listed: dict[Language, Rendered]
    seal: str

    @property
    def told(self) -> int:
        return sum(self.by_language.values())

    @property
    def is_openable(self) -> bool:
        return all(one.broken is None for one in self.each)


def openable(course: Course) -> list[Cohort]:
    """The drafts that could be told of together, by date. An unlisted one tells nobody."""
    drafts = [
        cohort
        for cohort in course.cohorts
        if cohort.is_draft and cohort.unlisted_code is None and cohort.starts_at is not None
    ]
    return sorted(drafts, key=lambda cohort: (cohort.starts_at, cohort.id))


def rehearse(together: Sequence[Cohort], now: datetime) -> Together:
    """What would happen now; nothing is written."""
    each: list[One] = []
    holders: dict[int, Subscription] = {}
    for cohort in together:
        alone = rehearsals.rehearse(cohort, now)
        shares = holds.shares(cohort) if alone.rule is OpeningRule.LIST_FIRST else []
        holders |= {subscription.id: subscription for subscription, _seats in shares}
        each.append(
            One(
                cohort=cohort,
                rule=alone.rule,
                opens_at=rehearsals.would_open(cohort, alone.rule, now),
                held_for=len(shares),
                held=alone.held,
                findings=alone.findings,
                broken=alone.broken,
            )
        )
    by_language = rehearsals.languages(together[0])
    held = {
        language: sum(one.language is language for one in holders.values()) for language in Language
    }
    written = _letters(together, now)
    return Together(
        each=each,
        by_language=by_language,
        holders=held,
        letters=written[bool(holders)],
        listed=written[False] if 0 < len(holders) < sum(by_language.values()) else {},
        seal=_seal(together, written),
    )


def send_to_me(together: Sequence[Cohort], member: StaffMember) -> int:
    """Queue what the page shows to whoever rehearses, at most once a minute; says how many."""
    now = clock.now()
    shown = rehearse(together, now)
    kinds = {any(shown.holders.values()), *([False] if shown.listed else [])}
    first = min(together, key=lambda cohort: cohort.id)
    return sum(
        rehearsals.queue_to(
            member, REHEARSALS[held], first, rehearsal_key(together, held=held), now
        )
        for held in kinds
    )


def open_together(
    chosen: Sequence[Cohort], *, rehearsed: str | None = None, actor: StaffMember | None = None
) -> int:
    """Announce all of them, or none; says how many subscribers will be told, each once.

    Each opens by the rule and at the moment that were chosen for it, and each holds places for the
    list by itself. The letter is keyed on the first. Whoever presses second finds them opened, and
    gets the same answer.
    """
    together = sorted(chosen, key=lambda cohort: cohort.id)
    first = together[0]
    lock(*together)
    if all(one.state in OPENED for one in together) and len({*map(opening_key, together)}) == 1:
        return sum(cohorts.mails(first).values())
    now = clock.now()
    if any(not one.is_draft or one.unlisted_code is not None for one in together):
        raise CohortNotDraft
    if rehearsed is not None and rehearsed != seal(together, now):
        raise RehearsalOutdated
    cohorts.hold_back_confirmations(first)
    closed_weeks = provider.get().closed_weeks
    rules = {one.id: holds.rule_of(one, now) for one in together}
    for one in together:
        rule = rules[one.id]
        one.announce(now, opens_at=one.opens_at, rule=rule, closed_weeks=closed_weeks)
        one.told_with_id = None if one is first else first.id
    for one in together:
        if one.rule is OpeningRule.LIST_FIRST:
            holds.hold_in_order(one)
    told = outbox.queue_for_all(
        TOGETHER,
        subscriptions=subscriptions.to_tell(first),
        key=opening_key(first),
        cohort=first,
        due=first.tell_at,
    )
    content_changed()
    for one in together:
        audit.record("cohort.opened", f"cohort/{one.id}", actor=actor, told=told, with_others=True)
    return told


def seal(together: Sequence[Cohort], now: datetime) -> str:
    """A short sign for what the letters say of these cohorts."""
    return _seal(together, _letters(together, now))


@contextmanager
def _as_if_opened(together: Sequence[Cohort], now: datetime) -> Iterator[None]:
    with ExitStack() as seen:
        for cohort in together:
            seen.enter_context(rehearsals.as_if_opened(cohort, now))
        yield


def _letters(together: Sequence[Cohort], now: datetime) -> dict[bool, dict[Language, Rendered]]:
    """By whether places are held, and by language."""
    by_date = sorted(together, key=lambda cohort: (cohort.starts_at or now, cohort.id))
    with _as_if_opened(by_date, now):
        return {
            held: {
                language: letters.sample_together(by_date, language, held=held)
                for language in Language
            }
            for held in (True, False)
        }


def _seal(together: Sequence[Cohort], written: dict[bool, dict[Language, Rendered]]) -> str:
    each = [one for by_language in written.values() for one in by_language.values()]
    text = "\0".join(f"{one.subject}\0{one.text}" for one in each)
    named = ",".join(str(number) for number in sorted(cohort.id for cohort in together))
    return hashlib.sha256(f"{named}\0{text}".encode()).hexdigest()[:16]
