"""A filled mapping template as Word, spreadsheet and PDF: time, and what it takes at most.

The floor is the same library asked in the plainest way for the same words: a table of two columns,
without controls, rules, names, tags or pages that are set out.
"""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from app.models.worksheet import Worksheet, load
from bench.ground import ROOT, Line, Measured, in_turn, milliseconds, table

KINDS = ("docx", "xlsx", "pdf")
ROUNDS = 7
EACH = 3
WORDS = "Vi besøger familierne hjemme, før barnet begynder, og taler om det på mødet. "
PLAIN = b"""
#set document(title: "plain")
#table(columns: 2, ..json(bytes(sys.inputs.data)).flatten())
"""
# what the ratios may be: set from the first measurement, so that growth is seen
SLOWER = {"docx": 5.0, "xlsx": 8.0, "pdf": 4.0}
LARGER = 1.25


def filled(sheet: Worksheet) -> dict[str, str]:
    """Everything answered: two lines in each place that takes them."""
    return {
        asked.id: asked.options[0].id
        if asked.options
        else {"tick": "1", "number": "12"}.get(asked.value, WORDS * 2)
        for asked in sheet.asked()
    }


def ours(kind: str) -> Callable[[], bytes]:
    sheet = load("mapping")
    texts = filled(sheet)
    write: Callable[..., bytes] = import_module(f"app.documents.{kind}").worksheet
    return lambda: write(sheet, "da", texts)


def plain(kind: str) -> Callable[[], bytes]:
    sheet = load("mapping")
    texts = filled(sheet)
    rows = [(asked.label.da, texts[asked.id]) for asked in sheet.asked()]
    write = {"docx": _plain_word, "xlsx": _plain_spreadsheet, "pdf": _plain_pdf}[kind]
    return lambda: write(rows)


def _plain_word(rows: list[tuple[str, str]]) -> bytes:
    import docx

    document = docx.Document()
    cells = iter(document.add_table(len(rows), 2)._cells)
    for row in rows:
        for text in row:
            next(cells).text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _plain_spreadsheet(rows: list[tuple[str, str]]) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                page.write_string(number, column, text)
    return file.getvalue()


def _plain_pdf(rows: list[tuple[str, str]]) -> bytes:
    import typst

    fonts = typst.Fonts(include_system_fonts=False)
    return bytes(
        typst.compile(PLAIN, format="pdf", font_paths=fonts, sys_inputs={"data": json.dumps(rows)})
    )


def main() -> None:
    print(table("A filled mapping template", [*times(), *memory()]))


def times() -> Iterator[Line]:
    for kind in KINDS:
        found = in_turn({"ours": timed(ours(kind)), "floor": timed(plain(kind))}, ROUNDS)
        yield Line(
            f"{kind}: processor time",
            milliseconds(found["floor"].cpu),
            milliseconds(found["ours"].cpu),
            found["ours"].cpu / found["floor"].cpu,
            SLOWER[kind],
        )


def timed(write: Callable[[], bytes]) -> Callable[[], Measured]:
    def run() -> Measured:
        cpu, began = time.process_time(), time.perf_counter()
        for _ in range(EACH):
            write()
        return Measured((time.process_time() - cpu) / EACH, (time.perf_counter() - began) / EACH)

    return run


def memory() -> Iterator[Line]:
    """The peak of a process of its own that makes one, with its library and all of ours."""
    for kind in KINDS:
        found = {whose: peak(whose, kind) for whose in ("plain", "ours")}
        yield Line(
            f"{kind}: memory at most, MiB",
            f"{found['plain']:.0f}",
            f"{found['ours']:.0f}",
            found["ours"] / found["plain"],
            LARGER,
        )


def peak(whose: str, kind: str) -> float:
    command = [sys.executable, "-m", "bench.documents", whose, kind]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return float(told.stdout)


def highest() -> float:
    """MiB, of this process since it began."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise LookupError


if __name__ == "__main__":
    whose, kind = sys.argv[1:]
    {"ours": ours, "plain": plain}[whose](kind)()
    print(highest())
