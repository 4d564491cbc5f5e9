"""Files that are not taken, and why, by their number in the list that every release is held to."""

import re
from collections.abc import Callable

from app.documents.upload_refusal import Why
from tests import uploading
from tests.uploading import BODY, MB, body, changed, ours, with_relation, with_type
from tests.uploading_pdf import PAGE, object_stream, pdf

LARGEST = 10 * MB
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXE = b"MZ\x90\x00" + bytes(3000)
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
XXE = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = b"<!DOCTYPE w [<!ENTITY a 'ha'>%s]>" % b"".join(
    b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
)
URI = b"<< /S /URI /URI (https://x.example) >>"
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"

BAD: dict[str, tuple[str, Callable[[], bytes], Why]] = {
    "7 empty": ("a.docx", lambda: b"", Why.EMPTY),
    "8 a byte too large": ("a.docx", lambda: bytes(LARGEST + 1), Why.TOO_LARGE),
    "9 docm": ("a.docm", ours, Why.MACROS),
    "9 xlsm": ("a.XLSM", lambda: ours("xlsx"), Why.MACROS),
    "9 vbaProject": (
        "a.docx",
        lambda: changed(None, {"word/vbaProject.bin": b"Attribute VB_Name"}),
        Why.MACROS,
    ),
    "10 exe as docx": ("a.docx", lambda: EXE, Why.NOT_WHAT_IT_SAYS),
    "10 exe as pdf": ("a.pdf", lambda: EXE, Why.NOT_WHAT_IT_SAYS),
    "10 html as docx": ("a.docx", lambda: HTML, Why.NOT_WHAT_IT_SAYS),
    "10 html as pdf": ("a.pdf", lambda: HTML, Why.NOT_WHAT_IT_SAYS),
    "10 svg as xlsx": ("a.xlsx", lambda: SVG, Why.NOT_WHAT_IT_SAYS),
    "10 svg as pdf": ("a.pdf", lambda: SVG, Why.NOT_WHAT_IT_SAYS),
    "10 html before a pdf": ("a.pdf", lambda: HTML + pdf(), Why.NOT_WHAT_IT_SAYS),
    "10 docx as xlsx": ("a.xlsx", ours, Why.NOT_WHAT_IT_SAYS),
    "10 docx as pdf": ("a.pdf", ours, Why.NOT_WHAT_IT_SAYS),
    "10 html": ("a.html", lambda: HTML, Why.FORMAT),
    "11 says it has macros": ("a.docx", lambda: with_type(MACRO, MAIN), Why.MACROS),
    "12 one text": ("a.docx", uploading.bomb_of_one_text, Why.TOO_MUCH_INSIDE),
    "12 small paragraphs": ("a.docx", uploading.bomb_of_paragraphs, Why.TOO_MUCH_INSIDE),
    "12 says it is small": (
        "a.docx",
        uploading.bomb_that_says_it_is_small,
        Why.TOO_MUCH_INSIDE,
    ),
    "13 100,000 entries": ("a.docx", uploading.many_entries, Why.TOO_MUCH_INSIDE),
    "14 a zip in it": ("a.docx", lambda: changed(None, {"word/media/a.jpg": ours()}), Why.EMBEDDED),
    "15 overlapping": ("a.docx", uploading.overlapping, Why.DAMAGED),
    "16 XXE": ("a.docx", lambda: changed(None, {BODY: body(b"", XXE)}), Why.DAMAGED),
    "16 laughs": ("a.docx", lambda: changed(None, {BODY: body(b"&l;", LAUGHS)}), Why.DAMAGED),
    "16 in another part": (
        "a.docx",
        lambda: changed(None, {"customXml/item1.xml": XXE + b"<w/>"}),
        Why.DAMAGED,
    ),
    "16 in two bytes": (
        "a.xlsx",
        lambda: changed(
            ours("xlsx"), {"xl/more": ("\ufeff" + (XXE + b"<w/>").decode()).encode("utf-16-le")}
        ),
        Why.DAMAGED,
    ),
    "17 a template elsewhere": (
        "a.docx",
        lambda: with_relation("attachedTemplate", "https://x.example/a.dotm"),
        Why.LINKS_OUT,
    ),
    "17 an object elsewhere": (
        "a.docx",
        lambda: with_relation("oleObject", "https://x.example/a"),
        Why.EMBEDDED,
    ),
    "17 a file as a link": (
        "a.docx",
        lambda: with_relation("hyperlink", "file:///etc/passwd"),
        Why.LINKS_OUT,
    ),
    "17 a file in a network": (
        "a.docx",
        lambda: with_relation("hyperlink", r"\\server\share\a"),
        Why.LINKS_OUT,
    ),
    "17 a picture elsewhere": (
        "a.docx",
        lambda: with_relation("image", "https://x.example/a.png"),
        Why.LINKS_OUT,
    ),
    "17 a file, said to be inside": (
        "a.docx",
        lambda: with_relation("image", "file:///etc/passwd", "Internal"),
        Why.LINKS_OUT,
    ),
    "18 ActiveX": (
        "a.docx",
        lambda: changed(None, {"word/activeX/activeX1.xml": b"<ax/>"}),
        Why.EMBEDDED,
    ),
    "18 OLE": (
        "a.docx",
        lambda: changed(None, {"word/embeddings/oleObject1.bin": uploading.locked("x")}),
        Why.EMBEDDED,
    ),
    "18 OLE under another name": (
        "a.docx",
        lambda: changed(None, {"word/media/a.png": uploading.locked("x")}),
        Why.EMBEDDED,
    ),
    "19 a docx with a password": ("a.docx", uploading.locked, Why.PASSWORD),
    "19 an entry with a password": ("a.docx", uploading.with_locked_entry, Why.PASSWORD),
    "19 an old .doc": ("a.docx", lambda: uploading.locked("WordDocument"), Why.OLD_FORMAT),
    "19 a pdf with a password": (
        "a.pdf",
        lambda: pdf(b"", b"<< /Filter /Standard >>", trailer=b"/Encrypt 5 0 R"),
        Why.PASSWORD,
    ),
    "20 JavaScript": ("a.pdf", lambda: pdf(b"/OpenAction 5 0 R", SCRIPT), Why.SCRIPTS),
    "20 JavaScript in codes": (
        "a.pdf",
        lambda: pdf(
            b"", SCRIPT.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4aS")
        ),
        Why.SCRIPTS,
    ),
    "20 JavaScript, packed": ("a.pdf", lambda: pdf(packed=SCRIPT), Why.SCRIPTS),
    "20 JavaScript, in what looks like a picture": (
        "a.pdf",
        lambda: pdf(packed=SCRIPT).replace(b"/Type /ObjStm", b"/Type /XObject"),
        Why.SCRIPTS,
    ),
    "20 packed in a way of its own": (
        "a.pdf",
        lambda: pdf(b"", object_stream(SCRIPT, b"[/ASCII85Decode /FlateDecode]")),
        Why.DAMAGED,
    ),
    "20 opens an address": ("a.pdf", lambda: pdf(b"/OpenAction " + URI), Why.SCRIPTS),
    "20 opens an address, elsewhere": (
        "a.pdf",
        lambda: pdf(b"/OpenAction 5 0 R", URI),
        Why.SCRIPTS,
    ),
    "20 opens an address, packed": (
        "a.pdf",
        lambda: pdf(b"/OpenAction 9 0 R", packed=URI),
        Why.SCRIPTS,
    ),
    "20 goes to a page, then to an address": (
        "a.pdf",
        lambda: pdf(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next %s >>" % URI),
        Why.SCRIPTS,
    ),
    "20 Launch": ("a.pdf", lambda: pdf(b"", b"<< /S /Launch /F (a.exe) >>"), Why.SCRIPTS),
    "20 a file in it": ("a.pdf", lambda: pdf(b"", b"<< /Type /EmbeddedFile >>"), Why.SCRIPTS),
    "20 a million streams": (
        "a.pdf",
        lambda: pdf(b"", b"<< >> " + b"stream\n" * 1_300_000),
        Why.TOO_MUCH_INSIDE,
    ),
    "20 opened a hundred thousand times": (
        "a.pdf",
        lambda: pdf(b"/OpenAction 5 0 R " * 100_000, PAGE),
        Why.SCRIPTS,
    ),
    "21 cut off": ("a.pdf", lambda: ours("pdf")[: len(ours("pdf")) * 2 // 3], Why.DAMAGED),
    "21 cut off at its end": ("a.pdf", lambda: pdf()[:-7], Why.DAMAGED),
    "21 points nowhere": (
        "a.pdf",
        lambda: re.sub(rb"startxref\n\d+", b"startxref\n99", pdf()),
        Why.DAMAGED,
    ),
    "21 a docx that is cut off": ("a.docx", lambda: ours()[:-1000], Why.DAMAGED),
    "22 pdf and zip": ("a.pdf", lambda: pdf() + ours(), Why.DAMAGED),
    "22 zip in a pdf": ("a.pdf", lambda: pdf(b"", PAGE + b"%" + ours()), Why.EMBEDDED),
    "22 pdf before a docx": ("a.docx", lambda: pdf() + ours(), Why.NOT_WHAT_IT_SAYS),
    "22 something behind a docx": ("a.docx", lambda: ours() + pdf(), Why.DAMAGED),
    "23 a path to the database": ("../../app.db", ours, Why.NAME),
    "23 a path": ("../../a.docx", ours, Why.NAME),
    "23 a path with codes": ("..%2f..%2fa.docx", ours, Why.NAME),
    "23 a path of Windows": ("C:\\temp\\a.docx", ours, Why.NAME),
    "23 a device": ("CON.docx", ours, Why.NAME),
    "23 a device with two endings": ("lpt1.x.docx", ours, Why.NAME),
    "23 300 characters": ("a" * 295 + ".docx", ours, Why.NAME),
    "23 two lines": ("a.docx\r\nX: y", ours, Why.NAME),
    "23 two lines in codes": ("a%0D%0AX: y.docx", ours, Why.NAME),
    "23 a nought": ("a.exe%00.docx", ours, Why.NAME),
    "23 a nought itself": ("a.exe\x00.docx", ours, Why.NAME),
    "23 written backwards": ("a\u202excod.docx", ours, Why.NAME),
    "23 nothing but an ending": (".docx", ours, Why.NAME),
    "23 no name": ("", ours, Why.FORMAT),
}
