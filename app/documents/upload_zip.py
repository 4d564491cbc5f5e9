"""Read a zip file as if its sender meant harm: nothing is believed that is said only once.

The libraries that read documents believe the directory at the end of the file. Here every entry
must be the same in the directory and before its bytes, lie behind the one before it, and be as
large as it says.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.documents.upload_refusal import Refused, Why

# a document with many photos has some hundred
MOST_PARTS = 1000
MOST_INSIDE = 64 * 1024 * 1024
CHUNK = 64 * 1024

END = struct.Struct("<4s4H2LH")
ENTRY = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
STORED, DEFLATED = 0, 8
ENCRYPTED, SIZES_FOLLOW, UTF8 = 1, 8, 0x800
# the sizes after the bytes, in the longest form
LONGEST_TAIL = 24


@dataclass(frozen=True, slots=True)
class Part:
    """A file in the zip file."""

    name: str
    method: int
    crc: int
    # where its header is, and its bytes, and what is behind them
    begins: int
    start: int
    end: int
    # unpacked
    size: int


def parts(data: bytes) -> list[Part]:
    """What is in it. Raises Refused if it is not a plain zip file from the first byte to the last.

    Nothing before it, between, or behind: else it could be two files in one.
    """
    if not data.startswith(b"PK\x03\x04"):
        raise Refused(Why.NOT_WHAT_IT_SAYS)
    found = list(_directory(data))
    found.sort(key=lambda part: part.begins)
    followers = [*(part.begins for part in found[1:]), _end(data)[1]]
    for part, follower in zip(found, followers, strict=True):
        if not part.end <= follower <= part.end + LONGEST_TAIL:
            raise Refused(Why.DAMAGED)
    names = {part.name.lower() for part in found}
    if not found or found[0].begins != 0 or len(names) < len(found):
        raise Refused(Why.DAMAGED)
    if sum(part.size for part in found) > MOST_INSIDE:
        raise Refused(Why.TOO_MUCH_INSIDE)
    return found


def unpacked(data: bytes, part: Part) -> Iterator[bytes]:
    """Its content in pieces, never more than it said, and refused if it differs."""
    packed = memoryview(data)[part.start : part.end]
    size, crc = 0, 0
    for piece in _pieces(packed, part):
        size += len(piece)
        if size > part.size:
            raise Refused(Why.TOO_MUCH_INSIDE)
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != part.size or crc != part.crc:
        raise Refused(Why.DAMAGED)


def _pieces(packed: memoryview, part: Part) -> Iterator[bytes]:
    if part.method == STORED:
        for at in range(0, len(packed), CHUNK):
            yield bytes(packed[at : at + CHUNK])
        return
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), CHUNK):
            if reader.eof:
                raise Refused(Why.DAMAGED)
            yield from _inflated(reader, packed[at : at + CHUNK])
    except zlib.error as wrong:
        raise Refused(Why.DAMAGED) from wrong
    if not reader.eof or reader.unused_data:
        raise Refused(Why.DAMAGED)


def _inflated(reader: Any, packed: bytes | memoryview) -> Iterator[bytes]:
    """What these bytes become, however much it is, in pieces."""
    while not reader.eof:
        piece = reader.decompress(packed, CHUNK)
        yield piece
        packed = reader.unconsumed_tail
        if not packed and len(piece) < CHUNK:
            return


def _end(data: bytes) -> tuple[int, int, int]:
    """How many entries, and where their list begins and ends: it ends the file."""
    at = len(data) - END.size
    if at < 0:
        raise Refused(Why.DAMAGED)
    magic, disk, first_disk, here, total, size, start, comment = END.unpack_from(data, at)
    if magic != b"PK\x05\x06" or (disk, first_disk, here, comment) != (0, 0, total, 0):
        raise Refused(Why.DAMAGED)
    if total > MOST_PARTS:
        raise Refused(Why.TOO_MUCH_INSIDE)
    if start + size != at:
        raise Refused(Why.DAMAGED)
    return total, start, at


def _directory(data: bytes) -> Iterator[Part]:
    total, at, end = _end(data)
    for _number in range(total):
        if at + ENTRY.size > end:
            raise Refused(Why.DAMAGED)
        part, length = _entry(data, at)
        yield part
        at += length
    if at != end:
        raise Refused(Why.DAMAGED)


def _entry(data: bytes, at: int) -> tuple[Part, int]:
    """The part, and how long its entry is."""
    (magic, _by, _needs, flags, method, _time, _date, crc, packed, size, name_length,
     extra, comment, disk, _internal, _external, begins) = ENTRY.unpack_from(data, at)  # fmt: skip
    name = data[at + ENTRY.size : at + ENTRY.size + name_length]
    if magic != b"PK\x01\x02" or disk or method not in (STORED, DEFLATED):
        raise Refused(Why.DAMAGED)
    if flags & ENCRYPTED:
        raise Refused(Why.PASSWORD)
    start = _start(data, begins, name, method, flags, (crc, packed, size))
    if start + packed > len(data) or (method == STORED and packed != size):
        raise Refused(Why.DAMAGED)
    part = Part(_plain(name, flags), method, crc, begins, start, start + packed, size)
    return part, ENTRY.size + name_length + extra + comment


def _start(
    data: bytes, at: int, name: bytes, method: int, flags: int, said: tuple[int, int, int]
) -> int:
    """Where the bytes of a part begin, if the header before them says what the directory says."""
    if at + LOCAL.size > len(data):
        raise Refused(Why.DAMAGED)
    (magic, _needs, own_flags, own_method, _time, _date, crc, packed, size, name_length,
     extra) = LOCAL.unpack_from(data, at)  # fmt: skip
    begins = at + LOCAL.size
    own_name = data[begins : begins + name_length]
    same = (own_name, own_method, own_flags & ENCRYPTED) == (name, method, 0)
    allowed = (0,) if own_flags & flags & SIZES_FOLLOW else ()
    agree = all(
        own in (other, *allowed) for own, other in zip((crc, packed, size), said, strict=True)
    )
    if magic != b"PK\x03\x04" or not same or not agree:
        raise Refused(Why.DAMAGED)
    return begins + name_length + extra


def _plain(raw: bytes, flags: int) -> str:
    """The name as a path below the document's own folder."""
    try:
        name = raw.decode("utf-8" if flags & UTF8 else "cp437")
    except UnicodeDecodeError as wrong:
        raise Refused(Why.DAMAGED) from wrong
    steps = name.rstrip("/").split("/")
    if "\\" in name or "\x00" in name or any(step in ("", ".", "..") for step in steps):
        raise Refused(Why.DAMAGED)
    return name
