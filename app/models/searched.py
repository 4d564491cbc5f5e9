"""Names as a search reads them: small letters, and a blank before each word.

So the beginning of any word is found by one LIKE, and Danish letters are found however they are
written, which SQLite's own small letters do not do.
"""

import unicodedata

from sqlalchemy import event

from app.models.registration import Registration, Seat


def folded_name(name: str) -> str:
    """Of "Åse-Marie  Ærø": " åse marie ærø"; nothing of a name without words."""
    words = unicodedata.normalize("NFC", name).casefold().replace("-", " ").split()
    return "".join(f" {word}" for word in words)


@event.listens_for(Registration.contact_name, "set")
@event.listens_for(Seat.name, "set")
def _follow(row: Registration | Seat, name: str | None, *_: object) -> None:
    row.search_name = folded_name(name or "")
