"""The worksheets: to read on the page, and as files to print or fill in."""

from urllib.parse import quote

from flask import Response, make_response, request

from app.services import worksheets
from app.services.worksheets import Format
from app.web import languages
from app.web.access import public
from app.web.kept import kept
from app.web.languages import two
from app.web.pages import page
from app.web.public import bp

LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


@two(bp, "/skemaer/<kind>", "/worksheets/<kind>")
@public
@kept
def worksheet(kind: str) -> Response:
    found = worksheets.get(kind)
    sheet = worksheets.text(found, languages.language())
    return page("public/worksheet.html", worksheet=found, sheet=sheet)


@two(
    bp,
    "/skemaer/<kind>.<any(docx, pdf, xlsx):format>",
    "/worksheets/<kind>.<any(docx, pdf, xlsx):format>",
)
@public
def worksheet_file(kind: str, format: str) -> Response:
    """A file to take home, never shown inside a page of ours."""
    found = worksheets.get(kind)
    file = worksheets.document(found, language=languages.language(), format=Format(format))
    response = make_response(file.content)
    response.mimetype = file.media_type
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers.set(
        "Content-Disposition",
        "attachment",
        filename=file.name.translate(LETTERS),
        **{"filename*": f"UTF-8''{quote(file.name)}"},
    )
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]
