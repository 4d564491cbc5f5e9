"""How many public forms one sender may send: enough for a town hall behind one address."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, current_app, request
from werkzeug.exceptions import TooManyRequests

from app import clock
from app.extensions import db
from app.services import tries
from app.web.access import MARK, SAFE
from app.web.proof import EXEMPT

MOST = 300
WITHIN = timedelta(hours=1)


def init_app(app: Flask) -> None:
    app.before_request(hold_back)


def hold_back() -> None:
    """Count what is sent to public pages. What only reads is never held back.

    Counted in the database, so that all processes count together, and committed at once, so that
    senders do not wait for each other longer than that.
    """
    if request.method in SAFE or request.endpoint is None or request.endpoint in EXEMPT:
        return
    if getattr(current_app.view_functions[request.endpoint], MARK, None) == "public":
        hold_back_sender()


def hold_back_sender() -> None:
    """The same for a request that has others do something, whatever its method."""
    now = clock.now()
    # the key makes it impossible to find the address by trying all there are
    what = f"{current_app.config['SECRET_KEY']}/forms/{sender()}"
    # an open transaction would hold the lock that the counter's waits for
    db.session.commit()
    if tries.count_apart(what, within=WITHIN, now=now) > MOST:
        seconds = (tries.over_at(what) - now).total_seconds()
        db.session.rollback()
        raise TooManyRequests(retry_after=max(1, int(seconds)))


def sender() -> str:
    """Where it comes from, as far as the configured proxies can be believed.

    Of IPv6 the network: one connection has all addresses of it.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(address)
