"""/da/l/<token>: opens a private link. The token goes into the cookie, and out of the address."""

from flask import Blueprint, Response, g, request

from app.web.access import keep_link, open_link, public
from app.web.languages import ANY
from app.web.pages import page, see_other

bp = Blueprint("links", __name__)

# where the link of a purpose leads
LEADS_TO = {
    "confirm": "subscriber.confirm",
    "status": "subscriber.status",
    "stop": "subscriber.stop",
    "renew": "subscriber.renew",
    "register": "subscriber.register",
    "registration": "contact.registration",
    "offer": "contact.offer",
    "queue_again": "contact.queue_again",
    "choice": "contact.choice",
    "seat": "participant.seat",
    "undo": "participant.undo",
    "invite": "staff.set_password",
    "password": "staff.set_password",
}


@bp.get(f"/{ANY}/l/<token>")
@public
def open_private(token: str) -> Response:
    """Shows nothing and changes nothing: scanners of mail open links too."""
    g.private = True
    link = open_link(token)
    if link is None or link.purpose not in LEADS_TO:
        return page("errors/old_link.html", status=404)
    # what the page says before it knows who reads, or which cohort it is about
    about = {name: request.args[name] for name in ("course", "cohort") if name in request.args}
    return see_other(LEADS_TO[link.purpose], digest=keep_link(token), **about)
