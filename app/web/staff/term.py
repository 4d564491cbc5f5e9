"""The cohorts of half a year, side by side."""

import re

from flask import Response, request

from app import clock
from app.models import Role
from app.services import courses, terms
from app.services.terms import Term
from app.web.access import staff
from app.web.languages import ANY
from app.web.pages import page
from app.web.staff import bp

WRITTEN = re.compile(r"(20[2-9]\d)-(spring|autumn)")


@bp.get(f"/{ANY}/staff/term")
@staff(Role.SECRETARY)
def term() -> Response:
    match = WRITTEN.fullmatch(request.args.get("term", ""))
    today = clock.today()
    chosen = Term(int(match[1]), match[2] == "autumn") if match else terms.of_day(today)
    seen = terms.overview(chosen)
    return page(
        "staff/term.html",
        term=chosen,
        seen=seen,
        places=courses.occupancy(seen.ids),
        teachers=terms.teachers,
        written=written,
    )


def written(term: Term) -> str:
    """As the address has it."""
    return f"{term.year}-{'autumn' if term.is_autumn else 'spring'}"
