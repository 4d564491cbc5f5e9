"""The worksheets that a registration fills in together."""

from flask import Response, g

from app.services import private_pages
from app.web import fill_in, fill_in_section
from app.web.access import by_link
from app.web.contact import HERE, bp
from app.web.large import takes_much_text

SHEET = f"{HERE}/worksheet/<worksheet>"
# the link to a worksheet opens no more than that: it may be given on
LINKS = ("registration", "team_worksheet")


@bp.get(SHEET)
@by_link(*LINKS)
def worksheet(digest: str, worksheet: str) -> Response:
    return fill_in.overview(desk_of(digest, worksheet))


@bp.route(f"{SHEET}/<section>", methods=["GET", "POST"])
@by_link(*LINKS)
@takes_much_text
def worksheet_section(digest: str, worksheet: str, section: str) -> Response:
    return fill_in_section.section(desk_of(digest, worksheet), section)


@bp.get(f"{SHEET}/whole")
@by_link(*LINKS)
def worksheet_whole(digest: str, worksheet: str) -> Response:
    return fill_in.whole(desk_of(digest, worksheet))


@bp.post(f"{SHEET}/file")
@by_link(*LINKS)
def worksheet_file(digest: str, worksheet: str) -> Response:
    return fill_in.fetch(desk_of(digest, worksheet))


@bp.post(f"{SHEET}/act/<any({fill_in.NAMES}):act>")
@by_link(*LINKS)
def worksheet_act(digest: str, worksheet: str, act: str) -> Response:
    """Share it, show it, say that it is done; and take each of them back."""
    return fill_in.act(desk_of(digest, worksheet), act)


def desk_of(digest: str, kind: str) -> fill_in.Desk:
    registration = private_pages.registration(g.link)
    back = "contact.registration" if g.link.purpose == "registration" else ""
    return fill_in.at("contact", registration, kind, back, digest=digest, worksheet=kind)
