"""Why a file is not taken, as a sentence that says what to do about it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.documents.upload_refusal import Why
from app.models.errors import FileRefused

SENTENCES: dict[Why, LazyString] = {
    Why.NAME: _l(
        "The name of the file has characters that a name cannot have, or it is too long. "
        "Give the file a short name, and choose it again."
    ),
    Why.FORMAT: _l("Choose a Word document (.docx), a spreadsheet (.xlsx) or a PDF."),
    Why.OLD_FORMAT: _l(
        "This is an older or another file format. Save the file as .docx, .xlsx or PDF, "
        "and choose the new one."
    ),
    Why.EMPTY: _l("There is nothing in the file. Choose the one you have filled in."),
    Why.TOO_LARGE: _l(
        "The file is larger than 10 MB. Take out some photos or make them smaller, "
        "and choose it again."
    ),
    Why.NOT_WHAT_IT_SAYS: _l(
        "The file is not what its name says. Open it, save it as .docx, .xlsx or PDF, "
        "and choose the new one."
    ),
    Why.DAMAGED: _l(
        "The file cannot be read: perhaps it was not copied to its end. Open it, save it once "
        "more, and choose it again."
    ),
    Why.TOO_MUCH_INSIDE: _l(
        "There is far more in the file than in a worksheet. Copy what you have written into "
        "our worksheet, and hand in that."
    ),
    Why.PASSWORD: _l(
        "The file has a password, so nobody can read it here. Save it without a password, "
        "and choose it again."
    ),
    Why.MACROS: _l(
        "There are macros in the file. Save it as an ordinary .docx or .xlsx, and choose that."
    ),
    Why.EMBEDDED: _l(
        "Another file is embedded in this one. Take it out, save the file, and choose it again."
    ),
    Why.LINKS_OUT: _l(
        "The file fetches something from another file or another place. Copy what you have "
        "written into our worksheet, and hand in that."
    ),
    Why.SCRIPTS: _l(
        "The PDF does something by itself when it is opened. Print it to a new PDF, "
        "and choose that."
    ),
    Why.CPR: _l(
        "There is what looks like a CPR number (Danish personal ID) in the file or its name. "
        "Delete it, save the file, and choose it again."
    ),
    Why.INFECTED: _l(
        "Our virus scanner warns of the file, so we have not kept it. Ask your IT support to look "
        "at it."
    ),
    Why.NOT_SCANNED: _l(
        "The file could not be checked for viruses just now, so we have not kept it. "
        "Try again in an hour."
    ),
    Why.NO_ROOM: _l("We cannot take files just now. Try again in an hour."),
}


def say(refused: FileRefused) -> LazyString:
    """A test holds the list complete."""
    return SENTENCES[Why(refused.why)]
