"""A worksheet as colleagues see it: what is written, and nothing of who has a place."""

from flask import Response, g

from app import clock
from app.services import answers, sharing
from app.web import fill_in
from app.web.access import by_link
from app.web.colleague import HERE, bp


@bp.get(HERE)
@by_link("share")
def worksheet(digest: str) -> Response:
    return fill_in.overview(_desk(digest))


def _desk(digest: str) -> fill_in.Desk:
    answer = sharing.get(g.link, clock.now())
    return fill_in.at("colleague", answers.owner(answer), answer.worksheet, digest=digest)
