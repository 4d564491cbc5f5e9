"""The buttons beside the main one: they change what was typed before the form reads it."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app import addresses

ROW = re.compile(r"people-(\d{1,4})-(name|email|title|workplace)")
# more than any course takes: what else comes is no person at the form
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Typed:
    """The answers, and what a button did to them."""

    answers: MultiDict[str, str]
    # one of these buttons was pressed: show the page again, and judge nothing
    edited: bool = False
    # the id of what gets the focus
    focus: str = ""
    # what is announced
    told: str = ""


def read(form: MultiDict[str, str]) -> Typed:
    """Rows are numbered anew, so that none is missing in between."""
    answers: MultiDict[str, str] = MultiDict(
        (name, value) for name, value in form.items(multi=True) if not ROW.fullmatch(name)
    )
    rows = _rows(form)
    before = int("attending" in form)
    edited, focus, told = True, "", ""
    if "add" in form:
        rows.append({})
        focus = f"people-{len(rows) - 1}-name"
        told = _("Participant %(number)s has been added.", number=len(rows) + before)
    elif "remove" in form:
        index = _index(form["remove"], len(rows))
        if index is not None:
            del rows[index]
            told = _("Participant %(number)s has been removed.", number=index + 1 + before)
        focus = "add"
    elif "use" in form:
        focus = form["use"]
        told = _use(focus, rows, answers)
    else:
        edited = False
    for number, row in enumerate(rows[:MOST_ROWS]):
        for field in ("name", "email", "title", "workplace"):
            answers.add(f"people-{number}-{field}", row.get(field, ""))
    return Typed(answers, edited, focus, told)


def count(form: MultiDict[str, str]) -> int:
    """How many colleagues are named."""
    return len(_rows(form))


def _rows(form: MultiDict[str, str]) -> list[dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        if match := ROW.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = value
    return [found[index] for index in sorted(found)][:MOST_ROWS]


def _index(text: str, count: int) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else count
    return number if number < count else None


def _use(field: str, rows: list[dict[str, str]], answers: MultiDict[str, str]) -> str:
    """Put the address that was meant where the slip was."""
    match = ROW.fullmatch(field)
    if match and match[2] == "email" and int(match[1]) < len(rows):
        row = rows[int(match[1])]
        meant = addresses.suggestion(row.get("email", ""))
        row["email"] = meant or row.get("email", "")
    elif field in {"email", "bill_email"}:
        meant = addresses.suggestion(answers.get(field, ""))
        answers[field] = meant or answers.get(field, "")
    else:
        return ""
    return _("The address is now %(email)s.", email=meant) if meant else ""
