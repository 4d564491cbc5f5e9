"""Whether the search of staff slows down as people are added: 100,000 against 1,000.

The whole page is asked for, as somebody who types into the field at the top of it: a name that many
have, one that nobody has, and a reference. Names are read from an index of folded names, from one
end to the other when nobody has the name: that is what grows.
"""

import statistics
import time
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text

from app.extensions import db
from app.models import Registration, Seat, folded_name
from bench.ground import Line, milliseconds, table
from bench.lists import KINDS, site
from tests.browser import Browser
from tests.factories import Make
from tests.staffing import signed_in

FEW, MANY = 1_000, 100_000
AT_ONCE = 5_000
WARM, REQUESTS = 3, 15
FIRST = ("Åse", "Bodil", "Carl", "Ditte", "Erik", "Freja", "Gorm", "Helle", "Ida", "Jens")
LAST = ("Holm", "Ærø", "Øst", "Krogh", "Lund", "Madsen", "Nygaard", "Poulsen", "Riis", "Skov")
# what is typed, and how much longer it may take among a hundred times as many
WANTED = (("a common name", "helle", 2.0), ("nobody's name", "qqq", 5.0))
GOAL_OF_A_REFERENCE = 2.0


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        with site(kind) as app:
            lines += measure(kind, app)
    print(table(f"Search among {MANY:,} people, against {FEW:,}", lines))


def measure(kind: str, app: Flask) -> list[Line]:
    make = Make()
    make.registration(make.cohort(state="open"), seats=1)
    browser = Browser(app)
    signed_in(browser)
    wanted = (*WANTED, ("a reference", f"HOLD-{FEW}", GOAL_OF_A_REFERENCE))
    found: list[list[float]] = []
    for number in (FEW, MANY):
        people(number)
        found.append([asked(browser, what) for _, what, _ in wanted])
    return [
        Line(f"{kind}: {name}", milliseconds(few), milliseconds(many), many / few, goal)
        for (name, _, goal), few, many in zip(wanted, *found, strict=True)
    ]


def people(number: int) -> None:
    """Registrations of one like the first, until there are so many people."""
    registration = _first(Registration)
    seat = _first(Seat)
    [last] = db.session.execute(text("SELECT max(id) FROM registration")).one()
    for begin in range(last + 1, number + 1, AT_ONCE):
        ids = range(begin, min(begin + AT_ONCE, number + 1))
        rows = [_named(registration, "contact_", n) | _own(n) for n in ids]
        db.session.execute(insert(Registration), rows)
        rows = [_named(seat, "", n) | {"id": n, "registration_id": n} for n in ids]
        db.session.execute(insert(Seat), rows)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def _first(model: type[Registration] | type[Seat]) -> dict[str, Any]:
    return dict(db.session.execute(select(model.__table__)).mappings().first() or {})


def _own(number: int) -> dict[str, Any]:
    return {"id": number, "reference": f"HOLD-{number}", "form_key": None}


def _named(row: dict[str, Any], before: str, number: int) -> dict[str, Any]:
    first, middle = FIRST[number % 10], FIRST[number // 10 % 10]
    name = f"{first} {middle} {LAST[number // 100 % 10]}"
    email = f"{before}person{number}@odense.example"
    return row | {
        f"{before}name": name,
        f"{before}email": email,
        "search_name": folded_name(name),
    }


def asked(browser: Browser, wanted: str) -> float:
    """Seconds for an answer, a quarter of them being quicker: other work only ever adds."""
    form = browser.visit("staff.find").one("#find-form")
    sent = {
        "csrf_token": str(form.select("[name=csrf_token]")[0]["value"]),
        "wanted": wanted,
        "purpose": "question",
    }
    seconds = []
    for _request in range(REQUESTS):
        began = time.perf_counter()
        status = browser.send(str(form["action"]), method="post", data=sent).status_code
        seconds.append(time.perf_counter() - began)
        assert status == 200, f"{wanted}: {status}"
    return statistics.quantiles(seconds[WARM:], n=4)[0]


if __name__ == "__main__":
    main()
