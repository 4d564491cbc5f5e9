"""How long what is kept: the classes, their usual time, and between what a provider may choose.

What the law sets is the least: the Bookkeeping Act for invoices, the guard in the database for the
log (migration 0003). A number outside the bounds is drawn to the nearer one, whoever wrote it.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


class Unit(enum.StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


A_YEAR, A_MONTH = 365, 30
# up to so many months are counted as months, more of them as parts of a year
SHORT = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one class is kept, in its unit."""

    usual: int
    unit: Unit
    least: int
    most: int


RULES = {
    # an address on a list, from the form, while nobody has said yes
    "unconfirmed": Rule(7, Unit.DAY, 1, 14),
    # from the last yes to the question whether to stay
    "asked": Rule(11, Unit.MONTH, 5, 23),
    # the recipient of a letter, from when it left
    "letters": Rule(30, Unit.DAY, 7, 90),
    # the others from the end of the last meeting
    "food": Rule(14, Unit.DAY, 1, 30),
    "phone": Rule(30, Unit.DAY, 7, 90),
    # worksheets that were handed in as a file
    "files": Rule(3, Unit.MONTH, 1, 6),
    # of people, with what they wrote on worksheets
    "names": Rule(12, Unit.MONTH, 6, 24),
    # of bookkeeping: whole years after the one in which the course ended, a calendar year
    "invoices": Rule(5, Unit.YEAR, 5, 10),
    # what staff do
    "log": Rule(24, Unit.MONTH, 24, 60),
}


def number(chosen: Mapping[str, Any], name: str) -> int:
    """In the unit of the class: what the provider chose, within the bounds, or the usual."""
    rule = RULES[name]
    kept = chosen.get(name, rule.usual)
    return min(max(kept, rule.least), rule.most) if isinstance(kept, int) else rule.usual


def time(chosen: Mapping[str, Any], name: str) -> timedelta:
    kept, unit = number(chosen, name), RULES[name].unit
    if unit is Unit.DAY:
        return timedelta(days=kept)
    if unit is Unit.MONTH and kept <= SHORT:
        return timedelta(days=kept * A_MONTH)
    return timedelta(days=round(kept * A_YEAR / (12 if unit is Unit.MONTH else 1)))
