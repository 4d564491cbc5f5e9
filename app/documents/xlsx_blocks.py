"""The blocks of a worksheet in a spreadsheet: each a table with a head, one under the other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.documents.xlsx_page import Page
from app.models.worksheet import (
    Asked,
    Block,
    Choice,
    Fields,
    Prompts,
    Row,
    Scale,
    Section,
    Table,
)

if TYPE_CHECKING:
    from app.documents.xlsx import Book

LABEL, ANSWER = 44, 60
ALL, LEAST = 150, 16


class Blocks:
    """Writes the blocks of one section on its page."""

    def __init__(self, book: "Book", page: Page, section: Section) -> None:
        self.book = book
        self.page = page
        self.section = section
        self.language = book.language
        self.words = book.words
        self.looks = book.looks

    def write(self, block: Block, row: int) -> int:
        """Write it from this row on, and say which row is free after it."""
        match block:
            case Prompts():
                items = " · ".join(item[self.language] for item in block.items)
                self.say(row, f"{block.label[self.language]}: {items}", "about")
                return row + 1
            case Table():
                return self.table(block, row)
            case Choice():
                return self.choice(block, row)
            case Scale():
                self.say(row, block.label[self.language], "label")
                return self.pairs(row + 1, self.asked(block), self.words.statement[self.language])
            case Fields():
                if heading := self.words.heading(block):
                    self.say(row, heading[self.language], "label")
                    row += 1
                if block.private:
                    self.say(row, self.words.private[self.language], "about")
                    row += 1
        return self.pairs(row, self.asked(block), self.words.field[self.language])

    def asked(self, block: Block) -> list[Asked]:
        return [one.within(self.section.id) for one in block.asked()]

    def say(self, row: int, text: str, look: str) -> None:
        self.page.across(row, text, self.looks[look])

    def pairs(self, row: int, asked: list[Asked], head: str) -> int:
        """What is asked, and the answer beside it."""
        self.head(row, [head, self.words.answer[self.language]], len(asked))
        for one in asked:
            row += 1
            self.page.write(row, 0, one.label[self.language], self.looks["printed"])
            self.answer(row, 1, one)
        return row + 1

    def table(self, block: Table, row: int) -> int:
        lines = [*([block.example] if block.example else []), *block.lines]
        self.head(row, [column.head[self.language] for column in block.columns], len(lines))
        each = iter(self.asked(block))
        for line in lines:
            row += 1
            look = "example" if line is block.example else "printed"
            self.cells(row, line, look)
            for column in range(len(line.cells), len(block.columns)):
                self.answer(row, column, next(each))
        return row + 1

    def choice(self, block: Choice, row: int) -> int:
        """What each means, and then which it is."""
        self.head(row, [column.head[self.language] for column in block.columns], len(block.rows))
        for line in block.rows:
            row += 1
            self.cells(row, line, "printed")
        return self.pairs(row + 2, self.asked(block), self.words.field[self.language])

    def cells(self, row: int, line: Row, look: str) -> None:
        for column, text in enumerate(line.cells):
            self.page.write(row, column, text[self.language], self.looks[look])

    def answer(self, row: int, column: int, asked: Asked) -> None:
        locked = self.section.by == "staff"
        self.book.answer(self.page, row, column, asked, locked=locked)

    def head(self, row: int, heads: list[str], rows: int) -> None:
        """A table as spreadsheets know it, so that its head is read aloud with its cells."""
        self.book.tables += 1
        for column, head in enumerate(heads):
            self.page.grow(row, column, head)
        columns = [{"header": head, "header_format": self.looks["head"]} for head in heads]
        self.page.sheet.add_table(
            *(row, 0, row + rows, len(heads) - 1),
            {
                "name": f"Holdstart_{self.book.tables}",
                "autofilter": False,
                "style": None,
                "columns": columns,
            },
        )


def widths(section: Section) -> list[float]:
    """For each column of the page the most that one of its tables wants."""
    found: list[float] = []
    for wanted in _wanted(section):
        longer = max(len(found), len(wanted))
        padded = [[*one, *[0.0] * (longer - len(one))] for one in (found, wanted)]
        found = [max(pair) for pair in zip(*padded, strict=True)]
    return found


def _wanted(section: Section) -> Iterator[list[float]]:
    for block in section.blocks:
        if isinstance(block, Table | Choice):
            share = ALL / sum(column.width for column in block.columns)
            yield [max(LEAST, share * column.width) for column in block.columns]
        if not isinstance(block, Table | Prompts):
            yield [LABEL, ANSWER]
