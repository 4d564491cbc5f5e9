"""What is written in a Word document of ours, after Word or LibreOffice has saved it."""

import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

from app.documents.places import BOOKMARK, places
from app.documents.reading_back import Unreadable
from app.models.worksheet import Worksheet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VALUE = f"{W}val"
CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
HINT_STYLES = {"PlaceholderText", "Placeholder Text"}


def keywords(file: zipfile.ZipFile) -> str:
    return _part(file, "docProps/core.xml").findtext(f"{CORE}keywords") or ""


def texts(file: zipfile.ZipFile, sheet: Worksheet) -> dict[str, str]:
    """By place: controls that have kept their tags, and for the others what the bookmarks hold."""
    known = places(sheet)
    body = _part(file, "word/document.xml")
    names = {BOOKMARK.format(number=n): place for n, place in enumerate(known, start=1)}
    return _bookmarked(body, names) | _tagged(body, set(known))


def _part(file: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        tree = etree.fromstring(file.read(name), parser)
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise Unreadable(name) from error
    if tree.getroottree().docinfo.doctype:
        raise Unreadable(name)
    return tree


def _tagged(body: Any, known: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for control in body.iter(f"{W}sdt"):
        tag = control.find(f"{W}sdtPr/{W}tag")
        content = control.find(f"{W}sdtContent")
        if tag is None or content is None or tag.get(VALUE) not in known:
            continue
        collected = _Text()
        for event, part in etree.iterwalk(content, events=("start",)):
            collected.take(event, part)
        found.setdefault(tag.get(VALUE), collected.text)
    return found


def _bookmarked(body: Any, names: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    open_now: dict[str, tuple[str, _Text]] = {}
    for event, part in etree.iterwalk(body, events=("start",)):
        number = part.get(f"{W}id", "")
        if part.tag == f"{W}bookmarkStart" and part.get(f"{W}name") in names:
            open_now[number] = (names[part.get(f"{W}name")], _Text())
        elif part.tag == f"{W}bookmarkEnd" and number in open_now:
            place, collected = open_now.pop(number)
            found.setdefault(place, collected.text)
        else:
            for _, collected in open_now.values():
                collected.take(event, part)
    return found


class _Text:
    """Words and breaks in the order of the document, without hints of what to write."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def take(self, event: str, part: Any) -> None:
        if part.tag == f"{W}t" and not _is_hint(part):
            self._pieces.append(part.text or "")
        elif part.tag in {f"{W}br", f"{W}cr"} or (part.tag == f"{W}p" and self._pieces):
            self._pieces.append("\n")
        elif part.tag == f"{W}tab":
            self._pieces.append(" ")


def _is_hint(words: Any) -> bool:
    """In the style of a hint, within a control that says it shows one."""
    style = words.getparent().find(f"{W}rPr/{W}rStyle")
    if style is None or style.get(VALUE) not in HINT_STYLES:
        return False
    inside: Callable[..., Any] = words.iterancestors
    return any(one.find(f"{W}sdtPr/{W}showingPlcHdr") is not None for one in inside(f"{W}sdt"))
