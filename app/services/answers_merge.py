"""Two people in one section: what each has changed is kept, and nobody writes over the other.

A page says what it showed when it was opened, by a short digest of each text. A box that only one
of the two has changed takes the new text. A box that both have changed keeps what is stored, until
the later one has seen both texts and chosen.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

DIGITS = 12


class Choice(enum.StrEnum):
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What became of a clash: of which text of the other, by its digest."""

    choice: Choice
    of: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What one page sends: its texts, what it showed before, and the random key it goes by."""

    texts: Mapping[str, str]
    # digests; a box that is left out was empty
    shown: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    chosen: Mapping[str, Chosen] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be stored, which boxes this page has changed, and where both have."""

    texts: dict[str, str]
    changed: set[str]
    # the text of the other, by the id of the answer
    clashes: dict[str, str]
    # somebody has written where this page shows something older
    news: bool


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:DIGITS] if text else ""


def merge(stored: Mapping[str, str], typed: Typed, writers: Mapping[str, str]) -> Merged:
    """Put what was typed into what is stored."""
    texts, changed, clashes, news = dict(stored), set(), {}, False
    for name, text in typed.texts.items():
        now = stored.get(name, "")
        shown = typed.shown.get(name, "")
        if text == now:
            continue
        if name in typed.chosen and typed.chosen[name].of == digest(now):
            text = _as_chosen(typed.chosen[name].choice, text, now)
        elif digest(text) == shown:
            news = True
            continue
        elif digest(now) != shown and not (typed.page and writers.get(name) == typed.page):
            clashes[name] = now
            continue
        if text != now:
            texts[name] = text
            changed.add(name)
    return Merged(texts, changed, clashes, news)


def _as_chosen(choice: Choice, mine: str, theirs: str) -> str:
    if choice is Choice.MINE:
        return mine
    return theirs if choice is Choice.THEIRS else f"{theirs}\n{mine}"
