"""Tables that readers sort by a press on a heading: a link, and the server sorts.

Only tables that stand whole on their page: of one that goes on, a part would be sorted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import request

from app import formats

Row = TypeVar("Row")
Key = Callable[[Row], Any]


@dataclass(frozen=True, slots=True)
class Sorting(Generic[Row]):
    """How one table is sorted. Without a key: as it comes, which is how it is meant."""

    keys: Mapping[str, Key[Row]]
    key: str
    descending: bool
    # its word in the address, and the element that the page shows again
    name: str
    anchor: str | None
    # it stands whole on its page
    whole: bool

    def rows(self, rows: Iterable[Row]) -> list[Row]:
        """Equal rows stay as they were; those without a value come last, either way."""
        rows = list(rows)
        if not self.key:
            return rows
        value = self.keys[self.key]
        values = [(_comparable(value(row)), row) for row in rows]
        known = [pair for pair in values if pair[0] not in (None, "")]
        known.sort(key=lambda pair: pair[0], reverse=self.descending)
        return [row for _, row in known] + [row for one, row in values if one in (None, "")]

    def direction(self, key: str) -> str:
        """For aria-sort; empty if it is not sorted by that."""
        if key != self.key:
            return ""
        return "descending" if self.descending else "ascending"

    def address(self, key: str) -> str:
        """Where a press on the heading leads: the other way round if it is sorted by it."""
        turned = key == self.key and not self.descending
        asked = [pair for pair in request.args.items(multi=True) if pair[0] != self.name]
        asked.append((self.name, f"-{key}" if turned else key))
        # not by url_for: what a stranger put into the address may be called as its options are
        here = quote(f"{request.script_root}{request.path}")
        return f"{here}?{urlencode(asked)}" + (f"#{self.anchor}" if self.anchor else "")


def sorting(
    keys: Mapping[str, Key[Row]],
    *,
    name: str = "sort",
    anchor: str | None = None,
    whole: bool = True,
) -> Sorting[Row]:
    """As the address says; what is not one of the keys does not matter."""
    wanted = request.args.get(name, "") if whole else ""
    key = wanted.removeprefix("-")
    known = key if key in keys else ""
    return Sorting(keys, known, bool(known) and wanted.startswith("-"), name, anchor, whole)


def _comparable(value: Any) -> Any:
    """Words as a Danish list has them."""
    return formats.alphabetical(value) if isinstance(value, str) else value
