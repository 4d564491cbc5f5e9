"""The worksheets that a registration fills in together."""

from flask import g

from app.services import private_pages
from app.web import fill_in
from app.web.contact import HERE, bp
from app.web.worksheet_pages import add_pages


def desk_of(digest: str, kind: str) -> fill_in.Desk:
    registration = private_pages.registration(g.link)
    back = "contact.registration" if g.link.purpose == "registration" else ""
    return fill_in.at("contact", registration, kind, back, digest=digest, worksheet=kind)


# the link to a worksheet opens no more than that: it may be given on
add_pages(bp, HERE, ("registration", "team_worksheet"), desk_of)
