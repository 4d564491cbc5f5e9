"""For whoever watches over the site: is it alive, and is it ready? Strangers learn no more."""

import logging

from flask import Blueprint, Response, current_app

from app import config
from app.services import health
from app.web.access import public

bp = Blueprint("health", __name__)
log = logging.getLogger("holdstart")


@bp.get("/live")
@public
def live() -> Response:
    """Touches nothing: says only that the process answers."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@bp.get("/ready")
@public
def ready() -> Response:
    found = health.problems(config.tree("migrations"), current_app.config["INSTANCE_PATH"])
    for problem in found:
        log.warning("not ready: %s", problem)
    return Response(
        "not ready\n" if found else "ok\n",
        status=503 if found else 200,
        content_type="text/plain; charset=utf-8",
    )
