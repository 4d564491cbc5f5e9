"""Handing in a worksheet, as a file or as the page."""

from flask import Response

from app.web import hand_in as pages
from app.web.access import by_link
from app.web.large import takes_files
from app.web.participant import bp
from app.web.participant.worksheets import LINKS, SHEET, desk_of


@bp.route(f"{SHEET}/hand-in", methods=["GET", "POST"])
@by_link(*LINKS)
@takes_files
def hand_in(digest: str, worksheet: str) -> Response:
    return pages.form_page(lambda: desk_of(digest, worksheet))


@bp.post(f"{SHEET}/send")
@by_link(*LINKS)
def send_worksheet(digest: str, worksheet: str) -> Response:
    return pages.send(desk_of(digest, worksheet))


@bp.get(f"{SHEET}/handed-in/<int:file_id>")
@by_link(*LINKS)
def handed_file(digest: str, worksheet: str, file_id: int) -> Response:
    """Their own. What somebody else handed in is not there."""
    return pages.file(desk_of(digest, worksheet), file_id)
