"""Worksheets as plain text: what is asked, and what is written, in the order of the page."""

from collections.abc import Iterator, Mapping

from app.documents.words import cleaned
from app.models.worksheet import (
    Asked,
    Block,
    Choice,
    Fields,
    Prompts,
    Scale,
    Section,
    Sentence,
    Table,
    Worksheet,
)

TICKED, UNTICKED = "[x]", "[ ]"
INDENT = "  "


def worksheet(
    sheet: Worksheet, language: str, texts: Mapping[str, str] | None = None, due: str = ""
) -> bytes:
    """UTF-8. An answer of several lines is set in; one that is missing is left open."""
    return "\n".join(_Writer(sheet, language, cleaned(texts or {}), due).lines()).encode()


class _Writer:
    def __init__(self, sheet: Worksheet, language: str, texts: Mapping[str, str], due: str) -> None:
        self.sheet = sheet
        self.language = language
        self.texts = texts
        self.due = due

    def lines(self) -> Iterator[str]:
        sheet, language = self.sheet, self.language
        yield f"{sheet.name[language]} · {sheet.about(language)}"
        yield from _underlined(sheet.title[language], "=")
        yield sheet.introduced(language, self.due)
        for text in (sheet.advice, sheet.every.top_line):
            if text:
                yield from ("", text[language])
        for section in sheet.sections:
            yield ""
            yield from _underlined(section.heading(language), "-")
            if about := sheet.about(language, section):
                yield about
            for block in section.blocks:
                yield ""
                yield from self.block(section, block)

    def block(self, section: Section, block: Block) -> Iterator[str]:
        asked = [one.within(section.id) for one in block.asked()]
        match block:
            case Prompts():
                items = " · ".join(item[self.language] for item in block.items)
                yield f"{block.label[self.language]}: {items}"
            case Sentence():
                yield self.sentence(section, block)
            case Choice():
                yield from self.choice(section, block)
            case Table():
                yield from self.table(asked, block)
            case Scale():
                yield block.label[self.language]
                for one in asked:
                    yield from self.answer(one)
            case Fields():
                if heading := self.sheet.every.words.heading(block):
                    yield heading[self.language]
                if block.private:
                    yield self.sheet.every.words.private[self.language]
                for one in asked:
                    yield from self.answer(one)

    def table(self, asked: list[Asked], block: Table) -> Iterator[str]:
        """Row by row, since a table of plain text is read badly aloud and breaks on a phone.

        Of what is written already, rows that nobody has used are left out.
        """
        words = self.sheet.every.words
        each = iter(asked)
        for row in block.lines:
            columns = block.columns[len(row.cells) :]
            here = [next(each) for _ in columns]
            if self.texts and not (row.name or any(one.id in self.texts for one in here)):
                continue
            name = (row.name or words.row)[self.language].format(row=row.id)
            yield f"* {name[:1].upper()}{name[1:]}"
            for one, column in zip(here, columns, strict=True):
                yield from self.answer(one, column.head[self.language], INDENT)

    def choice(self, section: Section, block: Choice) -> Iterator[str]:
        chosen = self.texts.get(f"{section.id}.{block.id}")
        for row in block.rows:
            box = TICKED if row.id == chosen else UNTICKED
            yield f"{box} {' · '.join(cell[self.language] for cell in row.cells)}"

    def sentence(self, section: Section, block: Sentence) -> str:
        said = []
        for piece in block.pieces(self.language):
            if isinstance(piece, str):
                said.append(piece)
                continue
            text = self.texts.get(f"{section.id}.{block.id}.{piece.id}", "")
            if piece.value == "tick":
                said.append(TICKED if text else UNTICKED)
            else:
                said.append(text or "____")
        return "".join(said)

    def answer(self, asked: Asked, label: str = "", indent: str = "") -> Iterator[str]:
        label = label or asked.label[self.language]
        text = self.texts.get(asked.id, "")
        if asked.value == "tick":
            yield f"{TICKED if text else UNTICKED} {label}"
            return
        if asked.options:
            chosen = (one.text[self.language] for one in asked.options if one.id == text)
            text = next(chosen, "")
        colon = "" if label.endswith((":", "?", ".", "…")) else ":"
        first, *more = text.split("\n")
        yield f"{indent}{label}{colon} {first}".rstrip()
        yield from (f"{indent}{INDENT}{line}" for line in more)


def _underlined(text: str, line: str) -> tuple[str, str]:
    return text, line * len(text)
