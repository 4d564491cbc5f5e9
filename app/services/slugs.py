"""The names that courses and tags have in addresses."""

import re
import unicodedata
from collections.abc import Callable
from itertools import count

LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})
LONGEST = 80


def slug_of(text: str) -> str:
    """Small letters, digits and hyphens; æ ae, ø oe, å aa. Nothing readable: "x"."""
    text = unicodedata.normalize("NFC", text).lower().translate(LETTERS)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:LONGEST].rstrip("-") or "x"


def free_slug(text: str, is_taken: Callable[[str], bool]) -> str:
    """The first of name, name-2, name-3 that nobody has."""
    name = slug_of(text)
    if not is_taken(name):
        return name
    return next(slug for number in count(2) if not is_taken(slug := f"{name}-{number}"))
