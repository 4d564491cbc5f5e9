"""What may be inside a PDF that is handed in.

Read without a library: the names that make a reader act are looked for everywhere, in the file as
it is and in its packed objects, whatever its tables and lengths say.
"""

import re
import zlib
from collections.abc import Iterator

from app.documents.upload_refusal import Refused, Why

# of packed objects, in all
MOST_INSIDE = 16 * 1024 * 1024
MOST_STREAMS = 20_000
# one for each time the file was saved by adding to its end
MOST_OPENINGS = 20
BEGINNING = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n ]")
ENDING = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
TABLE = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")
# how much of its end a reader looks at
TAIL = 1024
# the end of a zip file: most programs that open one begin there
ZIP = b"PK\x05\x06\x00\x00\x00\x00"

STREAM = re.compile(rb"(?<!end)stream\r?\n")
# packed objects begin with their numbers and places
NUMBERS = re.compile(rb"\s*\d+\s+\d+\s")
# how far before a stream its description begins
ABOUT = 2048


def _name(*words: bytes) -> re.Pattern[bytes]:
    """Finds a name as a reader understands it: /J#53 is /JS."""
    coded = (b"".join(b"(?:%c|#%02x|#%02X)" % (one, one, one) for one in word) for word in words)
    return re.compile(rb"/(?:" + b"|".join(coded) + rb")(?=[\x00\t\n\f\r ()<>\[\]{}/%]|\Z)")


# do something, or carry a file, when it is opened or clicked on
ACTS = _name(
    b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"GoToE",
    b"SubmitForm", b"ImportData", b"Rendition",
)  # fmt: skip
# so short that they stand by chance in what is packed
SHORT_ACTS = _name(b"JS", b"AA", b"XFA")
ENCRYPTED = _name(b"Encrypt")
OPENS = _name(b"OpenAction")
OBJECTS = _name(b"ObjStm")
TWISTED = _name(b"DecodeParms", b"Predictor")
# ways to pack objects that nothing but a wish to hide them explains
RARE = _name(b"ASCIIHexDecode", b"ASCII85Decode", b"LZWDecode", b"RunLengthDecode")

TO_AN_OBJECT = re.compile(rb"\s*(\d+)\s+\d+\s+R\b")
KIND = re.compile(rb"/S\s*(/[^\x00\t\n\f\r ()<>\[\]{}/%]+)")
FIRST = re.compile(rb"/First\s+(\d{1,8})\b")
# of a description of a place in the file, and of the list of packed objects
LONGEST_ACTION = 400
LONGEST_HEAD = 16 * 1024


def check(data: bytes) -> None:
    """Raises Refused if it is not a whole, open PDF that only shows something."""
    if not BEGINNING.match(data):
        raise Refused(Why.NOT_WHAT_IT_SAYS)
    end = ENDING.search(data[-TAIL:])
    if end is None or not TABLE.match(data, int(end[1])):
        raise Refused(Why.DAMAGED)
    if ZIP in data:
        raise Refused(Why.EMBEDDED)
    outside = b" ".join(_outside_streams(data))
    if ENCRYPTED.search(outside):
        raise Refused(Why.PASSWORD)
    objects = [outside, *_packed_objects(data)]
    if ACTS.search(data) or any(ACTS.search(one) or SHORT_ACTS.search(one) for one in objects):
        raise Refused(Why.SCRIPTS)
    openings = [_piece(text, found.end()) for text in objects for found in OPENS.finditer(text)]
    if len(openings) > MOST_OPENINGS:
        raise Refused(Why.SCRIPTS)
    for action in openings:
        _check_opening(action, objects)


def _check_opening(action: bytes, objects: list[bytes]) -> None:
    """What happens when the file is opened: it may choose the page that it shows, no more."""
    elsewhere = TO_AN_OBJECT.match(action)
    actions = list(_named(elsewhere[1], objects)) if elsewhere else [action]
    if not actions:
        raise Refused(Why.SCRIPTS)
    for one in actions:
        kinds = set(KIND.findall(one.split(b"endobj")[0]))
        shows = one.lstrip().startswith(b"<<") and kinds == {b"/GoTo"}
        if not shows and not one.lstrip().startswith(b"["):
            raise Refused(Why.SCRIPTS)


def _named(number: bytes, objects: list[bytes]) -> Iterator[bytes]:
    begins = re.compile(rb"(?<!\d)%s\s+\d+\s+obj\b" % number)
    for text in objects:
        for found in begins.finditer(text):
            yield _piece(text, found.end())


def _outside_streams(data: bytes) -> Iterator[bytes]:
    at = 0
    for begins in STREAM.finditer(data):
        if begins.start() >= at:
            yield data[at : begins.start()]
            ends = data.find(b"endstream", begins.end())
            at = ends if ends >= 0 else len(data)
    yield data[at:]


def _packed_objects(data: bytes) -> Iterator[bytes]:
    """What is in the streams that may hold objects, whether or not they say so."""
    if OBJECTS.search(data) and RARE.search(data):
        raise Refused(Why.DAMAGED)
    left = MOST_INSIDE
    whole = memoryview(data)
    for number, begins in enumerate(STREAM.finditer(data)):
        if number > MOST_STREAMS:
            raise Refused(Why.TOO_MUCH_INSIDE)
        about = data[max(0, begins.start() - ABOUT) : begins.start()].rpartition(b"endobj")[2]
        says_so = OBJECTS.search(about) is not None
        if says_so and TWISTED.search(about):
            raise Refused(Why.DAMAGED)
        text = _unpacked(whole[begins.end() :], left + 1)
        if not text and says_so:
            raise Refused(Why.DAMAGED)
        left -= len(text)
        if left < 0:
            raise Refused(Why.TOO_MUCH_INSIDE)
        if text:
            yield _numbered(text, about)


def _unpacked(packed: memoryview, most: int) -> bytes:
    """The text, if it begins as packed objects do; a stream of another kind gives nothing."""
    try:
        if not NUMBERS.match(zlib.decompressobj().decompress(packed[:1024], 64)):
            return b""
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""


def _numbered(text: bytes, about: bytes) -> bytes:
    """With the beginning of each object once more, its number before it, as outside of streams."""
    first = FIRST.search(about)
    begins = int(first[1]) if first else 0
    words = text[: min(begins, LONGEST_HEAD)].split()
    marked = (
        b" %s 0 obj %s endobj" % (number, _piece(text, begins + int(at[:8])))
        for number, at in zip(words[::2], words[1::2], strict=False)
        if at.isdigit()
    )
    return text + b"".join(marked)


def _piece(text: bytes, at: int) -> bytes:
    return text[at : at + LONGEST_ACTION]
