"""The blocks of a worksheet in a Word document."""

from collections.abc import Iterable, Mapping

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml.table import CT_Tbl
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph

from app.documents.controls import Controls, element
from app.documents.word_styles import SHEET
from app.models.worksheet import (
    Block,
    Choice,
    Column,
    Field,
    Fields,
    Prompts,
    Row,
    Scale,
    Section,
    Sentence,
    Table,
    Words,
)

WIDTH_MM = 263
LOW_MM = 9
HIGH_MM = 12
TOGETHER = 6
# a row with more letters than this may go on to the next page
LONG_ROW = 1500
EN_SPACES = "\N{EN SPACE}" * 2
NO_BREAK = "\N{NO-BREAK SPACE}"


class Blocks:
    """Writes block after block into a document, with what is written already."""

    def __init__(
        self,
        document: Document,
        controls: Controls,
        words: Words,
        language: str,
        texts: Mapping[str, str],
    ) -> None:
        self.document = document
        self.controls = controls
        self.words = words
        self.language = language
        self.texts = texts

    def write(self, section: Section, block: Block) -> None:
        match block:
            case Table():
                self.table(section, block)
            case Scale():
                self.scale(section, block)
            case Choice():
                self.choice(section, block)
            case Sentence():
                self.sentence(section, block)
            case Prompts():
                self.prompts(block)
            case Fields(shape="facts"):
                self.facts(section, block)
            case Fields():
                self.questions(section, block)

    def paragraph(self, text: str = "", style: str = "Normal") -> Paragraph:
        """By the id of its style: the library looks names up among all of them, each time."""
        paragraph = self.document.add_paragraph()
        paragraph._p.style = style.replace(" ", "")
        if text:
            paragraph.add_run(text)
        return paragraph

    def prompts(self, block: Prompts) -> None:
        paragraph = self.paragraph(style="Prompts")
        paragraph.add_run(f"{block.label[self.language]}: ").bold = True
        paragraph.add_run(" · ".join(item[self.language] for item in block.items))

    def questions(self, section: Section, block: Fields) -> None:
        numbered = block.shape == "questions" and len(block.fields) > 1
        if heading := self.words.heading(block):
            self.paragraph(heading[self.language], "Heading 3")
        if block.private:
            self.paragraph(self.words.private[self.language], "About")
        for number, one in enumerate(block.fields, start=1):
            label = one.label[self.language]
            self.paragraph(f"{number}. {label}" if numbered else label, "Question")
            style = "Normal" if one.options else "Answer"
            self.answer(self.paragraph(style=style), section.id, one)

    def sentence(self, section: Section, block: Sentence) -> None:
        paragraph = self.paragraph()
        labels = {one.id: one.label[self.language] for one in block.asked()}
        for piece in block.pieces(self.language):
            if isinstance(piece, str):
                paragraph.add_run(piece)
                continue
            place = f"{block.id}.{piece.id}"
            self.control(paragraph, labels[place], f"{section.id}.{place}", piece.value)

    def control(self, into: Paragraph, title: str, tag: str, value: str) -> None:
        if value == "tick":
            self.controls.tick(into, title, tag)
        elif value == "date":
            self.controls.day(into, title, tag)
        else:
            self.controls.text(into, title, tag)

    def facts(self, section: Section, block: Fields) -> None:
        heads = [self.words.field[self.language], self.words.answer[self.language]]
        table = self.new_table(section.title[self.language], heads, [3, 8], named_rows=True)
        for one in block.fields:
            cells = self.new_row(
                table, HIGH_MM, [asked.within(section.id).id for asked in one.asked()]
            )
            cells[0].paragraphs[0].add_run(one.label[self.language]).bold = True
            if one.numbered:
                cells[1].paragraphs[0]._p.style = "List"
            self.answer(cells[1].paragraphs[0], section.id, one)

    def answer(self, paragraph: Paragraph, path: str, one: Field) -> None:
        """Boxes, named parts, numbered lines, or free text."""
        label, path = one.label[self.language], f"{path}.{one.id}"
        for option in one.options:
            text = option.text[self.language]
            self.controls.tick(paragraph, text, f"{path}.{option.id}")
            paragraph.add_run(NO_BREAK + text.replace(" ", NO_BREAK) + " " + EN_SPACES)
        for part in one.parts:
            text = part.text[self.language]
            self.controls.text(paragraph, text, f"{path}.{part.id}")
            paragraph.add_run(NO_BREAK + text.replace(" ", NO_BREAK) + " " + EN_SPACES)
        for number in range(1, one.numbered + 1):
            last = number == one.numbered
            line = paragraph if last else paragraph.insert_paragraph_before(style="List")
            line.add_run(f"{number}. ")
            self.controls.text(line, f"{label} {number}", f"{path}.{number}")
        if not (one.options or one.parts or one.numbered):
            write = self.controls.day if one.value == "date" else self.controls.text
            write(paragraph, label, path, hint=self.words.write[self.language])

    def table(self, section: Section, block: Table) -> None:
        heads = [column.head[self.language] for column in block.columns]
        named = any(row.cells for row in block.lines)
        title = section.title[self.language]
        widths = [column.width for column in block.columns]
        table = self.new_table(title, heads, widths, named_rows=named)
        if block.example:
            for cell, text in zip(self.new_row(table), block.example.cells, strict=True):
                run = cell.paragraphs[0].add_run(text[self.language])
                run.italic, run.font.size = True, Pt(9)
        for row in block.lines:
            path = f"{section.id}.{block.id}.{row.id}"
            places = [f"{path}.{column.id}" for column in block.columns]
            cells = self.new_row(table, _row_height(block), places)
            for number, (cell, column) in enumerate(zip(cells, block.columns, strict=True)):
                if number < len(row.cells):
                    cell.paragraphs[0].add_run(row.cells[number][self.language])
                else:
                    self.table_cell(cell.paragraphs[0], places[number], row, column)

    def table_cell(self, paragraph: Paragraph, place: str, row: Row, column: Column) -> None:
        if row.begins and column.id == "what":
            paragraph.add_run(row.begins[self.language] + " ").bold = True
        where = (row.name or self.words.row)[self.language].format(row=row.id)
        title = f"{column.head[self.language].split(' (')[0]}, {where}"
        if column.options:
            options = [(option.id, option.text[self.language]) for option in column.options]
            hint = self.words.choose[self.language]
            self.controls.choice(paragraph, title, place, options, hint=hint)
        else:
            self.control(paragraph, title, place, column.value)

    def scale(self, section: Section, block: Scale) -> None:
        label = block.label[self.language]
        self.paragraph(label, "Heading 3")
        options = [option.text[self.language] for option in block.options]
        heads = [self.words.statement[self.language], *options]
        table = self.new_table(label, heads, [6] + [2] * len(options), named_rows=True)
        for statement in block.statements:
            first, *boxes = self.new_row(table, height=0)
            text = statement.text[self.language]
            first.paragraphs[0].add_run(text)
            path = f"{section.id}.{block.id}.{statement.id}"
            for cell, option in zip(boxes, block.options, strict=True):
                title = f"{option.text[self.language]}: {text}"
                self.one_of(cell.paragraphs[0], title, path, option.id)

    def choice(self, section: Section, block: Choice) -> None:
        heads = [column.head[self.language] for column in block.columns]
        widths = [column.width for column in block.columns]
        table = self.new_table(section.title[self.language], heads, widths, named_rows=True)
        for row in block.rows:
            cells = self.new_row(table, HIGH_MM)
            first, *rest = (text[self.language] for text in row.cells)
            self.one_of(cells[0].paragraphs[0], first, f"{section.id}.{block.id}", row.id)
            cells[0].paragraphs[0].add_run(NO_BREAK + first).bold = True
            for cell, text in zip(cells[1:], rest, strict=True):
                cell.paragraphs[0].add_run(text)

    def one_of(self, into: Paragraph, title: str, path: str, option: str) -> None:
        """A box that is ticked where its option was chosen."""
        ticked = self.texts.get(path) == option
        self.controls.tick(into, title, f"{path}.{option}", ticked=ticked)

    def new_table(
        self, title: str, heads: list[str], widths: list[int], *, named_rows: bool
    ) -> WordTable:
        """A table with a name, and a first row that is repeated on every page."""
        if isinstance(self.document.element.body[-2], CT_Tbl):
            self.paragraph(style="Between")
        table = self.document.add_table(rows=1, cols=len(heads))
        table.style = SHEET
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(WIDTH_MM * width / sum(widths))
        look = {"w:firstRow": "1", "w:firstColumn": str(int(named_rows)), "w:noVBand": "1"}
        properties = table._tbl.tblPr
        for old in properties.xpath("w:tblLook"):
            properties.remove(old)
        properties.append(element("w:tblLook", look | {"w:lastRow": "0", "w:noHBand": "1"}))
        properties.append(element("w:tblCaption", {"w:val": title}))
        properties.append(element("w:tblDescription", {"w:val": " · ".join(heads)}))
        [row] = table.rows
        row._tr.get_or_add_trPr().extend([element("w:cantSplit"), element("w:tblHeader")])
        for cell, head in zip(row.cells, heads, strict=True):
            cell.paragraphs[0].add_run(head)
        self.space_cells(row.cells)
        return table

    def new_row(
        self, table: WordTable, height: float = LOW_MM, places: Iterable[str] = ()
    ) -> list[Cell]:
        """A row that stays on one page unless much is written, with room to write by hand too."""
        is_long = sum(len(self.texts.get(place, "")) for place in places) > LONG_ROW
        for above in table.rows[-1].cells if len(table.rows) < TOGETHER and not is_long else ():
            above.paragraphs[0].paragraph_format.keep_with_next = True
        row = table.add_row()
        if not is_long:
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        if height:
            row.height = Mm(height)
        self.space_cells(row.cells)
        return list(row.cells)

    def space_cells(self, cells: Iterable[Cell]) -> None:
        for cell in cells:
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            cell.paragraphs[0].paragraph_format.space_after = Mm(0)


def _row_height(block: Table) -> float:
    """Long tables have lower rows, so that a section stays on one page."""
    return LOW_MM if len(block.lines) > TOGETHER else HIGH_MM


def height(section: Section) -> float:
    """Roughly how much of a page it takes, in mm, to begin a new page before and not within."""
    needed = 17.0
    for block in section.blocks:
        match block:
            case Table():
                needed += 10 + _row_height(block) * len(block.lines) + LOW_MM * bool(block.example)
            case Scale():
                needed += 18 + 7 * len(block.statements)
            case Choice():
                needed += 10 + HIGH_MM * len(block.rows)
            case Prompts() | Sentence():
                needed += 10
            case Fields(shape="facts"):
                needed += 10 + HIGH_MM * len(block.fields)
            case Fields():
                needed += 8 + 12 * len(block.fields)
    return needed
