"""What was written on a worksheet, to read: what is empty is left out."""

from collections.abc import Iterator, Mapping

from app.language import Language
from app.models.worksheet import Asked, Block, Option, Section, Table, Worksheet

# what was asked, and the lines of the answer
Answered = tuple[str, list[str]]
# the heading of a section, and what was answered in it
Said = list[tuple[str, list[Answered]]]


def in_words(sheet: Worksheet, texts: Mapping[str, str], language: Language) -> Said:
    """Section by section; a row of a table is one answer."""
    found = []
    for section in sheet.sections:
        said = [
            one for block in section.blocks for one in _of_block(section, block, texts, language)
        ]
        if said:
            found.append((section.heading(language), said))
    return found


def _of_block(
    section: Section, block: Block, texts: Mapping[str, str], language: Language
) -> Iterator[Answered]:
    if isinstance(block, Table):
        yield from _of_table(section, block, texts, language)
        return
    said: dict[str, list[str]] = {}
    for asked in (one.within(section.id) for one in block.asked()):
        if text := texts.get(asked.id):
            label, words = _of_one(asked, text, language)
            said.setdefault(label, []).append(words)
    yield from said.items()


def _of_one(asked: Asked, text: str, language: Language) -> tuple[str, str]:
    """Of a tick, what it stands at; of a choice, its words."""
    label = asked.label[language]
    if asked.value == "tick":
        question, _, option = label.partition(": ")
        return question.rstrip(":"), option or "✓"
    return label, _chosen(asked.options, text, language)


def _of_table(
    section: Section, table: Table, texts: Mapping[str, str], language: Language
) -> Iterator[Answered]:
    """A row goes by its name, or by what stands in its first cell."""
    for row in table.lines:
        path = f"{section.id}.{table.id}.{row.id}"
        cells = [
            # without what the head offers in brackets
            (column.head[language].split(" (")[0], _chosen(column.options, text, language))
            for column in table.columns
            if (text := texts.get(f"{path}.{column.id}", ""))
        ]
        if not cells:
            continue
        if row.name:
            yield row.name[language], [_line(*cell) for cell in cells]
        else:
            yield f"{row.id}. {cells[0][1]}", [_line(*cell) for cell in cells[1:]]


def _chosen(options: tuple[Option, ...], text: str, language: Language) -> str:
    return next((one.text[language] for one in options if one.id == text), text)


def _line(head: str, text: str) -> str:
    return f"{head} {text}" if head.endswith("?") else f"{head}: {text}"
