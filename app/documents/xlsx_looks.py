"""How our spreadsheets look."""

from xlsxwriter import Workbook
from xlsxwriter.format import Format

IR, INK, SOFT, TINT, LINE = "#00574B", "#13201C", "#43514C", "#EEF4F2", "#9AAAA4"
# what is typed into a cell of text stays text: "=1+1", "+45 12 34 56 78"
NUMBERS = {"text": "@", "tick": "@", "number": "#,##0", "date": "dd-mm-yyyy"}


def looks(book: Workbook) -> dict[str, Format]:
    """By name; those to write in by what is meant to stand there."""
    cell = {"text_wrap": True, "valign": "top", "font_color": INK}
    framed = cell | {"border": 1, "border_color": LINE}
    head = framed | {"bold": True, "bg_color": TINT, "top": 2, "top_color": IR}
    title = {"bold": True, "font_size": 16, "font_color": IR, "text_wrap": True, "valign": "top"}
    made = {
        "title": book.add_format(title),
        "about": book.add_format({"font_color": SOFT, "text_wrap": True, "valign": "top"}),
        "label": book.add_format({"bold": True, "font_size": 12, "font_color": INK}),
        "wrapped": book.add_format(cell),
        "head": book.add_format(head),
        "printed": book.add_format(framed),
        "example": book.add_format(framed | {"italic": True, "font_color": SOFT}),
    }
    for value, number in NUMBERS.items():
        look = framed | {"num_format": number, "align": "left"}
        made[f"input {value}"] = book.add_format(look | {"locked": False})
        made[f"locked {value}"] = book.add_format(look)
    return made
