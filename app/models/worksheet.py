"""Worksheets (skemaer): what stands on them, and what can be filled in.

The text is kept beside the code, in `app/content/worksheets/<kind>-<version>.toml`, Danish and
English side by side. Whatever can be filled in has an address made of ids
(`B.activities.3.who`), by which an answer can be kept.
"""

import copy
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from app.models.base import Bilingual
from app.models.reading import build

FILES = resources.files("app.content") / "worksheets"
FILE_NAME = re.compile(r"(?P<kind>[a-z_]+)-(?P<version>[0-9]+)\.toml")


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
class Field:
    """Something to fill in: boxes to tick, named parts, numbered lines, or free text."""

    id: str
    label: Bilingual
    options: tuple[Option, ...] = ()
    parts: tuple[Option, ...] = ()
    numbered: int = 0
    lines: int = 1
    prefill: str = ""

    def answers(self) -> Iterator[str]:
        keys = [part.id for part in self.options + self.parts]
        keys += [str(number + 1) for number in range(self.numbered)]
        yield from (f"{self.id}.{key}" for key in keys) if keys else (self.id,)


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields as a table of facts, as numbered questions, or as lines of their own."""

    shape: Literal["facts", "questions", "lines"]
    fields: tuple[Field, ...]
    label: Bilingual | None = None

    def answers(self) -> Iterator[str]:
        for field in self.fields:
            yield from field.answers()


@dataclass(frozen=True, slots=True)
class Column:
    """A column; with options it is a closed scale. Its width is a share, not a measure."""

    id: str
    head: Bilingual
    width: int = 1
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """The first cells may be printed; `begins` is the start of the first answer."""

    id: str
    cells: tuple[Bilingual, ...] = ()
    begins: Bilingual | None = None


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

    def answers(self) -> Iterator[str]:
        for row in self.lines:
            for column in self.columns[len(row.cells) :]:
                yield f"{self.id}.{row.id}.{column.id}"


@dataclass(frozen=True, slots=True)
class Scale:
    """Statements, each answered by one tick."""

    id: str
    label: Bilingual
    options: tuple[Option, ...]
    statements: tuple[Option, ...]

    def answers(self) -> Iterator[str]:
        return (f"{self.id}.{statement.id}" for statement in self.statements)


@dataclass(frozen=True, slots=True)
class Prompts:
    """Words that help who is stuck; nothing to fill in."""

    label: Bilingual
    items: tuple[Bilingual, ...]

    def answers(self) -> Iterator[str]:
        return iter(())


Block = Fields | Table | Scale | Prompts


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: Bilingual
    blocks: tuple[Block, ...]
    minutes: int = 0
    note: Bilingual | None = None

    def answers(self) -> Iterator[str]:
        for block in self.blocks:
            yield from (f"{self.id}.{answer}" for answer in block.answers())


@dataclass(frozen=True, slots=True)
class Words:
    """The small words around the text."""

    minutes: Bilingual
    field: Bilingual
    answer: Bilingual
    questions: Bilingual
    choose: Bilingual
    write: Bilingual
    row: Bilingual
    statement: Bilingual
    word: Bilingual
    pdf: Bilingual
    page: Bilingual


@dataclass(frozen=True, slots=True)
class Every:
    """What stands on every worksheet."""

    top_line: Bilingual
    actions: tuple[Column, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class Worksheet:
    kind: str
    version: int
    every: Every
    name: Bilingual
    title: Bilingual
    introduction: Bilingual
    sections: tuple[Section, ...]
    together: Bilingual | None = None

    @property
    def minutes(self) -> int:
        return sum(section.minutes for section in self.sections)

    def about(self, language: str, section: Section | None = None) -> str:
        """How long it takes, and the note of the section, as one line."""
        minutes = self.minutes if section is None else section.minutes
        parts = []
        if minutes:
            parts.append(self.every.words.minutes[language].format(minutes=minutes))
        if section is not None and section.note:
            parts.append(section.note[language])
        line = " · ".join(parts)
        return line[:1].upper() + line[1:]

    def answers(self) -> Iterator[str]:
        """The address of everything that can be filled in, in the order of the page."""
        for section in self.sections:
            yield from section.answers()


def versions() -> dict[str, list[int]]:
    """Every kind there is, with its versions, the newest last."""
    found: dict[str, list[int]] = {}
    for name in sorted(file.name for file in FILES.iterdir()):
        match = FILE_NAME.fullmatch(name)
        if match and match["kind"] != "every":
            found.setdefault(match["kind"], []).append(int(match["version"]))
    return {kind: sorted(numbers) for kind, numbers in found.items()}


def load(kind: str, version: int | None = None) -> Worksheet:
    """Read a worksheet, the newest version unless told; LookupError if there is none."""
    known = versions()[kind]
    if version is not None and version not in known:
        raise LookupError(f"{kind} has no version {version}")
    number = version or known[-1]
    content = _file(f"{kind}-{number}.toml")
    every = _file(f"every-{content.pop('every')}.toml")
    return parse(content, kind=kind, version=number, every=every)


def parse(content: dict[str, Any], *, kind: str, version: int, every: dict[str, Any]) -> Worksheet:
    """Make a worksheet of what its file and the file of every worksheet say."""
    content = copy.deepcopy(content)
    for section in content.get("sections", []):
        for block in section.get("blocks", []):
            if block.get("kind") == "actions":
                block |= {"kind": "table", "columns": every["actions"]}
    known = {"kind": kind, "version": version, "every": every}
    worksheet: Worksheet = build(Worksheet, content | known, f"{kind}-{version}")
    return worksheet


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((FILES / name).read_text(encoding="utf-8"))
