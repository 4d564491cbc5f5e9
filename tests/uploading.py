"""Files that somebody might hand in: good ones, broken ones, and those that mean harm.

Made here when a test asks for them, so that no scanner trips over the project.
"""

import io
import random
import struct
import zipfile
from collections.abc import Mapping
from functools import cache

from app.language import Language
from app.services import worksheets
from app.services.worksheets import Format

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BODY = "word/document.xml"
TYPES = "[Content_Types].xml"
LINKS = "word/_rels/document.xml.rels"
MB = 1024 * 1024


@cache
def ours(format: str = "docx", kind: str = "plan", language: str = "da") -> bytes:
    """A worksheet as the site hands it out."""
    sheet = worksheets.get(kind)
    return worksheets.document(sheet, language=Language(language), format=Format(format)).content


def filled(texts: Mapping[str, str], format: str = "docx", kind: str = "plan") -> bytes:
    """A worksheet of ours, with these answers by their ids."""
    made = worksheets.document(
        worksheets.get(kind), language=Language.DANISH, format=Format(format), answers=texts
    )
    return made.content


def changed(
    content: bytes | None = None,
    parts: Mapping[str, bytes] | None = None,
    *,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """The document with some parts put in, or put in place of others."""
    made = io.BytesIO()
    new = dict(parts or {})
    with (
        zipfile.ZipFile(io.BytesIO(content or ours())) as old,
        zipfile.ZipFile(made, "w", method) as file,
    ):
        for name in old.namelist():
            file.writestr(name, new.pop(name) if name in new else old.read(name))
        for name, part in new.items():
            file.writestr(name, part)
    return made.getvalue()


def part(name: str, content: bytes | None = None) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content or ours())) as file:
        return file.read(name)


def with_type(kind: str, old: str = "", content: bytes | None = None) -> bytes:
    """The list of types says this of one more part, or of an old one."""
    types = part(TYPES, content)
    if old:
        assert old.encode() in types
        return changed(content, {TYPES: types.replace(old.encode(), kind.encode())})
    more = f'<Override PartName="/word/more.bin" ContentType="{kind}"/></Types>'
    return changed(content, {TYPES: types.replace(b"</Types>", more.encode())})


def with_relation(kind: str, target: str, mode: str = "External") -> bytes:
    more = (
        f'<Relationship Id="more" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    )
    known = part(LINKS)
    assert b"</Relationships>" in known
    return changed(None, {LINKS: known.replace(b"</Relationships>", more.encode())})


def body(inside: bytes, before: bytes = b"") -> bytes:
    head = b'<?xml version="1.0"?>' + before
    return (
        head
        + b'<w:document xmlns:w="%s"><w:body>' % W.encode()
        + inside
        + b"</w:body></w:document>"
    )


@cache
def bomb_of_one_text() -> bytes:
    return changed(
        None, {BODY: body(b"<w:p><w:r><w:t>" + b"a" * (200 * MB) + b"</w:t></w:r></w:p>")}
    )


@cache
def bomb_of_paragraphs() -> bytes:
    one = b"<w:p><w:r><w:t>a</w:t></w:r></w:p>"
    return changed(None, {BODY: body(one * (60 * MB // len(one)))})


def bomb_that_says_it_is_small() -> bytes:
    """In the directory and before the bytes it is 1,000 bytes large."""
    bomb = bytearray(bomb_of_paragraphs())
    with zipfile.ZipFile(io.BytesIO(bomb)) as file:
        told = file.getinfo(BODY)
    size = struct.pack("<L", told.file_size)
    small = struct.pack("<L", 1000)
    at = bomb.find(size, told.header_offset)
    bomb[at : at + 4] = small
    at = bomb.rfind(size)
    bomb[at : at + 4] = small
    return bytes(bomb)


def many_entries(number: int = 100_000) -> bytes:
    """Empty ones, and the end says 65,535, which is as far as it counts."""
    content = ours()
    end = content.rfind(b"PK\x05\x06")
    size, start = struct.unpack_from("<2L", content, end + 12)
    entries = [b"%06d.xml" % one for one in range(number)]
    local = b"".join(
        struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name
        for name in entries
    )
    length = len(local) // number
    listed = b"".join(
        struct.pack(
            "<4s6H3L5H2L",
            *(b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0),
            start + index * length,
        )
        + name
        for index, name in enumerate(entries)
    )
    known = content[start:end]
    most = 0xFFFF
    tail = struct.pack(
        "<4s4H2LH",
        *(b"PK\x05\x06", 0, 0, most, most),
        *(size + len(listed), start + len(local), 0),
    )
    return content[:start] + local + known + listed + tail


def overlapping() -> bytes:
    """Two entries, the same bytes: what makes a small file endless."""
    content = changed(None, {"word/a.xml": b"<a/>" * 1000})
    end = content.rfind(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<H2L", content, end + 10)
    at = content.rfind(b"PK\x01\x02", start, end)
    again = content[at:end].replace(b"word/a.xml", b"word/b.xml")
    tail = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, size + len(again), start, 0
    )
    return content[:end] + again + tail


def with_locked_entry() -> bytes:
    """The mark of a password, in both places."""
    content = bytearray(ours())
    directory = content.rfind(b"PK\x01\x02")
    content[directory + 8] |= 1
    (begins,) = struct.unpack_from("<L", content, directory + 42)
    content[begins + 6] |= 1
    return bytes(content)


def locked(stream: str = "EncryptedPackage") -> bytes:
    """A document with a password, as Word writes it: no zip file, but one stream in another."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + stream.encode("utf-16-le").ljust(128, b"\0") + bytes(8000)


def eicar() -> bytes:
    """The file by which scanners are tried, put together so that it does not stand here."""
    return b"".join(
        [
            b"X5O!P%@AP[4\\PZX54(P^)",
            b"7CC)7}$",
            b"EICAR-STANDARD-",
            b"ANTIVIRUS-TEST-FILE",
            b"!$H+H*",
        ]
    )


def photo(number: int, size: int) -> bytes:
    """Cannot be packed any smaller; begins as a photograph does."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + random.Random(number).randbytes(size)


def with_photos(number: int = 9, size: int = 1_140_000) -> bytes:
    return changed(None, {f"word/media/{one}.jpg": photo(one, size) for one in range(number)})
