"""A table as a file, row by row: CSV for Danish Excel, or XLSX. No cell is taken for a formula."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from app.documents import rows


class Digits(str):
    """An EAN number: nobody reckons with it. In CSV in groups, or it would be rounded."""

    __slots__ = ()

    def grouped(self) -> str:
        return " ".join(self[at : at + 4] for at in range(0, len(self), 4))


Cell = str | int | date | None


class Kind(enum.StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    Kind.CSV: rows.MEDIA_TYPE,
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in the file. Text that a program would reckon with is grouped before."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write(table: Table, kind: Kind, file: IO[bytes]) -> None:
    if kind is Kind.CSV:
        _write_csv(table, file)
    else:
        # its library is loaded when the first one is asked for
        from app.documents import xlsx_table

        xlsx_table.write(table, file)


def _write_csv(table: Table, file: IO[bytes]) -> None:
    file.write((rows.MARK + rows.line(table.heads)).encode())
    for row in table.rows:
        file.write(rows.line(map(_in_csv, row)).encode())


def _in_csv(cell: Cell) -> Cell:
    return cell.grouped() if isinstance(cell, Digits) else cell
