"""Worksheets as Word documents, to be filled in on a screen, or with what is written already."""

import io
import zipfile
from collections.abc import Mapping

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm

from app.documents.controls import Controls, field
from app.documents.docx_blocks import WIDTH_MM, Blocks, height
from app.documents.places import LOCALES, mark, places
from app.documents.word_styles import prepare
from app.documents.words import cleaned
from app.models.worksheet import Section, Worksheet

PAGE_MM = 178
INTRODUCTION_MM = 60.0


def worksheet(
    sheet: Worksheet, language: str, texts: Mapping[str, str] | None = None, due: str = ""
) -> bytes:
    """The same input gives the same bytes. Texts are answers by their ids."""
    return _Writer(sheet, language, cleaned(texts or {}), due).written()


class _Writer:
    def __init__(self, sheet: Worksheet, language: str, texts: Mapping[str, str], due: str) -> None:
        self.sheet = sheet
        self.language = language
        self.due = due
        self.words = sheet.every.words
        self.document = docx.Document()
        controls = Controls(places(sheet), texts, LOCALES[language])
        self.blocks = Blocks(self.document, controls, self.words, language, texts)
        prepare(self.document, language)

    def written(self) -> bytes:
        self.describe()
        self.introduce()
        used = INTRODUCTION_MM
        for section in self.sheet.sections:
            needed = height(section)
            used += needed
            if used > PAGE_MM:
                used = needed
            self.section(section, new_page=used == needed)
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
        told.keywords = mark(self.sheet)
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
        sheet, language, add = self.sheet, self.language, self.blocks.paragraph
        add(f"{sheet.name[language]} · {sheet.about(language)}", "Subtitle")
        add(sheet.title[language], "Heading 1")
        add(sheet.introduced(language, self.due))
        if sheet.advice:
            add(sheet.advice[language])
        add(sheet.every.top_line[language], "Remember")

    def section(self, section: Section, *, new_page: bool) -> None:
        title = self.blocks.paragraph(section.heading(self.language), "Heading 2")
        if new_page:
            title.paragraph_format.page_break_before = True
            title.paragraph_format.space_before = Mm(0)
        if about := self.sheet.about(self.language, section):
            self.blocks.paragraph(about, "About")
        for block in section.blocks:
            self.blocks.write(section, block)


def _dateless(file: io.BytesIO) -> bytes:
    """The parts of the file, without the time of writing."""
    written = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename), old.read(part), zipfile.ZIP_DEFLATED)
    return written.getvalue()
