"""What people have typed, made fit for a file."""

import re
from collections.abc import Mapping

# what no XML may contain; tabs become spaces, since a tab in a cell moves on in some programs
FORBIDDEN = re.compile("[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The same text, with one kind of line ends, and nothing a file cannot hold."""
    return FORBIDDEN.sub("", re.sub(r"\r\n?", "\n", text).replace("\t", " ")).strip()


def cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    """Every answer so; those with nothing in them are left out."""
    return {name: text for name, value in texts.items() if (text := clean(value))}


def shortened(text: str, longest: int, mark: str) -> str:
    """The beginning, and a mark that something is left out; counted as spreadsheets count."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * longest:
        return text
    room = longest - len(mark.encode("utf-16-le")) // 2 - 1
    return f"{units[: 2 * room].decode('utf-16-le', 'ignore')} {mark}"
