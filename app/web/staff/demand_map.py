"""The 98 municipalities as squares, roughly where they lie: a map without a shore.

app/content/municipality_map.csv is the map: each cell holds the code of one municipality, and
empty cells are the sea. Bornholm stands nearer than it lies.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt

from flask_babel import gettext as _
from flask_babel import ngettext

from app import formats
from app.services.demand_groups import FromPlace
from app.web import languages

CELL = 30
# the square of the municipality that wants most, and the smallest that can be seen
LARGEST, SMALLEST = 28, 4
# how wide a square must be to hold a number of so many digits, and how large the number is drawn
ROOM = {1: 14, 2: 17, 3: 23}
SIZES = {1: 15, 2: 14, 3: 13, 4: 11}
SMALL_SIZE = 9
NAMED = 10


@dataclass(frozen=True, slots=True)
class Tile:
    """One municipality: where, and how many places are wanted there."""

    name: str
    x: int
    y: int
    seats: int = 0
    side: int = 0

    @property
    def size(self) -> int:
        """Of the number."""
        return SIZES.get(len(str(self.seats)), SMALL_SIZE)

    @property
    def is_inside(self) -> bool:
        """Whether the number stands in the square, rather than over it."""
        return self.side >= ROOM.get(len(str(self.seats)), LARGEST - 1)


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Column and row, by the code of the municipality."""
    text = (files("app.content") / "municipality_map.csv").read_text("utf-8")
    rows = csv.reader(text.splitlines())
    return {code: (x, y) for y, row in enumerate(rows) for x, code in enumerate(row) if code}


def drawn(places: Sequence[FromPlace], names: Mapping[str, str]) -> list[Tile]:
    """All municipalities, by code and name; the area of a square says how many places."""
    seats = {one.code: one.seats for one in places if one.code}
    most = max(seats.values(), default=1)
    return [
        Tile(
            names[code],
            x * CELL,
            y * CELL,
            seats.get(code, 0),
            max(SMALLEST, round(LARGEST * sqrt(seats[code] / most))) if code in seats else 0,
        )
        for code, (x, y) in tiles().items()
        if code in names
    ]


def size() -> tuple[int, int]:
    """Of the whole picture."""
    columns, rows = (max(numbers) + 1 for numbers in zip(*tiles().values(), strict=True))
    return columns * CELL, rows * CELL


def in_words(places: Sequence[FromPlace]) -> str:
    """The picture for those who hear it: the largest numbers by name, the others together."""
    language = languages.language()
    named = [one for one in places if one.name]
    said = [f"{one.name} {formats.number(one.seats, language)}" for one in named[:NAMED]]
    if rest := named[NAMED:]:
        number = formats.number(sum(one.seats for one in rest), language)
        said.append(
            ngettext(
                "%(num)s other municipality %(seats)s",
                "%(num)s other municipalities %(seats)s",
                len(rest),
                seats=number,
            )
        )
    return _("Map of the places wanted: %(places)s", places=formats.listed(said, language))
