"""A page of a spreadsheet that knows how high its rows must be."""

from math import ceil

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as Sheet

LINE = 15.0
# no row can be higher, whatever is in it
HIGHEST = 405.0
ROOM = 2


class Page:
    """Programs do not agree on who works out heights, so that ours are given with the file."""

    def __init__(self, sheet: Sheet, widths: list[float]) -> None:
        self.sheet = sheet
        self._widths = widths
        self._lines: dict[int, int] = {}
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def write(self, row: int, column: int, text: str, look: Format) -> None:
        self.sheet.write_string(row, column, text, look)
        self.grow(row, column, text)

    def across(self, row: int, text: str, look: Format, larger: float = 1) -> None:
        """What stands above a table, as wide as the page, in letters that may be larger."""
        if len(self._widths) > 1:
            self.sheet.merge_range(row, 0, row, len(self._widths) - 1, "", look)
        self.sheet.write_string(row, 0, text, look)
        self._make(row, text, sum(self._widths) / larger, 1)
        self._lines[row] = ceil(self._lines[row] * larger)

    def grow(self, row: int, column: int, text: str, least: int = 1) -> None:
        """Make room for this; a cell to write in has room for two lines."""
        self._make(row, text, self._widths[column], least)

    def _make(self, row: int, text: str, width: float, least: int) -> None:
        lines = sum(max(1, ceil(len(line) / (width - 2))) for line in text.split("\n"))
        self._lines[row] = max(self._lines.get(row, 1), lines, least)

    def finish(self) -> None:
        for row, lines in self._lines.items():
            if lines > 1:
                self.sheet.set_row(row, min(lines * LINE, HIGHEST))
