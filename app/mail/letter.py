"""What a letter is: a function that says what stands in it, or that it is no longer true."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from app.language import Language
from app.mail import facts
from app.models import Base


@dataclass(frozen=True, slots=True)
class Stale:
    """Not true any more: the mail is dropped."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar file that goes with a letter: the days of a cohort, or that they are off."""

    name: str
    data: bytes
    cancels: bool


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
    calendars: tuple[Calendar, ...] = ()

    def with_calendars(self, *calendars: Calendar) -> "Contents":
        """The same letter, with these files."""
        return replace(self, calendars=calendars)

    @property
    def same(self) -> Hashable:
        """Letters with an equal one differ in their private addresses only."""
        return (
            self.file,
            self.language,
            self.shared.func,
            self.shared.args,
            tuple(self.private),
            self.calendars,
        )


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as one reader gets it."""

    subject: str
    text: str
    html: str
    unsubscribe: str | None


class Row(Protocol):
    """The row of the outbox, as far as letters need to know it."""

    @property
    def key(self) -> str: ...
    @property
    def recipient(self) -> str: ...


Write = Callable[..., Contents | Stale]


@dataclass(frozen=True, slots=True)
class Letter:
    about: type[Base]
    write: Write
    # whether it needs more than what it is about: the address it proves, the dates it names
    by_row: bool = False


LETTERS: dict[str, Letter] = {}


def letter(name: str, *, about: type[Base], by_row: bool = False) -> Callable[[Write], Write]:
    """Register what a letter contains; the outbox stores its name and the id of the row."""

    def keep(write: Write) -> Write:
        LETTERS[name] = Letter(about, write, by_row)
        return write

    return keep
