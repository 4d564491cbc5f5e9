"""What a person gets: a page to read, the same for machines, and the files, in one zip."""

import shutil
import tempfile
import zipfile
from typing import IO, Any

from flask import Response, render_template
from werkzeug.wsgi import wrap_file

from app import clock
from app.language import Language
from app.services import people_handed_out
from app.services.people import Everything
from app.web.staff import handed_out_words

NAME = {Language.DANISH: "dine-oplysninger", Language.ENGLISH: "your-data"}


def as_zip(found: Everything, language: Language) -> Response:
    """On the disk while it is fetched, under no name: nobody else finds it."""
    data = people_handed_out.data(found, language, clock.now())
    name = NAME[language]
    texts = {
        f"{name}.html": readable(data).encode(),
        f"{name}.json": people_handed_out.machine_readable(data),
    }
    # closed with the answer
    kept = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        _pack(kept, texts, found)
    except BaseException:
        kept.close()
        raise
    size = kept.tell()
    kept.seek(0)
    response = Response(wrap_file({}, kept), mimetype="application/zip", direct_passthrough=True)
    response.content_length = size
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.zip")
    return response


def _pack(kept: IO[bytes], texts: dict[str, bytes], found: Everything) -> None:
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in texts.items():
            packed.writestr(name, text)
        for name, stored in people_handed_out.files(found):
            with stored, packed.open(name, "w") as copy:
                shutil.copyfileobj(stored, copy)


def readable(data: dict[str, Any]) -> str:
    """A page of its own, without styles and scripts: every browser shows and prints it."""
    return render_template(
        "staff/handed_out.html",
        data=data,
        parts=handed_out_words.PARTS,
        label=handed_out_words.label,
        said=handed_out_words.said,
        is_left_out=handed_out_words.is_left_out,
    )
