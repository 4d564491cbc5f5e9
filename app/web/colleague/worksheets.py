"""A worksheet as colleagues see it: what is written, and nothing of who has a place."""

from collections.abc import Callable

from flask import Response, g, request

from app import clock
from app.models.errors import SharingEnded
from app.services import answers, sharing
from app.web import fill_in, fill_in_section
from app.web.access import by_link
from app.web.colleague import HERE, bp
from app.web.large import takes_much_text
from app.web.messages import say
from app.web.pages import page


@bp.get(HERE)
@by_link("share")
def worksheet(digest: str) -> Response:
    return _open(digest, fill_in.overview)


@bp.route(f"{HERE}/<section>", methods=["GET", "POST"])
@by_link("share")
@takes_much_text
def worksheet_section(digest: str, section: str) -> Response:
    return _open(digest, lambda desk: fill_in_section.section(desk, section))


@bp.get(f"{HERE}/whole")
@by_link("share")
def worksheet_whole(digest: str) -> Response:
    return _open(digest, fill_in.whole)


@bp.post(f"{HERE}/file")
@by_link("share")
def worksheet_file(digest: str) -> Response:
    return _open(digest, fill_in.fetch)


def _open(digest: str, view: Callable[[fill_in.Desk], Response]) -> Response:
    """The page, or a kind word where the link has ended; what was typed stays on it."""
    try:
        answer = sharing.get(g.link, clock.now())
    except SharingEnded as ended:
        typed = [text for name, text in request.form.items() if "." in name and text.strip()]
        # refused, as a form is: a page that saves by itself shows why
        status = 422 if request.method == "POST" else 404
        return page("fill_in/ended.html", status=status, reason=say(ended), typed=typed)
    desk = fill_in.at("colleague", answers.owner(answer), answer.worksheet, digest=digest)
    return view(desk)
