"""What was written on a worksheet, to read: what is empty is left out."""

from collections.abc import Iterator, Mapping

from app.language import Language
from app.models.worksheet import Block, Field, Fields, Option, Section, Table, Worksheet

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
    elif isinstance(block, Fields):
        for field in block.fields:
            if lines := _of_field(f"{section.id}.{field.id}", field, texts, language):
                yield field.label[language].rstrip(":"), lines
    else:
        for asked in (one.within(section.id) for one in block.asked()):
            if text := texts.get(asked.id):
                ticked = "✓" if asked.value == "tick" else ""
                words = ticked or _chosen(asked.options, text, language)
                yield asked.label[language], [words]


def _of_field(path: str, field: Field, texts: Mapping[str, str], language: Language) -> list[str]:
    """Of ticks, what they stand at; of parts and of numbered lines, each its own line."""
    if field.options:
        return [one.text[language] for one in field.options if texts.get(f"{path}.{one.id}")]
    if field.parts:
        return [
            _line(one.text[language], text)
            for one in field.parts
            if (text := texts.get(f"{path}.{one.id}"))
        ]
    if field.numbered:
        return [
            f"{number}. {text}"
            for number in range(1, field.numbered + 1)
            if (text := texts.get(f"{path}.{number}"))
        ]
    text = texts.get(path)
    return [text] if text else []


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
