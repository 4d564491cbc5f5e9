"""The page after a registration: complete, in case the mail does not come."""

from flask import Response, g, request

from app import clock
from app.services import private_pages, receipts
from app.web.access import by_link
from app.web.contact import HERE, bp
from app.web.pages import page
from app.web.register_fields import whole


@bp.get(f"{HERE}/receipt")
@by_link("receipt", "registration")
def receipt(digest: str) -> Response:
    """Opened by sending the form, for a day: it shows what was sent, and opens nothing else."""
    registration = private_pages.registration(g.link)
    waiting = {whole(n) for n in request.args.get("line", "").split("-") if n}
    return page(
        "contact/receipt.html",
        registration=registration,
        receipt=receipts.of(registration, waiting, clock.now()),
        digest=digest,
    )
