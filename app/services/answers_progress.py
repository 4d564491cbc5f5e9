"""How far a worksheet has come, section by section."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.models.worksheet import Block, Fields, Scale, Section, Worksheet
from app.services import answers
from app.services.answers import Readiness


@dataclass(frozen=True, slots=True)
class Part:
    """A section, how much it asks, and how much of that is answered.

    A table asks one thing, however many rows it has: rows are room, not a demand. What the site
    has filled in itself is not asked.
    """

    section: Section
    answered: int
    asked: int

    @property
    def state(self) -> Readiness:
        if not self.answered:
            return Readiness.EMPTY
        return Readiness.DONE if self.answered == self.asked else Readiness.BEGUN


def progress(sheet: Worksheet, texts: Mapping[str, str]) -> list[Part]:
    """Of the sections that participants fill in."""
    return [_part(section, texts) for section in answers.sections_of(sheet)]


def begun(parts: list[Part]) -> int:
    return sum(part.state is not Readiness.EMPTY for part in parts)


def next_to_fill_in(parts: list[Part]) -> Section:
    """The first that is not done; the first of all when all are."""
    return next((one for one in parts if one.state is not Readiness.DONE), parts[0]).section


def _part(section: Section, texts: Mapping[str, str]) -> Part:
    asked = [names for block in section.blocks for names in _asks(block)]
    answered = sum(any(texts.get(f"{section.id}.{one}") for one in names) for names in asked)
    return Part(section, answered, len(asked))


def _asks(block: Block) -> Iterator[list[str]]:
    """The ids of the answers to each thing the block asks."""
    if isinstance(block, Fields):
        yield from (
            [one.id for one in field.asked()] for field in block.fields if not field.prefill
        )
    elif isinstance(block, Scale):
        yield from ([one.id] for one in block.asked())
    elif names := [one.id for one in block.asked()]:
        yield names
