"""What a section of a worksheet is made of. Each part knows what can be filled in on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from app.models.base import Bilingual

# what is meant to stand there; on the page and on paper everything is text
Value = Literal["text", "number", "date", "tick"]


@dataclass(frozen=True, slots=True)
class Option:
    """One of several things to choose between, or one named part of an answer."""

    id: str
    text: Bilingual

    def mark(self, language: str) -> str:
        """What stands beside a box on paper: the number alone, if the text begins with one."""
        number = re.match(r"\d+", self.text[language])
        return number.group() if number else self.text[language]


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that can be filled in, wherever it stands.

    What is kept by its id is always text: as it was typed; for a tick "1", or "" without one;
    where there are options the id of the chosen one, or "". Boxes: each option has a box of its
    own on paper.
    """

    id: str
    label: Bilingual
    value: Value = "text"
    options: tuple[Option, ...] = ()
    boxes: bool = False

    def within(self, path: str) -> "Asked":
        return replace(self, id=f"{path}.{self.id}")

    def places(self) -> Iterator[str]:
        """Where there is something to fill in on paper: a box for each option, or one place."""
        yield from (f"{self.id}.{one.id}" for one in self.options) if self.boxes else (self.id,)


def together(between: str, first: Bilingual, second: Bilingual) -> Bilingual:
    """Two texts as one; what ends with a mark of its own needs no other."""

    def joined(one: str, other: str) -> str:
        return f"{one}{' ' if one.endswith((':', '?')) else between}{other}"

    return Bilingual(joined(first.da, second.da), joined(first.en, second.en))


def _short(head: Bilingual) -> Bilingual:
    """A head without what it offers in brackets."""
    return Bilingual(head.da.split(" (")[0], head.en.split(" (")[0])


@dataclass(frozen=True, slots=True)
class Field:
    """Something to fill in: boxes to tick, named parts, numbered lines, or free text.

    `prefill` names what the site knows already: municipality, or setting (workplace and
    municipality).
    """

    id: str
    label: Bilingual
    options: tuple[Option, ...] = ()
    parts: tuple[Option, ...] = ()
    numbered: int = 0
    lines: int = 1
    value: Value = "text"
    prefill: str = ""

    def asked(self) -> Iterator[Asked]:
        for option in self.options:
            yield Asked(option.id, together(": ", self.label, option.text), "tick").within(self.id)
        for part in self.parts:
            label = together(": ", self.label, part.text)
            yield Asked(part.id, label, self.value).within(self.id)
        for number in range(1, self.numbered + 1):
            label = together(" ", self.label, Bilingual(str(number), str(number)))
            yield Asked(str(number), label, self.value).within(self.id)
        if not (self.options or self.parts or self.numbered):
            yield Asked(self.id, self.label, self.value)


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields as a table of facts, as numbered questions, or as lines of their own.

    Private: stays with whoever wrote it, also when the rest is shown to the consultant.
    Seen: the consultant sees it also when nothing is shown.
    """

    shape: Literal["facts", "questions", "lines"]
    fields: tuple[Field, ...]
    label: Bilingual | None = None
    private: bool = False
    seen: bool = False

    def asked(self) -> Iterator[Asked]:
        for field in self.fields:
            yield from field.asked()


@dataclass(frozen=True, slots=True)
class Column:
    """A column; with options it is a closed scale. Its width is a share, not a measure."""

    id: str
    head: Bilingual
    width: int = 1
    options: tuple[Option, ...] = ()
    value: Value = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """The first cells may be printed; `begins` is the start of the first answer."""

    id: str
    cells: tuple[Bilingual, ...] = ()
    begins: Bilingual | None = None

    @property
    def name(self) -> Bilingual | None:
        """What the row is about: the last of its printed cells; None for an empty row."""
        return self.begins or (self.cells[-1] if self.cells else None)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with rows that are named, or with a number of empty ones."""

    id: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    empty: int = 0
    example: Row | None = None

    @property
    def lines(self) -> tuple[Row, ...]:
        return self.rows or tuple(Row(str(number + 1)) for number in range(self.empty))

    def asked(self) -> Iterator[Asked]:
        for row in self.lines:
            name = row.name or Bilingual(row.id, row.id)
            for column in self.columns[len(row.cells) :]:
                label = together(", ", _short(column.head), name)
                one = Asked(column.id, label, column.value, column.options)
                yield one.within(f"{self.id}.{row.id}")


@dataclass(frozen=True, slots=True)
class Scale:
    """Statements, each answered by one tick."""

    id: str
    label: Bilingual
    options: tuple[Option, ...]
    statements: tuple[Option, ...]

    def asked(self) -> Iterator[Asked]:
        for statement in self.statements:
            one = Asked(statement.id, statement.text, options=self.options, boxes=True)
            yield one.within(self.id)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several rows, each explained by its cells, chosen by one tick."""

    id: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(Option(row.id, row.cells[0]) for row in self.rows)

    def asked(self) -> Iterator[Asked]:
        yield Asked(self.id, self.columns[0].head, options=self.options, boxes=True)


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to write in a sentence; a tick stands before the sentence."""

    id: str
    value: Value = "text"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with blanks: `{id}` in the text is where each stands."""

    id: str
    text: Bilingual
    blanks: tuple[Blank, ...]

    def pieces(self, language: str) -> list[str | Blank]:
        """The sentence in order: words, and the blanks between them."""
        by_id = {blank.id: blank for blank in self.blanks}
        parts = re.split(r"{(\w+)}", self.text[language])
        return [by_id[part] if n % 2 else part for n, part in enumerate(parts) if part]

    def asked(self) -> Iterator[Asked]:
        for blank in self.blanks:
            label = Bilingual(self._before(blank, "da"), self._before(blank, "en"))
            yield Asked(blank.id, label, blank.value).within(self.id)

    def _before(self, blank: Blank, language: str) -> str:
        """The words before a blank; after a tick, the words that follow it."""
        pieces = self.pieces(language)
        at = pieces.index(blank)
        found = pieces[at + 1 if blank.value == "tick" else at - 1]
        return found.strip(" .:") if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class Prompts:
    """Words that help who is stuck; nothing to fill in."""

    label: Bilingual
    items: tuple[Bilingual, ...]

    def asked(self) -> Iterator[Asked]:
        return iter(())


Block = Fields | Table | Scale | Choice | Sentence | Prompts
