"""The worksheets that a registration fills in together."""

from flask import Response, g

from app.services import private_pages
from app.web import fill_in
from app.web.access import by_link
from app.web.contact import HERE, bp

SHEET = f"{HERE}/worksheet/<worksheet>"


@bp.get(SHEET)
@by_link("registration", "team_worksheet")
def worksheet(digest: str, worksheet: str) -> Response:
    return fill_in.overview(_desk(digest, worksheet))


def _desk(digest: str, kind: str) -> fill_in.Desk:
    registration = private_pages.registration(g.link)
    return fill_in.at("contact", registration, kind, digest=digest, worksheet=kind)
