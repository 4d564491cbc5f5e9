"""Files that are taken, by their number in the list that every release is held to."""

import io
import zipfile
from collections.abc import Callable

from tests import uploading
from tests.uploading import MB, changed, ours, with_relation
from tests.uploading_pdf import pdf


def re_zipped_as_word_does() -> bytes:
    """Room to grow behind the first name, and flags that nobody else sets."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(ours())) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file,
    ):
        for number, name in enumerate(old.namelist()):
            about = zipfile.ZipInfo(name)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.extra = b"\x20\xa2\x04\x00\x28\xa0\x00\x00" if number == 0 else b""
            file.writestr(about, old.read(name))
    return made.getvalue()


GOOD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "1 the untouched template": ("Kompetenceplan.docx", ours),
    "1 the longest one": ("mapping.docx", lambda: ours("docx", "mapping", "en")),
    "2 as Word packs it": ("plan.docx", re_zipped_as_word_does),
    "3 a spreadsheet": ("plan.xlsx", lambda: ours("xlsx")),
    "4 a PDF": ("plan.pdf", lambda: ours("pdf")),
    "4 a small PDF that opens at a page": (
        "plan.PDF",
        lambda: pdf(b"/OpenAction [3 0 R /Fit] /Annots [<< /S /URI /URI (https://x.example) >>]"),
    ),
    "5 with photos, 9.9 MB": ("plan.docx", uploading.with_photos),
    "5 with one large picture that unpacks to six times its size": (
        "plan.docx",
        lambda: changed(
            None, {"word/media/a.bmp": b"BM" + uploading.photo(1, 9 * MB) + bytes(45 * MB)}
        ),
    ),
    "6 a name with Danish letters": ("Kortlægning æøå (2).docx", ours),
    "16 a part in two bytes, without a document type": (
        "plan.xlsx",
        lambda: changed(ours("xlsx"), {"xl/more": "\ufeff<w/>".encode("utf-16-le")}),
    ),
    "17 an ordinary link": (
        "plan.docx",
        lambda: with_relation("hyperlink", "https://www.emu.example/dagtilbud?a=1&amp;b=2"),
    ),
}
