"""Certificates: what a course asks for, what stands on one, and the numbers they go by."""

import enum
import secrets
from dataclasses import dataclass
from datetime import datetime

from app.models.base import Bilingual
from app.models.course import Course

# no letter or figure that is taken for another one
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# 30 to the tenth, 49 bits: nobody finds one by trying (docs/data-protection.md)
LENGTH = 10
GROUP = 5
# the worksheet that a quality visit reads
FRAMEWORK = "framework"
LEVELS = (1, 2, 3)


class Needs(enum.StrEnum):
    """What completes a course."""

    ATTENDANCE = "attendance"
    # of the plan that is handed in
    APPROVAL = "approval"
    # passed; staff say so
    VISIT = "visit"


def needs(course: Course) -> Needs:
    """Told by the worksheets that go with it."""
    live = [one for one in course.assignments if one.withdrawn_at is None]
    if any(one.worksheet == FRAMEWORK for one in live):
        return Needs.VISIT
    if any(one.must_approve for one in live):
        return Needs.APPROVAL
    return Needs.ATTENDANCE


def new_number() -> str:
    """Random, so that no number tells another one."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(number: str) -> str:
    """K7QM3-XRT9H, as it is printed."""
    return "-".join(number[at : at + GROUP] for at in range(0, len(number), GROUP))


def typed(text: str) -> str:
    """The number as it is stored, however it was typed; "" if it cannot be one."""
    number = "".join(letter for letter in text.upper() if letter.isalnum())
    return number if len(number) == LENGTH and set(number) <= set(ALPHABET) else ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on one."""

    # in groups
    number: str
    needs: Needs
    name: str
    # the holder lets the page that confirms the number say it
    names: bool
    course: Bilingual
    # in Markdown; where the course states no outcomes, what it is about
    outcomes: Bilingual | None
    content: Bilingual | None
    times: list[tuple[datetime, datetime]]
    place: str
    provider: str
    address: str
    cvr: str
    given_at: datetime
    # of the framework
    level: int | None = None

    @property
    def hours(self) -> float:
        """All meetings together, to half an hour."""
        seconds = sum((ends - starts).total_seconds() for starts, ends in self.times)
        return round(seconds / 1800) / 2
