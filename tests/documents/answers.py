"""Worksheets filled in from end to end, with what people and programs trip over."""

from app.models.worksheet import Asked, Worksheet, versions

KINDS = tuple(versions())
BOTH = [(kind, language) for kind in KINDS for language in ("da", "en")]
TEXTS = (
    "=1+1",
    "Æblegrød på Ærø, ØL og Åland",
    "@SUM(A1)",
    "-2+3\n\nanden afsnit; tredje",
    "+45 12 34 56 78",
    "<b>fed</b> & «citat» “hej” 😀",
    '=HYPERLINK("https://example.com")',
)


def filled(sheet: Worksheet) -> dict[str, str]:
    """An answer for everything but every ninth."""
    return {
        asked.id: _answer(asked, number)
        for number, asked in enumerate(sheet.asked())
        if number % 9 != 8
    }


def _answer(asked: Asked, number: int) -> str:
    if asked.options:
        return asked.options[number % len(asked.options)].id
    if asked.value == "tick":
        return "1"
    if asked.value == "number":
        return "cirka 20" if number % 3 else str(number)
    if asked.value == "date":
        return "03-03-2027" if number % 2 else "i uge 9"
    return TEXTS[number % len(TEXTS)]
