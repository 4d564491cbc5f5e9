"""The mails: waiting, sent, failed, and why."""

from datetime import timedelta

from flask import Response, request
from flask_babel import lazy_gettext as _l

from app import clock
from app.extensions import db
from app.models import MailState, Role
from app.services import outbox as mails
from app.web.access import staff
from app.web.forms import Form
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.sorting import sorting
from app.web.staff import bp
from app.web.staff.letters import NAMES
from app.web.staff.reads import note_read

# the worker looks every few seconds: what waits longer does so for a reason
SLOW = timedelta(minutes=2)


@bp.get(f"/{ANY}/staff/outbox")
@staff(Role.SECRETARY)
def outbox() -> Response:
    """Addresses are shown, since a failed mail is about one; who looked is noted."""
    state = request.args.get("state", "")
    wanted = MailState(state) if state in set(MailState) else None
    after = request.args.get("after", "")
    listed = mails.overview(wanted, int(after) if after.isdecimal() and len(after) < 10 else None)
    now = clock.now()
    oldest = mails.oldest_due(now)
    order = sorting(
        {
            "to": lambda mail: mail.recipient,
            "letter": lambda mail: str(NAMES.get(mail.letter, mail.letter)),
            "when": lambda mail: mail.sent_at or mail.due_at,
            "tries": lambda mail: mail.attempts,
        },
        anchor="t-mails",
        whole=not after and len(listed) < mails.A_PAGE,
    )
    if listed:
        note_read("outbox", what="addresses", mails=len(listed))
    return page(
        "staff/outbox.html",
        mails=order.rows(listed),
        order=order,
        state=wanted,
        is_first=not after,
        more=listed[-1].id if len(listed) == mails.A_PAGE else None,
        counts=mails.counts(),
        due=mails.due(now),
        late=oldest if oldest is not None and oldest < now - SLOW else None,
        again=Form(),
        names=NAMES,
    )


@bp.post(f"/{ANY}/staff/outbox/<int:mail_id>/again")
@staff(Role.SECRETARY)
def send_again(mail_id: int) -> Response:
    """Pressed twice, it waits once."""
    queued = mails.send_again(mail_id)
    db.session.commit()
    message = (
        _l("The email is queued again.")
        if queued
        else _l("The email waits already, or its address has been deleted.")
    )
    return see_other(".outbox", message, state=request.args.get("state") or None)
