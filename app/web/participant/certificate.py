"""The certificate: fetched by a button, and whether the page that checks its number says whose."""

from flask import Response, current_app, g, request, url_for
from flask_babel import gettext as _

from app.extensions import db
from app.language import Language
from app.models.errors import SeatGone
from app.services import certificates, private_pages
from app.web import languages
from app.web.access import by_link
from app.web.files import attachment
from app.web.messages import say
from app.web.pages import see_other
from app.web.participant import HERE, bp


@bp.post(f"{HERE}/certificate")
@by_link("seat")
def certificate(digest: str) -> Response:
    """In the language of the button. Nothing is held in the database while it is made."""
    found = certificates.of(private_pages.seat(g.link))
    if found is None or not found.name:
        return see_other(".seat", say(SeatGone()), digest=digest)
    wanted = request.form.get("language", "")
    language = Language(wanted) if wanted in set(Language) else languages.language()
    path = url_for("public.certificate_number", number=found.number, language=str(language))
    db.session.rollback()
    return attachment(
        certificates.document(
            found, language=language, check_at=f"{current_app.config['BASE_URL']}{path}"
        )
    )


@bp.post(f"{HERE}/certificate-name")
@by_link("seat")
def certificate_name(digest: str) -> Response:
    seat = private_pages.seat(g.link)
    certificates.show_name(seat, shown="names" in request.form)
    db.session.commit()
    return see_other(".seat", _("Saved."), digest=digest)
