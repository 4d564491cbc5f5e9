"""Who is signed in. The cookie carries a random id and the time of the last request, no name."""

from datetime import UTC, datetime, timedelta

from flask import Flask, Response, current_app, g, request, session

from app import clock, tokens
from app.extensions import db
from app.models import StaffMember
from app.services import audit, sign_ins
from app.services import staff as members
from app.web import typed
from app.web.proof import comes_from_here

KEY = "staff"
# so that not every GET sets a cookie
REFRESH = timedelta(minutes=1)
DEVICE = "device"
# between password and code
HALF = "half"
HALF_LASTS = timedelta(minutes=10)
# of the app that is being set up; sealed, until the first code
SECRET = "secret"  # noqa: S105
# what a passkey is asked, and since when
CHALLENGE = "challenge"


def init_app(app: Flask) -> None:
    app.before_request(load)
    app.after_request(note_refusal)


def load() -> None:
    """Set g.staff on the pages of staff. Public pages never ask the cookie: they can be kept."""
    g.staff = None
    if request.blueprint != "staff":
        return
    db.session.info["peer"] = peer()
    kept = session.get(KEY)
    if not kept:
        g.half = _halfway()
        return
    key, seen = kept
    found = sign_ins.find(key, datetime.fromtimestamp(seen, UTC))
    if found is None:
        g.was_staff = sign_ins.owner(key) or 0
        del session[KEY]
        return
    g.staff = found.member
    g.staff_session = found
    g.staff_id = found.member_id
    now = clock.now().timestamp()
    if now - seen >= REFRESH.total_seconds():
        session[KEY] = [key, int(now)]
    if typed.FIELD in request.form and comes_from_here():
        typed.show_again(found.member_id)


def _halfway() -> StaffMember | None:
    """Who has given the right password in this browser, a moment ago, and no code yet."""
    kept = session.get(HALF)
    if not kept:
        return None
    member_id, version, at = kept
    if clock.now() - datetime.fromtimestamp(at, UTC) > HALF_LASTS:
        del session[HALF]
        return None
    return members.by_link(member_id, version)


def peer() -> str:
    """Where the request came from, as far as the configured proxies can be believed."""
    return request.remote_addr or ""


def remember(key: str) -> None:
    """Begin a new cookie: what an earlier one said is gone, but for the opened private links."""
    _begin_anew()
    session[KEY] = [key, int(clock.now().timestamp())]


def remember_half(member: StaffMember) -> None:
    """The password was right; nothing is open before the code is. A new cookie begins, too."""
    _begin_anew()
    session[HALF] = [member.id, member.link_version, int(clock.now().timestamp())]


def _begin_anew() -> None:
    links = session.get("links")
    session.clear()
    if links:
        session["links"] = links


def forget() -> None:
    """Leave nothing of the sign-in in the cookie."""
    for name in (KEY, HALF, SECRET, CHALLENGE):
        session.pop(name, None)
    session.pop("csrf_token", None)


def device() -> sign_ins.Device | None:
    """What this browser kept of an earlier sign-in."""
    token = request.cookies.get(_device_cookie(), "")
    link = tokens.open_token(current_app.config["LINK_KEYS"], token, sign_ins.KNOWN_FOR)
    if link is None or link.purpose != DEVICE:
        return None
    return sign_ins.Device(link.subject, link.version, tokens.digest(token))


def keep_device(response: Response, member: StaffMember) -> Response:
    """Let the browser be known when it signs in again: others cannot lock its owner out."""
    keys = current_app.config["LINK_KEYS"]
    response.set_cookie(
        _device_cookie(),
        tokens.sign(keys, DEVICE, member.id, member.link_version),
        max_age=sign_ins.KNOWN_FOR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _device_cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def note_refusal(response: Response) -> Response:
    """Somebody wanted what their role does not include: written down, whatever the request was."""
    if response.status_code == 403 and "staff_id" in g:
        db.session.rollback()
        audit.record_apart(
            "page.refused", f"page/{request.endpoint}", actor_id=g.staff_id, peer=peer()
        )
    return response
