"""Content controls of Word, which python-docx does not know: text, boxes, lists, days.

Each has a title that is read aloud, and a tag by which an answer can be found again. Some
programs throw tags away when they save, so a hidden bookmark around each control says its number.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from app.documents.places import BOOKMARK, HINT

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
LONGEST_TITLE = 64
EMPTY_BOX = "\N{BALLOT BOX}"
TICKED_BOX = "\N{BALLOT BOX WITH X}"


class Controls:
    """Puts the controls of one document into its paragraphs, with what is written already."""

    def __init__(self, places: Iterable[str], texts: Mapping[str, str], language: str) -> None:
        self._places = {place: number for number, place in enumerate(places, start=1)}
        self._texts = texts
        self._language = language
        self._ids = count(1)

    def text(self, into: Paragraph, title: str, tag: str, *, hint: str = HINT) -> None:
        """Free text of several lines; the hint goes away at the first letter.

        Breaks that are there already need the richer kind: LibreOffice moves them out of the other.
        """
        value = self._texts.get(tag, "")
        kind = element("w:richText") if "\n" in value else element("w:text", {"w:multiLine": "1"})
        self._control(into, title, tag, kind, value or hint, is_hint=not value)

    def day(self, into: Paragraph, title: str, tag: str, *, hint: str = HINT) -> None:
        """A day, from a calendar or typed."""
        kind = element("w:date")
        for name, value in (
            ("dateFormat", "dd-MM-yyyy"),
            ("lid", self._language),
            ("storeMappedDataAs", "dateTime"),
            ("calendar", "gregorian"),
        ):
            kind.append(element(f"w:{name}", {"w:val": value}))
        value = self._texts.get(tag, "")
        self._control(into, title, tag, kind, value or hint, is_hint=not value)

    def choice(
        self,
        into: Paragraph,
        title: str,
        tag: str,
        options: Sequence[tuple[str, str]],
        *,
        hint: str,
    ) -> None:
        """A closed list of (value, text)."""
        kind = element("w:dropDownList")
        for value, text in options:
            kind.append(element("w:listItem", {"w:displayText": text, "w:value": value}))
        chosen = dict(options).get(self._texts.get(tag, ""), "")
        self._control(into, title, tag, kind, chosen or hint, is_hint=not chosen)

    def tick(self, into: Paragraph, title: str, tag: str, *, ticked: bool | None = None) -> None:
        """A box to tick; ticked if its text says so, unless told."""
        is_ticked = bool(self._texts.get(tag)) if ticked is None else ticked
        kind = parse_xml(
            f'<w14:checkbox xmlns:w14="{W14}"><w14:checked w14:val="{int(is_ticked)}"/>'
            '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
        )
        box = TICKED_BOX if is_ticked else EMPTY_BOX
        control = self._control(into, title, tag, kind, box, is_hint=False)
        for run in control.iter(qn("w:r")):
            fonts = {f"w:{where}": "MS Gothic" for where in ("ascii", "hAnsi", "eastAsia")}
            run.insert(0, element("w:rPr"))
            run[0].append(element("w:rFonts", fonts | {"w:hint": "eastAsia"}))

    def _control(
        self,
        into: Paragraph,
        title: str,
        tag: str,
        kind: BaseOxmlElement,
        text: str,
        *,
        is_hint: bool,
    ) -> BaseOxmlElement:
        number = str(next(self._ids))
        control = element("w:sdt")
        properties = element("w:sdtPr")
        properties.append(element("w:alias", {"w:val": _shortened(title)}))
        properties.append(element("w:tag", {"w:val": tag}))
        properties.append(element("w:id", {"w:val": number}))
        if is_hint:
            properties.append(element("w:showingPlcHdr"))
        properties.append(kind)
        run = element("w:r")
        if is_hint:
            run.append(element("w:rPr"))
            run[0].append(element("w:rStyle", {"w:val": "PlaceholderText"}))
            run[0].append(element("w:color", {"w:val": "5D6D67"}))
        run.extend(_words(text))
        content = element("w:sdtContent")
        content.append(run)
        control.extend([properties, content])
        name = BOOKMARK.format(number=self._places[tag])
        begins = element("w:bookmarkStart", {"w:id": number, "w:name": name})
        into._p.extend([begins, control, element("w:bookmarkEnd", {"w:id": number})])
        return control


def field(instruction: str) -> BaseOxmlElement:
    """A field that Word works out, such as the number of the page."""
    return parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}">'
        "<w:r><w:rPr><w:noProof/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>"
    )


def element(name: str, attributes: dict[str, str] | None = None) -> BaseOxmlElement:
    made = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(qn(key), value)
    return made


def _words(text: str) -> list[BaseOxmlElement]:
    """Lines with breaks between them."""
    made = []
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("w:br"))
        words = element("w:t", {"xml:space": "preserve"})
        words.text = line
        made.append(words)
    return made


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + HINT
