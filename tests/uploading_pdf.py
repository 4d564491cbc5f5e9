"""PDFs that somebody might hand in."""

import zlib

TEXT = b"BT /F1 12 Tf 72 720 Td (Hej) Tj ET"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"


def pdf(catalogue: bytes = b"", *more: bytes, trailer: bytes = b"", packed: bytes = b"") -> bytes:
    """A small one with a page; with more in its catalogue, more objects, or packed ones.

    Objects 5, 6 ... are the further ones. What is packed is one object, with the number 9.
    """
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(TEXT), TEXT),
        *more,
    ]
    if packed:
        objects.append(object_stream(packed))
    made = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    made += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(made)


def object_stream(packed: bytes, filter: bytes = b"/FlateDecode") -> bytes:
    head = b"9 0 "
    content = zlib.compress(head + packed)
    return b"<< /Type /ObjStm /N 1 /First %d /Filter %s /Length %d >>\nstream\n%s\nendstream" % (
        len(head),
        filter,
        len(content),
        content,
    )
