"""The worksheets of a participant: to fill in here, or to fetch."""

from flask import Response, g

from app.services import private_pages
from app.web import fill_in
from app.web.access import by_link
from app.web.participant import HERE, bp

SHEET = f"{HERE}/worksheet/<worksheet>"


@bp.get(SHEET)
@by_link("seat", "worksheet")
def worksheet(digest: str, worksheet: str) -> Response:
    return fill_in.overview(_desk(digest, worksheet))


def _desk(digest: str, kind: str) -> fill_in.Desk:
    seat = private_pages.seat(g.link)
    return fill_in.at("participant", seat, kind, digest=digest, worksheet=kind)
