"""What may be inside a Word document or a workbook that is handed in.

Read before any library for documents sees it, and without one: the parts are unpacked in pieces
and forgotten, their XML is only walked through.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.parsers import expat

from app.documents import upload_zip
from app.documents.upload_refusal import Refused, Why
from app.documents.upload_zip import Part

MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
# of text and its mark-up in all: the libraries need some twenty times as much memory for it
MOST_XML = 3 * 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"
MACROS = ("macro", "vba", "attachedtoolbars", "customui")
EMBEDDED = ("activex", "oleobject", "/embeddings/", "afchunk", "altchunk", "ctrlprop")
ELSEWHERE = ("externallink", "attachedtemplate", "subdocument", "connections", "querytable")
# where a link that somebody clicks on may lead
LINKS = {"http", "https", "mailto", "tel", ""}
# what a part begins with that is a file of its own: zip, OLE, programs, PDF, RTF, other archives
FILES = (
    b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"%PDF", b"{\\rtf",
    b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xca\xfe\xba\xbe",
)  # fmt: skip

CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def check(data: bytes, ending: str) -> None:
    """Raises Refused if it is not a plain document of that kind."""
    found = upload_zip.parts(data)
    for part in found:
        _check_word(f"/{part.name}")
    kinds: list[str] = []
    xml = 0
    for part in found:
        pieces = upload_zip.unpacked(data, part)
        head = next(pieces, b"")
        if head.startswith(FILES):
            raise Refused(Why.EMBEDDED)
        if not _is_xml(part.name, head):
            for _piece in pieces:
                pass
            continue
        xml += part.size
        if xml > MOST_XML:
            raise Refused(Why.TOO_MUCH_INSIDE)
        _walk(part, _with(head, pieces), kinds)
    if kinds.count(MAIN[ending]) != 1 or any(kinds.count(kind) for kind in _others(ending)):
        raise Refused(Why.NOT_WHAT_IT_SAYS)


def _others(ending: str) -> set[str]:
    return set(MAIN.values()) - {MAIN[ending]}


def _with(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _is_xml(name: str, head: bytes) -> bool:
    """Whatever it is called: a part is what the list of types makes of it. Pictures are no text."""
    text = head[:64].removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    text = text.removeprefix(b"\xfe\xff").replace(b"\x00", b"").lstrip()
    return name.lower().endswith((".xml", ".rels", ".vml", ".svg")) or (
        text.startswith(b"<") and not CONTROLS.search(text)
    )


def _walk(part: Part, pieces: Iterator[bytes], kinds: list[str]) -> None:
    """Refuse a document type at its first word, so that no entity is ever expanded."""
    reader = expat.ParserCreate(namespace_separator=" ")
    reader.StartDoctypeDeclHandler = _refuse_doctype
    if part.name == CONTENT_TYPES:
        reader.StartElementHandler = lambda tag, given: _note_kind(given, kinds)
    elif part.name.lower().endswith(".rels"):
        reader.StartElementHandler = lambda tag, given: _check_relation(tag, given)
    try:
        for piece in pieces:
            reader.Parse(piece)
        reader.Parse(b"", True)
    except expat.ExpatError as wrong:
        raise Refused(Why.DAMAGED) from wrong


def _refuse_doctype(*_: object) -> None:
    raise Refused(Why.DAMAGED)


def _note_kind(given: dict[str, str], kinds: list[str]) -> None:
    kind = given.get("ContentType", "")
    _check_word(kind)
    kinds.append(kind)


def _check_relation(tag: str, given: dict[str, str]) -> None:
    """A link may lead out where a reader clicks; what a program fetches by itself may not."""
    if not tag.endswith("Relationship"):
        return
    kind = given.get("Type", "").rsplit("/", 1)[-1].lower()
    _check_word(kind)
    target = given.get("Target", "")
    inside = given.get("TargetMode", "Internal").lower() == "internal"
    if kind == "package":
        raise Refused(Why.EMBEDDED)
    if kind == "hyperlink" and not inside:
        if not leads_to_a_page(target):
            raise Refused(Why.LINKS_OUT)
    elif not inside or not _is_own_part(target):
        raise Refused(Why.LINKS_OUT)


def leads_to_a_page(target: str) -> bool:
    """Not to a file on a disk or in a network, nor to a program."""
    target = target.strip()
    if target.startswith(("\\", "//")) or "\\\\" in target:
        return False
    try:
        return urlsplit(target).scheme.lower() in LINKS
    except ValueError:
        return False


def _is_own_part(target: str) -> bool:
    return ":" not in target and not target.startswith(("\\", "//"))


def _check_word(word: str) -> None:
    """Of a name or a type: whether it speaks of what we do not take."""
    word = word.lower()
    for words, why in ((MACROS, Why.MACROS), (EMBEDDED, Why.EMBEDDED), (ELSEWHERE, Why.LINKS_OUT)):
        if any(one in word for one in words):
            raise Refused(why)
