"""How our Word documents look: real styles, so that a reader's own settings and tools work."""

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from app.documents.controls import element
from app.documents.places import LOCALES

FONT = "Calibri"
IR = RGBColor(0x00, 0x57, 0x4B)
INK = RGBColor(0x13, 0x20, 0x1C)
SOFT = RGBColor(0x43, 0x51, 0x4C)
SHEET = "Holdstart Sheet"

TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="HoldstartSheet">
  <w:name w:val="{SHEET}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="12" w:space="0" w:color="00574B"/>
      <w:bottom w:val="single" w:sz="4" w:space="0" w:color="9AAAA4"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="9AAAA4"/>
      <w:insideV w:val="single" w:sz="4" w:space="0" w:color="9AAAA4"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="70" w:type="dxa"/><w:left w:w="110" w:type="dxa"/>
      <w:bottom w:w="70" w:type="dxa"/><w:right w:w="110" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/><w:bCs/></w:rPr>
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EEF4F2"/><w:vAlign w:val="bottom"/></w:tcPr>
  </w:tblStylePr>
</w:style>
"""


def prepare(document: Document, language: str) -> None:
    """Set language, page and styles of a new document."""
    locale = LOCALES[language]
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults"))
    for old in [*defaults.iter(qn("w:lang"))]:
        old.getparent().remove(old)
    tongue = {"w:val": locale, "w:eastAsia": locale, "w:bidi": "ar-SA"}
    defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}").append(element("w:lang", tongue))
    for old in [*document.settings.element.iter(qn("w:themeFontLang"))]:
        old.attrib.clear()
        old.set(qn("w:val"), locale)
    for mode in document.settings.element.xpath("//*[@w:name='compatibilityMode']"):
        mode.set(qn("w:val"), "15")

    _style(document, "Normal", size=10.5, color=INK, after=6)
    _style(document, "Subtitle", size=10.5, color=SOFT, bold=True, after=0, next_to=True)
    _style(document, "Heading 1", size=22, color=IR, bold=True, after=8, next_to=True)
    _style(document, "Heading 2", size=15, color=IR, bold=True, before=16, after=2, next_to=True)
    _style(document, "Heading 3", size=11.5, color=INK, bold=True, before=10, after=3, next_to=True)
    _style(document, "List", after=3)
    _style(document, "Footer", size=9, color=SOFT)
    _new_style(document, "About", color=SOFT, after=6, next_to=True)
    _new_style(document, "Prompts", size=10, color=SOFT, after=6, next_to=True)
    _new_style(document, "Question", bold=True, before=4, after=2, next_to=True)
    _new_style(document, "Between", size=6, next_to=True)
    answer = _new_style(document, "Answer", after=5)
    _border(answer, "bottom", color="9AAAA4", space="4")
    remember = _new_style(document, "Remember", bold=True, before=6, after=6)
    _border(remember, "left", color="00574B", space="8", size="18")
    _insert(remember, element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": "EEF4F2"}))
    hint = styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER)
    hint.font.color.rgb = SOFT
    styles.element.append(parse_xml(TABLE_STYLE))
    _page(document)


def _page(document: Document) -> None:
    """A4 lying down: the tables are wide."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin, section.bottom_margin = Mm(15), Mm(14)
    section.header_distance, section.footer_distance = Mm(7), Mm(7)


def _new_style(document: Document, name: str, **look: object) -> ParagraphStyle:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    return _style(document, name, **look)  # type: ignore[arg-type]


def _style(
    document: Document,
    name: str,
    *,
    size: float | None = None,
    color: RGBColor | None = None,
    bold: bool | None = None,
    before: float = 0,
    after: float = 0,
    next_to: bool = False,
) -> ParagraphStyle:
    style: ParagraphStyle = document.styles[name]
    font, paragraph = style.font, style.paragraph_format
    for old in style.element.xpath("w:rPr/w:spacing | w:pPr/w:tabs"):
        old.getparent().remove(old)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for where in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{where}"), FONT)
    font.bold, font.italic = bold, False
    if size:
        font.size = Pt(size)
    if color:
        font.color.rgb = color
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)
    paragraph.line_spacing = 1.05
    paragraph.keep_with_next = next_to
    return style


def _border(style: ParagraphStyle, side: str, *, color: str, space: str, size: str = "4") -> None:
    borders = element("w:pBdr")
    line = {"w:val": "single", "w:sz": size, "w:space": space, "w:color": color}
    borders.append(element(f"w:{side}", line))
    _insert(style, borders)


def _insert(style: ParagraphStyle, child: BaseOxmlElement) -> None:
    """Word insists on an order."""
    style.element.get_or_add_pPr().insert_element_before(child, "w:spacing", "w:ind", "w:jc")
