"""The pages of a worksheet: the same for a participant and for whoever registered."""

from collections.abc import Callable

from flask import Blueprint, Response

from app.web import fill_in, fill_in_section, hand_in
from app.web.access import by_link
from app.web.large import takes_files, takes_much_text


def add_pages(
    bp: Blueprint, here: str, links: tuple[str, str], desk_of: Callable[[str, str], fill_in.Desk]
) -> None:
    """Fill in, fetch, share and hand in, below the page that `links` open.

    `desk_of` finds the worksheet by the digest of the link and by its kind.
    """
    sheet = f"{here}/worksheet/<worksheet>"

    @bp.get(sheet)
    @by_link(*links)
    def worksheet(digest: str, worksheet: str) -> Response:
        return fill_in.overview(desk_of(digest, worksheet))

    @bp.route(f"{sheet}/<section>", methods=["GET", "POST"])
    @by_link(*links)
    @takes_much_text
    def worksheet_section(digest: str, worksheet: str, section: str) -> Response:
        return fill_in_section.section(desk_of(digest, worksheet), section)

    @bp.get(f"{sheet}/whole")
    @by_link(*links)
    def worksheet_whole(digest: str, worksheet: str) -> Response:
        return fill_in.whole(desk_of(digest, worksheet))

    @bp.post(f"{sheet}/file")
    @by_link(*links)
    def worksheet_file(digest: str, worksheet: str) -> Response:
        return fill_in.fetch(desk_of(digest, worksheet))

    @bp.post(f"{sheet}/act/<any({fill_in.NAMES}):act>")
    @by_link(*links)
    def worksheet_act(digest: str, worksheet: str, act: str) -> Response:
        """Share it, show it, say that it is done; and take each of them back."""
        return fill_in.act(desk_of(digest, worksheet), act)

    @bp.route(f"{sheet}/hand-in", methods=["GET", "POST"], endpoint="hand_in")
    @by_link(*links)
    @takes_files
    def hand_in_page(digest: str, worksheet: str) -> Response:
        return hand_in.form_page(lambda: desk_of(digest, worksheet))

    @bp.post(f"{sheet}/send")
    @by_link(*links)
    def send_worksheet(digest: str, worksheet: str) -> Response:
        return hand_in.send(desk_of(digest, worksheet))

    @bp.get(f"{sheet}/handed-in/<int:file_id>")
    @by_link(*links)
    def handed_file(digest: str, worksheet: str, file_id: int) -> Response:
        """Their own. What somebody else handed in is not there."""
        return hand_in.file(desk_of(digest, worksheet), file_id)
