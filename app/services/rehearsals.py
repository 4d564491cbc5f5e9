"""What will happen when a cohort opens, seen before it does."""

import hashlib
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
from app.models import Cohort, CohortState, StaffMember
from app.models.errors import RuleBroken
from app.services import checks, outbox, provider, subscriptions

LETTER = "cohort_open"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Numbers, findings and letters, as they would be now."""

    by_language: dict[Language, int]
    findings: list[checks.Finding]
    letters: dict[Language, letters.Rendered]
    # changes with every word of the letters
    seal: str
    # why it cannot be opened as it is
    broken: RuleBroken | None

    @property
    def told(self) -> int:
        return sum(self.by_language.values())


def rehearse(cohort: Cohort, now: datetime) -> Rehearsal:
    written = _letters(cohort, now)
    return Rehearsal(
        by_language=_languages(cohort),
        findings=checks.of(cohort, now),
        letters=written,
        seal=_seal(written),
        broken=_refusal(cohort, now),
    )


def seal(cohort: Cohort, now: datetime) -> str:
    """A short sign for what the letters say: two that differ in a word have different ones."""
    return _seal(_letters(cohort, now))


def send_to_me(cohort: Cohort, member: StaffMember) -> None:
    """Queue the letter in each language to whoever rehearses: at most once a minute."""
    now = clock.now()
    for language in Language:
        outbox.queue(
            "rehearsal",
            about=cohort,
            key=f"rehearsal/{cohort.id}/{member.id}/{language}/{now:%Y%m%d%H%M}",
            to=member.email,
            language=language,
            cohort=cohort,
        )


@contextmanager
def as_if_opened(cohort: Cohort, now: datetime) -> Iterator[None]:
    """Let letters and pages see a draft as it will be; nothing of this is ever stored."""
    kept = {name: getattr(cohort, name) for name in ("state", "tell_at", "opens_at")}
    earliest = cohort.earliest_opening(now, cohort.rule, provider.get().closed_weeks)
    shown = {
        "state": CohortState.ANNOUNCED,
        "tell_at": now,
        "opens_at": max(cohort.opens_at or earliest, earliest),
    }
    try:
        for name, value in shown.items():
            set_committed_value(cohort, name, value)
        yield
    finally:
        for name, value in kept.items():
            set_committed_value(cohort, name, value)


def _letters(cohort: Cohort, now: datetime) -> dict[Language, letters.Rendered]:
    if not cohort.meetings:
        return {}
    with as_if_opened(cohort, now):
        return {language: letters.sample(LETTER, cohort, language) for language in Language}


def _seal(written: dict[Language, letters.Rendered]) -> str:
    text = "\0".join(f"{one.subject}\0{one.text}" for one in written.values())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _languages(cohort: Cohort) -> dict[Language, int]:
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
