"""The worksheets of a participant: to fill in here, or to fetch."""

from flask import g

from app.services import private_pages
from app.web import fill_in
from app.web.participant import HERE, bp
from app.web.worksheet_pages import add_pages


def desk_of(digest: str, kind: str) -> fill_in.Desk:
    seat = private_pages.seat(g.link)
    back = "participant.seat" if g.link.purpose == "seat" else ""
    return fill_in.at("participant", seat, kind, back, digest=digest, worksheet=kind)


# the link to a worksheet opens no more than that: it may be given on
add_pages(bp, HERE, ("seat", "worksheet"), desk_of)
