"""A cohort that is found by its link alone: for a network, or for those who were invited."""

import secrets

from app.models import Cohort, StaffMember
from app.models.errors import CohortNotDraft
from app.services import audit
from app.services.cohorts import LETTERS
from app.services.locks import lock

# as hard to guess as a password, and no longer than a mail can carry
LENGTH = 14


def choose(cohort: Cohort, *, unlisted: bool, actor: StaffMember | None) -> None:
    """Let a draft be found by its link alone, or be for everybody. As it is: nothing happens."""
    _take(cohort)
    if unlisted is (cohort.unlisted_code is not None):
        return
    cohort.unlisted_code = _code() if unlisted else None
    action = "cohort.unlisted" if unlisted else "cohort.listed"
    audit.record(action, f"cohort/{cohort.id}", actor=actor)


def renew(cohort: Cohort, *, actor: StaffMember | None) -> None:
    """Give a draft another link; the old one leads nowhere any more."""
    _take(cohort)
    if cohort.unlisted_code is None:
        return
    cohort.unlisted_code = _code()
    audit.record("cohort.link_renewed", f"cohort/{cohort.id}", actor=actor)


def _take(cohort: Cohort) -> None:
    """Once it is open, people have the link, or the list has been told."""
    lock(cohort)
    if not cohort.is_draft:
        raise CohortNotDraft


def _code() -> str:
    return "".join(secrets.choice(LETTERS.lower()) for _ in range(LENGTH))
