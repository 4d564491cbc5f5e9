"""Files to take home: never shown inside a page of ours."""

import re
from urllib.parse import quote

from flask import Response, make_response

from app.services.worksheets import File

LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
# a header holds ASCII alone; the whole name stands beside it
OTHERS = re.compile(r"[^ -~]")


def attachment(file: File) -> Response:
    response = make_response(file.content)
    response.mimetype = file.media_type
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers.set(
        "Content-Disposition",
        "attachment",
        filename=OTHERS.sub("_", file.name.translate(LETTERS)),
        **{"filename*": f"UTF-8''{quote(file.name)}"},
    )
    return response
