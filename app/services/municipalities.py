"""The 98 municipalities, as people type them."""

from functools import lru_cache

from sqlalchemy import select

from app.extensions import db
from app.models import Municipality

ROWS = select(Municipality.id, Municipality.name)
# words around the name: "Odense Kommune", "Københavns Kommune", "Bornholms Regionskommune"
AROUND = (" kommune", " regionskommune")


def names() -> list[str]:
    """All of them, in the order of the Danish alphabet."""
    return list(db.session.scalars(select(Municipality.name).order_by(Municipality.id)))


def everyone() -> list[Municipality]:
    return list(db.session.scalars(select(Municipality).order_by(Municipality.id)))


def find(text: str) -> Municipality | None:
    """The municipality that is meant; Århus, Ålborg, Åbenrå and Fåborg are understood too."""
    wanted = _fold(text)
    found = _folded(tuple((row_id, name) for row_id, name in db.session.execute(ROWS)))
    # "Københavns Kommune" is København, "Vesthimmerland" is Vesthimmerlands
    spellings = (wanted, wanted.removesuffix("s"), f"{wanted}s")
    row_id = next((found[one] for one in spellings if one in found), None)
    return None if row_id is None else db.session.get(Municipality, row_id)


@lru_cache(1)
def _folded(rows: tuple[tuple[int, str], ...]) -> dict[str, int]:
    # the first half of a double name will do: Fåborg for Faaborg-Midtfyn
    halves = {_fold(name.partition("-")[0]): row_id for row_id, name in rows}
    return halves | {_fold(name): row_id for row_id, name in rows}


def _fold(text: str) -> str:
    folded = " ".join(text.casefold().split())
    for word in AROUND:
        folded = folded.removesuffix(word)
    return folded.replace("å", "aa").replace("-", " ")
