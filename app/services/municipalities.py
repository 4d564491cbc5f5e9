"""The 98 municipalities, as people type them."""

from sqlalchemy import select

from app.extensions import db
from app.models import Municipality

# words around the name: "Odense Kommune", "Københavns Kommune", "Bornholms Regionskommune"
AROUND = (" kommune", " regionskommune")


def names() -> list[str]:
    """All of them, in the order of the Danish alphabet."""
    return list(db.session.scalars(select(Municipality.name).order_by(Municipality.id)))


def find(text: str) -> Municipality | None:
    """The municipality that is meant; Århus, Ålborg, Åbenrå and Fåborg are understood too."""
    wanted = _fold(text)
    rows = list(db.session.scalars(select(Municipality)))
    # the first half of a double name will do: Fåborg for Faaborg-Midtfyn
    found = {_fold(row.name.partition("-")[0]): row for row in rows}
    found |= {_fold(row.name): row for row in rows}
    # "Københavns Kommune" is København, "Vesthimmerland" is Vesthimmerlands
    spellings = (wanted, wanted.removesuffix("s"), f"{wanted}s")
    return next((found[one] for one in spellings if one in found), None)


def _fold(text: str) -> str:
    folded = " ".join(text.casefold().split())
    for word in AROUND:
        folded = folded.removesuffix(word)
    return folded.replace("å", "aa").replace("-", " ")
