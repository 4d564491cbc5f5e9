"""Who is signed in. The cookie carries a random id and the time of the last request, no name."""

from datetime import UTC, datetime, timedelta

from flask import Flask, Response, g, request, session

from app import clock
from app.extensions import db
from app.services import audit, staff

KEY = "staff"
# so that not every GET sets a cookie
REFRESH = timedelta(minutes=1)


def init_app(app: Flask) -> None:
    app.before_request(load)
    app.after_request(note_refusal)


def load() -> None:
    """Set g.staff for the pages of staff. Others never read the cookie: it would be in their way."""
    g.staff = None
    if request.blueprint != "staff":
        return
    kept = session.get(KEY)
    if not kept:
        return
    key, seen = kept
    now = clock.now()
    found = staff.find_session(key, now, datetime.fromtimestamp(seen, UTC))
    if found is None:
        del session[KEY]
        return
    g.staff = found.member
    g.staff_session = found
    g.staff_id = found.member_id
    db.session.info["peer"] = request.remote_addr or ""
    if now.timestamp() - seen >= REFRESH.total_seconds():
        session[KEY] = [key, int(now.timestamp())]


def remember(key: str) -> None:
    """Begin a new cookie: what an earlier one said is gone, but for the opened private links."""
    links = session.get("links")
    session.clear()
    if links:
        session["links"] = links
    session[KEY] = [key, int(clock.now().timestamp())]


def forget() -> None:
    """Leave nothing of the sign-in in the cookie."""
    session.pop(KEY, None)
    session.pop("csrf_token", None)


def note_refusal(response: Response) -> Response:
    """Somebody wanted what their role does not include: written down, whatever the request was."""
    if response.status_code == 403 and "staff_id" in g:
        db.session.rollback()
        audit.record_apart(
            "refused",
            f"page/{request.endpoint}",
            actor_id=g.staff_id,
            peer=request.remote_addr or "",
        )
    return response
