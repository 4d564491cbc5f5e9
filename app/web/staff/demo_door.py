"""Into the desk of the demo without password and code: on this machine alone (config.py).

Its link is of a purpose that no other site opens (access.py), and the page is not there either.
"""

from flask import Flask, Response, g

from app.extensions import db
from app.models import StaffMember
from app.services import sign_ins
from app.services import staff as members
from app.web.access import DEMO, by_link
from app.web.forms import Form
from app.web.languages import ANY
from app.web.pages import page
from app.web.staff import presence
from app.web.staff.devices import device
from app.web.staff.sign_in import to


def init_app(app: Flask) -> None:
    app.add_url_rule(
        f"/{ANY}/staff/demo/<digest>", "staff.demo", by_link(DEMO)(demo), methods=["GET", "POST"]
    )


def demo(digest: str) -> Response:
    """Who has chosen a password in the demo signs in with it, and with a code, as everywhere."""
    member: StaffMember | None = members.by_link(g.link.subject, g.link.version)
    if member is None or member.password_hash is not None:
        return page("staff/old_link.html", status=404)
    form = Form()
    if form.validate_on_submit():
        key = sign_ins.enter(member, device())
        db.session.commit()
        presence.remember(key)
        return to(None)
    return page("staff/demo.html", form=form, member=member, digest=digest)
