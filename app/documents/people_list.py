"""A list of people that somebody sends: a table with heads, as CSV or as a workbook.

Runs in the process that looks at files (upload_check.py): what is read there is a stranger's.
"""

import csv
import enum
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from app.documents import upload_parts
from app.documents.upload_refusal import Refused, Why

FORMATS = ("csv", "xlsx")
# what starts the process: a list, not a worksheet that is handed in
ENDINGS = {f"list.{one}": one for one in FORMATS}
MOST_BYTES = 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST = 1000, 60, 1000
FIELDS = ("name", "email", "title", "workplace")
# heads as people write them, without signs and in small letters
HEADS: dict[str, tuple[str, ...]] = {
    "name": ("navn", "fulde navn", "deltager", "deltagernavn", "name", "full name", "participant"),
    "first": ("fornavn", "first name", "given name"),
    "last": ("efternavn", "last name", "surname", "family name"),
    "email": (
        *("email", "mail", "emailadresse", "mailadresse", "email adresse", "mail adresse"),
        *("email address", "mail address"),
    ),
    "title": ("stilling", "titel", "stillingsbetegnelse", "jobtitel", "job title", "title"),
    "workplace": ("arbejdsplads", "arbejdssted", "institution", "workplace", "place of work"),
}
FIELD_OF = {head: field for field, heads in HEADS.items() for head in heads}
NO_LETTERS = re.compile(r"[^\w ]+")
FORMULA = ("=", "+", "@", "\t", "\r")
WIDE = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ";\t,"

Cells = list[tuple[str, bool]]


class Trouble(enum.StrEnum):
    """What is wrong with a file that could be read."""

    # no head for names or addresses, or two for the same
    HEADS = "heads"
    # heads, and nobody below them
    NOBODY = "nobody"
    FORMULA = "formula"
    TOO_MANY = "too_many"


class Unfit(Exception):
    """It is no list of people; perhaps one row is to blame."""

    def __init__(self, trouble: Trouble, row: int = 0) -> None:
        super().__init__(trouble)
        self.trouble, self.row = trouble, row


def read(data: bytes, kind: str) -> dict[str, Any]:
    """{"people": [...]}, each with the number of its row, or {"trouble", "row"}. Raises Refused."""
    if not data:
        raise Refused(Why.EMPTY)
    if len(data) > MOST_BYTES:
        raise Refused(Why.TOO_LARGE)
    rows = _workbook(data) if kind == "xlsx" else _csv(data)
    try:
        return {"people": list(_people(enumerate(rows, 1)))}
    except Unfit as unfit:
        return {"trouble": unfit.trouble, "row": unfit.row}


def _people(rows: Iterator[tuple[int, Cells]]) -> Iterator[dict[str, Any]]:
    heads = next((_heads(row) for _number, row in rows if _is_anything(row)), {})
    if "email" not in heads or not ({"name", "first"} & heads.keys()):
        raise Unfit(Trouble.HEADS)
    found = 0
    for number, row in rows:
        if number > MOST_ROWS and _is_anything(row):
            raise Unfit(Trouble.TOO_MANY)
        cells = {field: row[at] for field, at in heads.items() if at < len(row)}
        if any(is_formula for _text, is_formula in cells.values()):
            raise Unfit(Trouble.FORMULA, number)
        said = {field: " ".join(text.split())[:LONGEST] for field, (text, _no) in cells.items()}
        if any(said.values()):
            found += 1
            whole = f"{said.pop('first', '')} {said.pop('last', '')}".strip()
            yield (
                dict.fromkeys(FIELDS, "")
                | said
                | {
                    "name": said.get("name") or whole,
                    "row": number,
                }
            )
    if not found:
        raise Unfit(Trouble.NOBODY)


def _heads(row: Cells) -> dict[str, int]:
    """Which column holds what; a column that we do not know is left where it is."""
    found: dict[str, int] = {}
    for at, (text, _is_formula) in enumerate(row):
        words = " ".join(NO_LETTERS.sub("", text.casefold()).split())
        field = FIELD_OF.get(words)
        if field in found:
            raise Unfit(Trouble.HEADS)
        if field:
            found[field] = at
    return found


def _is_anything(row: Cells) -> bool:
    return any(text.strip() for text, _is_formula in row)


def _csv(data: bytes) -> Iterator[Cells]:
    text = _decoded(data)
    head = text.lstrip().partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in islice(reader, MOST_ROWS + 1):
            yield [(cell, cell.startswith(FORMULA)) for cell in row[:MOST_COLUMNS]]
    except csv.Error as wrong:
        raise Refused(Why.DAMAGED) from wrong


def _decoded(data: bytes) -> str:
    """As Excel writes it: UTF-8 with a mark, in two bytes, or as Windows does in Denmark."""
    if data.startswith(WIDE):
        encodings = ["utf-16"]
    elif b"\x00" in data or data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise Refused(Why.NOT_WHAT_IT_SAYS)
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(Why.NOT_WHAT_IT_SAYS)


def _workbook(data: bytes) -> Iterable[Cells]:
    """The first sheet. What a formula would give is not asked for."""
    upload_parts.check(data, "xlsx")
    from app.documents.reading_xlsx import opened_to_look

    try:
        sheet = opened_to_look(data).worksheets[0]
        rows = list(islice(sheet.iter_rows(max_col=MOST_COLUMNS), MOST_ROWS + 1))
    except Exception as wrong:  # whatever a library makes of a stranger's file
        raise Refused(Why.DAMAGED) from wrong
    return ([_cell(cell) for cell in row] for row in rows)


def _cell(cell: Any) -> tuple[str, bool]:
    value = cell.value
    if value is None:
        return "", False
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text, cell.data_type == "f" or text.startswith(FORMULA)
