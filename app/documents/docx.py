"""Worksheets as Word documents, to be filled in on a screen."""

import io
import zipfile
from collections.abc import Iterable

import docx
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.table import CT_Tbl
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph

from app.documents.controls import Controls, element, field
from app.documents.word_styles import LOCALES, SHEET, prepare
from app.models.worksheet import (
    Column,
    Field,
    Fields,
    Prompts,
    Row,
    Scale,
    Section,
    Table,
    Worksheet,
)

WIDTH_MM = 263
LOW_MM = 9
HIGH_MM = 12
PAGE_MM = 178
INTRODUCTION_MM = 60.0
TOGETHER = 6
EN_SPACES = "\N{EN SPACE}" * 2
NO_BREAK = "\N{NO-BREAK SPACE}"


def worksheet(sheet: Worksheet, language: str, municipality: str = "") -> bytes:
    """The same input gives the same bytes."""
    return _Writer(sheet, language, {"municipality": municipality}).written()


class _Writer:
    def __init__(self, sheet: Worksheet, language: str, known: dict[str, str]) -> None:
        self.sheet = sheet
        self.language = language
        self.known = known
        self.words = sheet.every.words
        self.document = docx.Document()
        self.controls = Controls()
        prepare(self.document, language)

    def written(self) -> bytes:
        self.describe()
        self.introduce()
        used = INTRODUCTION_MM
        for section in self.sheet.sections:
            height = _height(section)
            used += height
            if used > PAGE_MM:
                used = height
            self.section(section, new_page=used == height)
        file = io.BytesIO()
        self.document.save(file)
        return _dateless(file)

    def describe(self) -> None:
        """What file managers and screen readers say, and what stands around every page."""
        told = self.document.core_properties
        told.title = self.sheet.title[self.language]
        told.subject = self.sheet.name[self.language]
        told.language = LOCALES[self.language]
        told.author = told.last_modified_by = told.comments = ""
        told.version = str(self.sheet.version)
        for name in ("created", "modified"):
            for moment in told._element.xpath(f"dcterms:{name}"):
                told._element.remove(moment)
        package = self.document.part.package
        for key, relation in list(package.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
                del package.rels[key]

        page = self.document.sections[0]
        footer = page.footer.paragraphs[0]
        footer.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
        names = (self.sheet.name[self.language], self.sheet.title[self.language])
        footer.add_run(" · ".join(names) + "\t")
        before, rest = self.words.page[self.language].split("{page}")
        between, after = rest.split("{pages}")
        footer.add_run(before)
        footer._p.append(field("PAGE"))
        footer.add_run(between)
        footer._p.append(field("NUMPAGES"))
        footer.add_run(after)

    def introduce(self) -> None:
        sheet, language = self.sheet, self.language
        self.document.add_paragraph(f"{sheet.name[language]} · {sheet.about(language)}", "Subtitle")
        self.document.add_heading(sheet.title[language], 1)
        self.document.add_paragraph(sheet.introduction[language])
        if sheet.advice:
            self.document.add_paragraph(sheet.advice[language])
        self.document.add_paragraph(sheet.every.top_line[language], "Remember")

    def section(self, section: Section, *, new_page: bool) -> None:
        title = self.document.add_heading(f"{section.id}. {section.title[self.language]}", 2)
        if new_page:
            title.paragraph_format.page_break_before = True
            title.paragraph_format.space_before = Mm(0)
        if about := self.sheet.about(self.language, section):
            self.document.add_paragraph(about, "About")
        for block in section.blocks:
            match block:
                case Table():
                    self.table(section, block)
                case Scale():
                    self.scale(section, block)
                case Prompts():
                    self.prompts(block)
                case Fields(shape="facts"):
                    self.facts(section, block)
                case Fields():
                    self.questions(section, block)

    def prompts(self, block: Prompts) -> None:
        paragraph = self.document.add_paragraph(style="Prompts")
        paragraph.add_run(f"{block.label[self.language]}: ").bold = True
        paragraph.add_run(" · ".join(item[self.language] for item in block.items))

    def questions(self, section: Section, block: Fields) -> None:
        numbered = block.shape == "questions"
        heading = self.words.questions if numbered else block.label
        if heading:
            self.document.add_heading(heading[self.language], 3)
        for number, one in enumerate(block.fields, start=1):
            label = one.label[self.language]
            self.document.add_paragraph(f"{number}. {label}" if numbered else label, "Question")
            style = "Normal" if one.options else "Answer"
            self.answer(self.document.add_paragraph(style=style), section.id, one)

    def facts(self, section: Section, block: Fields) -> None:
        heads = [self.words.field[self.language], self.words.answer[self.language]]
        table = self.new_table(section.title[self.language], heads, [3, 8], named_rows=True)
        for one in block.fields:
            cells = self.new_row(table, HIGH_MM)
            cells[0].paragraphs[0].add_run(one.label[self.language]).bold = True
            if one.numbered:
                cells[1].paragraphs[0].style = "List"
            self.answer(cells[1].paragraphs[0], section.id, one)

    def answer(self, paragraph: Paragraph, path: str, one: Field) -> None:
        """Boxes, named parts, numbered lines, or free text."""
        label, path = one.label[self.language], f"{path}.{one.id}"
        for option in one.options:
            text = option.text[self.language]
            paragraph._p.append(self.controls.tick(text, f"{path}.{option.id}"))
            paragraph.add_run(NO_BREAK + text.replace(" ", NO_BREAK) + " " + EN_SPACES)
        for part in one.parts:
            text = part.text[self.language]
            paragraph._p.append(self.text_control(text, f"{path}.{part.id}"))
            paragraph.add_run(NO_BREAK + text.replace(" ", NO_BREAK) + " " + EN_SPACES)
        for number in range(1, one.numbered + 1):
            last = number == one.numbered
            line = paragraph if last else paragraph.insert_paragraph_before(style="List")
            line.add_run(f"{number}. ")
            line._p.append(self.text_control(f"{label} {number}", f"{path}.{number}"))
        if not (one.options or one.parts or one.numbered):
            hint = self.words.write[self.language]
            value = self.known.get(one.prefill, "")
            paragraph._p.append(self.controls.text(label, path, hint=hint, value=value))

    def text_control(self, title: str, tag: str) -> object:
        return self.controls.text(title, tag, hint="…")

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
            cells = self.new_row(table, _row_height(block))
            for number, (cell, column) in enumerate(zip(cells, block.columns, strict=True)):
                if number < len(row.cells):
                    cell.paragraphs[0].add_run(row.cells[number][self.language])
                else:
                    self.table_cell(cell.paragraphs[0], f"{section.id}.{block.id}", row, column)

    def table_cell(self, paragraph: Paragraph, path: str, row: Row, column: Column) -> None:
        if row.begins and column.id == "what":
            paragraph.add_run(row.begins[self.language] + " ").bold = True
        name = row.begins or next(iter(row.cells), None)
        where = name or self.words.row
        title = f"{column.head[self.language].split(' (')[0]}, " + where[self.language].format(
            row=row.id
        )
        tag = f"{path}.{row.id}.{column.id}"
        if column.options:
            options = [(option.id, option.text[self.language]) for option in column.options]
            hint = self.words.choose[self.language]
            paragraph._p.append(self.controls.choice(title, tag, hint=hint, options=options))
        else:
            paragraph._p.append(self.text_control(title, tag))

    def scale(self, section: Section, block: Scale) -> None:
        label = block.label[self.language]
        self.document.add_heading(label, 3)
        options = [option.text[self.language] for option in block.options]
        heads = [self.words.statement[self.language], *options]
        table = self.new_table(label, heads, [6] + [2] * len(options), named_rows=True)
        for statement in block.statements:
            first, *boxes = self.new_row(table, height=0)
            text = statement.text[self.language]
            first.paragraphs[0].add_run(text)
            for cell, option in zip(boxes, block.options, strict=True):
                title = f"{option.text[self.language]}: {text}"
                tag = f"{section.id}.{block.id}.{statement.id}.{option.id}"
                cell.paragraphs[0]._p.append(self.controls.tick(title, tag))

    def new_table(
        self, title: str, heads: list[str], widths: list[int], *, named_rows: bool
    ) -> WordTable:
        """A table with a name, and a first row that is repeated on every page."""
        if isinstance(self.document.element.body[-2], CT_Tbl):
            self.document.add_paragraph(style="Between")
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

    def new_row(self, table: WordTable, height: float = LOW_MM) -> list[Cell]:
        """A row that stays on one page, with room to write by hand too."""
        for above in table.rows[-1].cells if len(table.rows) < TOGETHER else ():
            above.paragraphs[0].paragraph_format.keep_with_next = True
        row = table.add_row()
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


def _height(section: Section) -> float:
    """Roughly how much of a page it takes, in mm, to begin a new page before and not within."""
    height = 17.0
    for block in section.blocks:
        match block:
            case Table():
                height += 10 + _row_height(block) * len(block.lines) + LOW_MM * bool(block.example)
            case Scale():
                height += 18 + 7 * len(block.statements)
            case Prompts():
                height += 10
            case Fields(shape="facts"):
                height += 10 + HIGH_MM * len(block.fields)
            case Fields():
                height += 8 + 12 * len(block.fields)
    return height


def _dateless(file: io.BytesIO) -> bytes:
    """The parts of the file, without the time of writing."""
    written = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename), old.read(part), zipfile.ZIP_DEFLATED)
    return written.getvalue()
