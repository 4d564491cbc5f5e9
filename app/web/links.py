"""/da/l/<token>: opens a private link. The token goes into the cookie, and out of the address."""

from flask import Blueprint, Response, current_app, g, request

from app.web.access import DEMO, keep_link, open_link, public
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
    "dates": "subscriber.dates",
    "registration": "contact.registration",
    "offer": "contact.offer",
    "queue_again": "contact.queue_again",
    "choice": "contact.choice",
    "seat": "participant.seat",
    "undo": "participant.undo",
    "worksheet": "participant.worksheet",
    "team_worksheet": "contact.worksheet",
    "share": "colleague.worksheet",
    "invite": "staff.set_password",
    "password": "staff.set_password",
    "new_email": "staff.confirm_email",
    DEMO: "staff.demo",
}
# what an address may say beside the token: which of the reader's things it leads to
ABOUT = ("course", "cohort", "worksheet", "section")


@bp.get(f"/{ANY}/l/<token>")
@public
def open_private(token: str) -> Response:
    """Shows nothing and changes nothing: scanners of mail open links too."""
    g.private = True
    link = open_link(token)
    endpoint = LEADS_TO.get(link.purpose) if link else None
    # what the page says before it knows who reads, or what it is about
    about = {name: request.args[name] for name in ABOUT if name in request.args}
    if endpoint is None or _leaves_out(endpoint, about):
        return page("errors/old_link.html", status=404)
    return see_other(endpoint, digest=keep_link(token), **about)


def _leaves_out(endpoint: str, about: dict[str, str]) -> bool:
    """An address that was cut off: the page would not know which worksheet."""
    expects = current_app.url_map.is_endpoint_expecting(endpoint, "worksheet")
    return expects and "worksheet" not in about
