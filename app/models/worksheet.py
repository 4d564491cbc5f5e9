"""Worksheets (skemaer): what stands on them, and what can be filled in.

The text is kept beside the code, in `app/content/worksheets/<kind>-<version>.toml`, Danish and
English side by side. Whatever can be filled in has an address made of ids
(`B.activities.3.who`), by which an answer can be kept.
"""

import copy
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from app.models.base import Bilingual
from app.models.reading import build
from app.models.worksheet_blocks import (
    Asked,
    Blank,
    Block,
    Choice,
    Column,
    Field,
    Fields,
    Option,
    Prompts,
    Row,
    Scale,
    Sentence,
    Table,
)

__all__ = [
    "Asked",
    "Blank",
    "Block",
    "Choice",
    "Column",
    "Every",
    "Field",
    "Fields",
    "Option",
    "Prompts",
    "Row",
    "Scale",
    "Section",
    "Sentence",
    "Table",
    "Words",
    "Worksheet",
    "load",
    "versions",
]

FILES = resources.files("app.content") / "worksheets"
# as they come before a reader: before the day, after it, and those of single courses
ORDER = ("mapping", "follow_up", "guide", "plan", "framework")
FILE_NAME = re.compile(r"(?P<kind>[a-z_]+)-(?P<version>[0-9]+)\.toml")


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a title: a page of its own on a phone."""

    id: str
    title: Bilingual
    blocks: tuple[Block, ...]
    minutes: int = 0
    note: Bilingual | None = None
    # staff: filled in by the consultant, so that the participant only reads it
    by: Literal["participant", "staff"] = "participant"

    def heading(self, language: str) -> str:
        """Its title, with the letter or number it goes by; what comes before the first has none."""
        return self.title[language] if self.id == "0" else f"{self.id}. {self.title[language]}"

    def asked(self) -> Iterator[Asked]:
        for block in self.blocks:
            yield from (asked.within(self.id) for asked in block.asked())

    def answers(self) -> Iterator[str]:
        return (asked.id for asked in self.asked())


@dataclass(frozen=True, slots=True)
class Words:
    """The small words around the text."""

    minutes: Bilingual
    field: Bilingual
    answer: Bilingual
    question: Bilingual
    questions: Bilingual
    private: Bilingual
    due: Bilingual
    choose: Bilingual
    write: Bilingual
    row: Bilingual
    statement: Bilingual
    word: Bilingual
    excel: Bilingual
    pdf: Bilingual
    about: Bilingual
    cut: Bilingual
    tick: Bilingual
    number: Bilingual
    date: Bilingual
    locked: Bilingual
    page: Bilingual

    def heading(self, block: Fields) -> Bilingual | None:
        """What stands above some fields: their own words, or that they are questions."""
        if block.label or block.shape != "questions":
            return block.label
        return self.questions if len(block.fields) > 1 else self.question


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
    advice: Bilingual | None = None
    # the answer that says what the writer wants to hear about most
    question: str | None = None

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

    def introduced(self, language: str, due: str = "") -> str:
        """The introduction; a day that is not known is the one in the reader's mail."""
        text = self.introduction[language]
        return text.replace("{due_date}", due or self.every.words.due[language])

    def asked(self) -> Iterator[Asked]:
        """Everything that can be filled in, in the order of the page."""
        for section in self.sections:
            yield from section.asked()

    def answers(self) -> Iterator[str]:
        """The address of everything that can be filled in, in the order of the page."""
        return (asked.id for asked in self.asked())

    def own_answers(self) -> set[str]:
        """What a participant may fill in: all but what the consultant fills in."""
        own = (section for section in self.sections if section.by == "participant")
        return {answer for section in own for answer in section.answers()}

    def private_answers(self) -> set[str]:
        """What stays with whoever wrote it, also when the rest is shown to the consultant."""
        return self._of_fields(lambda fields: fields.private)

    def always_seen(self) -> set[str]:
        """What the consultant sees also when nothing is shown."""
        return self._of_fields(lambda fields: fields.seen)

    def _of_fields(self, wanted: Callable[[Fields], bool]) -> set[str]:
        return {
            asked.within(section.id).id
            for section in self.sections
            for block in section.blocks
            if isinstance(block, Fields) and wanted(block)
            for asked in block.asked()
        }

    def known(self, *, municipality: str = "", workplace: str = "") -> dict[str, str]:
        """What can be filled in beforehand, by the id of the answer."""
        setting = ", ".join(text for text in (workplace, municipality) if text)
        texts = {"municipality": municipality, "setting": setting}
        return {
            f"{section.id}.{field.id}": texts[field.prefill]
            for section in self.sections
            for block in section.blocks
            if isinstance(block, Fields)
            for field in block.fields
            if field.prefill and texts[field.prefill]
        }


def versions() -> dict[str, list[int]]:
    """Every kind there is, with its versions, the newest last."""
    found: dict[str, list[int]] = {}
    for name in sorted(file.name for file in FILES.iterdir()):
        match = FILE_NAME.fullmatch(name)
        if match and match["kind"] != "every":
            found.setdefault(match["kind"], []).append(int(match["version"]))
    kinds = sorted(found, key=lambda kind: (kind not in ORDER, [*ORDER, kind].index(kind)))
    return {kind: sorted(found[kind]) for kind in kinds}


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
