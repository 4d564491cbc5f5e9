"""Being on the list of those who come: a tick, and the list for those who have ticked it."""

from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.extensions import db
from app.models import Seat
from app.services import contact_list, private_pages
from app.web.access import by_link
from app.web.pages import see_other
from app.web.participant import HERE, bp

# kept with the yes as it was read
WORDING = _l("Let the others who are coming see my name, workplace and email")


@bp.post(f"{HERE}/contact-list")
@by_link("seat")
def contacts(digest: str) -> Response:
    seat = private_pages.seat(g.link)
    if "share" in request.form:
        contact_list.join(seat, str(WORDING), clock.now())
    else:
        contact_list.leave(seat)
    db.session.commit()
    return see_other(".seat", _("Saved."), digest=digest)


def about(seat: Seat) -> dict[str, Any]:
    """What the page of a place says of it."""
    return {
        "may_share": contact_list.may_join(seat),
        "sharing": WORDING,
        "others": contact_list.others(seat),
    }
