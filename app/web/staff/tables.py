"""Tables to fetch as files: written to the disk while nobody who writes waits, then sent."""

import tempfile
from collections.abc import Callable, Iterator
from typing import IO

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.utils import secure_filename

from app import clock, formats
from app.documents.tables import MEDIA_TYPES, Kind, Table, write
from app.extensions import db, reading
from app.web import languages
from app.web.files import LETTERS

AT_ONCE = 64 * 1024


def wanted() -> Kind:
    """What the button that was pressed says; a spreadsheet unless it asks for text."""
    return Kind.CSV if request.form.get("kind") == Kind.CSV else Kind.XLSX


def give(table: Table, afterwards: Callable[[], object]) -> Response:
    """The file. `afterwards` notes that it was fetched, committed before any of it leaves."""
    kind = wanted()
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the response)
    try:
        with reading():
            write(table, kind, file)
        afterwards()
        db.session.commit()
    except BaseException:
        file.close()
        raise
    return _sent(file, table.name, kind)


def _sent(file: IO[bytes], name: str, kind: Kind) -> Response:
    size = file.tell()
    file.seek(0)
    response = Response(_pieces(file), mimetype=MEDIA_TYPES[kind])
    response.call_on_close(file.close)
    response.content_length = size
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    plain = secure_filename(name.translate(LETTERS)) or "table"
    called = f"{plain}-{clock.today()}.{kind}"
    response.headers.set("Content-Disposition", "attachment", filename=called)
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(AT_ONCE):
        yield piece


def phone(value: str) -> str:
    """+45 12 34 56 78: with blanks in it no program takes it for a sum."""
    digits = value.replace(" ", "")
    if digits.startswith("+45") and len(digits) == len("+4512345678"):
        digits = digits.removeprefix("+45")
        return "+45 " + " ".join(digits[at : at + 2] for at in range(0, 8, 2))
    return formats.phone(value, "da").replace(formats.NBSP, " ")


def yes(value: object) -> str:
    return _("yes") if value else ""


def language() -> str:
    return languages.language()
