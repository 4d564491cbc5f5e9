"""A list of participants, read into the form that a secretary fills in; and an empty one."""

import io
from collections.abc import Iterable

from flask import Response, abort
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage, MultiDict

from app.documents import tables
from app.documents.people_list import Trouble
from app.documents.upload_refusal import Why
from app.models import Role
from app.services import person_lists
from app.services.person_lists import Listed, ListRefused
from app.services.worksheets import File
from app.web import files
from app.web.access import staff
from app.web.languages import ANY
from app.web.register_rows import ROW
from app.web.staff import bp

FIELDS = ("name", "email", "title", "workplace")
SAVE_ANEW = _l("The file cannot be read. Save it once more as .csv or .xlsx, and choose it again.")
TOO_MUCH = _l("There is far more in the file than in a list of participants. Choose another file.")
PLAIN = _l(
    "The file holds more than a plain list. Copy the names and addresses into our empty list, "
    "and choose that."
)
# said without the number of a row; the others in `say`
SENTENCES: dict[Why | Trouble, LazyString] = {
    Why.FORMAT: _l("Choose a list that is saved as .csv or .xlsx."),
    Why.OLD_FORMAT: _l("This is an older or another format. Save the list as .xlsx or .csv."),
    Why.EMPTY: _l("There is nothing in the file. Choose the one with the participants."),
    Why.TOO_LARGE: _l("The file is larger than 1 MB. Choose a list of names and addresses alone."),
    Why.NOT_WHAT_IT_SAYS: _l(
        "The file is not what its name says. Open it, save it as .csv or .xlsx, and choose that."
    ),
    Why.DAMAGED: SAVE_ANEW,
    Why.TOO_MUCH_INSIDE: TOO_MUCH,
    Why.PASSWORD: _l("The file has a password. Save it without one, and choose it again."),
    Why.MACROS: _l("There are macros in the file. Save it as an ordinary .xlsx, and choose that."),
    Why.EMBEDDED: PLAIN,
    Why.LINKS_OUT: PLAIN,
    Trouble.HEADS: _l(
        "The first row must say what stands in each column, each once: Name, Email, Job title and "
        "Workplace. The empty list has them already."
    ),
    Trouble.NOBODY: _l("There is nobody in the list: nothing stands below the first row."),
    Trouble.TOO_MANY: TOO_MUCH,
}


def say(refused: ListRefused) -> str:
    """What is wrong with the file, and what to do about it."""
    if refused.why is Why.CPR:
        return _(
            "Row %(row)s of the list has what looks like a CPR number (Danish personal ID). "
            "Delete it, save the list, and choose it again.",
            row=refused.row,
        )
    if refused.why is Trouble.FORMULA:
        return _(
            "Row %(row)s of the list has a formula. Write the text itself, save the list, and "
            "choose it again.",
            row=refused.row,
        )
    return str(SENTENCES.get(refused.why, SAVE_ANEW))


def read(file: FileStorage | None) -> list[Listed]:
    """Raises ListRefused."""
    if file is None or not file.filename:
        raise ListRefused(Why.FORMAT)
    return person_lists.read(file.filename, file.stream)


def filled_in(
    answers: MultiDict[str, str], people: Iterable[Listed], *, contact: str
) -> MultiDict[str, str]:
    """The answers with the people as rows behind those that were typed; empty rows go.

    The contact takes part once, whether or not they stand in their own list.
    """
    typed: dict[str, dict[str, str]] = {}
    kept: MultiDict[str, str] = MultiDict()
    for name, value in answers.items(multi=True):
        if match := ROW.fullmatch(name):
            typed.setdefault(match[1], {})[match[2]] = value
        else:
            kept.add(name, value)
    rows = [row for row in typed.values() if any(text.strip() for text in row.values())]
    for person in people:
        if not contact or person.email.casefold() != contact.casefold():
            rows.append({field: getattr(person, field) for field in FIELDS})
    for number, row in enumerate(rows):
        for field in FIELDS:
            kept.add(f"people-{number}-{field}", row.get(field, ""))
    return kept


def too_many(count: int, most: int) -> str:
    return ngettext(
        "With the list there would be %(num)s participant, and at most %(most)s can be registered "
        "at a time. Nobody has been filled in: split the list.",
        "With the list there would be %(num)s participants, and at most %(most)s can be registered "
        "at a time. Nobody has been filled in: split the list.",
        count,
        most=most,
    )


def told(count: int) -> str:
    return ngettext(
        "%(num)s person from the list is filled in, and nothing is stored yet. Look it through.",
        "%(num)s people from the list are filled in, and nothing is stored yet. Look them through.",
        count,
    )


@bp.get(f"/{ANY}/staff/participants.<kind>")
@staff(Role.SECRETARY)
def empty_list(kind: str) -> Response:
    """With the right heads, and nobody in it."""
    if kind not in set(tables.Kind):
        abort(404)
    heads = [_("Name"), _("Email"), _("Job title"), _("Workplace")]
    name = _("Participants")
    content = io.BytesIO()
    tables.write(tables.Table(name, heads, []), tables.Kind(kind), content)
    media_type = tables.MEDIA_TYPES[tables.Kind(kind)]
    return files.attachment(File(f"{name}.{kind}".lower(), media_type, content.getvalue()))
