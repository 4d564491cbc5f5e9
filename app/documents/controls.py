"""Content controls of Word, which python-docx does not know: text, boxes, lists to choose from.

Each has a title that is read aloud, and a tag by which an answer can be found again.
"""

from collections.abc import Iterator, Sequence
from itertools import count

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
LONGEST_TITLE = 64
EMPTY_BOX = "\N{BALLOT BOX}"


class Controls:
    """Makes the controls of one document; the numbers it gives them must not repeat."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(1)

    def text(self, title: str, tag: str, *, hint: str, value: str = "") -> BaseOxmlElement:
        """Free text of several lines; the hint goes away at the first letter."""
        kind = element("w:text", {"w:multiLine": "1"})
        return self._control(title, tag, kind, value or hint, is_hint=not value)

    def choice(
        self, title: str, tag: str, *, hint: str, options: Sequence[tuple[str, str]]
    ) -> BaseOxmlElement:
        """A closed list of (value, text)."""
        kind = element("w:dropDownList")
        for value, text in options:
            kind.append(element("w:listItem", {"w:displayText": text, "w:value": value}))
        return self._control(title, tag, kind, hint, is_hint=True)

    def tick(self, title: str, tag: str) -> BaseOxmlElement:
        """A box to tick."""
        kind = parse_xml(
            f'<w14:checkbox xmlns:w14="{W14}"><w14:checked w14:val="0"/>'
            '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
        )
        control = self._control(title, tag, kind, EMPTY_BOX, is_hint=False)
        for run in control.iter(qn("w:r")):
            fonts = {f"w:{where}": "MS Gothic" for where in ("ascii", "hAnsi", "eastAsia")}
            run.insert(0, element("w:rPr"))
            run[0].append(element("w:rFonts", fonts | {"w:hint": "eastAsia"}))
        return control

    def _control(
        self, title: str, tag: str, kind: BaseOxmlElement, text: str, *, is_hint: bool
    ) -> BaseOxmlElement:
        control = element("w:sdt")
        properties = element("w:sdtPr")
        properties.append(element("w:alias", {"w:val": _shortened(title)}))
        properties.append(element("w:tag", {"w:val": tag}))
        properties.append(element("w:id", {"w:val": str(next(self._numbers))}))
        if is_hint:
            properties.append(element("w:showingPlcHdr"))
        properties.append(kind)
        run = element("w:r")
        if is_hint:
            run.append(element("w:rPr"))
            run[0].append(element("w:rStyle", {"w:val": "PlaceholderText"}))
            run[0].append(element("w:color", {"w:val": "5D6D67"}))
        run.append(_words(text))
        content = element("w:sdtContent")
        content.append(run)
        control.extend([properties, content])
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


def _words(text: str) -> BaseOxmlElement:
    words = element("w:t", {"xml:space": "preserve"})
    words.text = text
    return words


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"
