"""The calendar file of a registration or of one place, to fetch from its page."""

from urllib.parse import urlsplit

from flask import Response, current_app, url_for

from app import clock
from app.models import Registration, Seat
from app.services import provider
from app.web import languages


def answer(owner: Registration | Seat, *, cancelled: bool) -> Response:
    """In the language of the page. Cancelled: the days are taken out of the calendar again."""
    # loads a library that most processes never need
    from app.documents.calendar import MIMETYPE, calendar_file

    cohort = (owner if isinstance(owner, Registration) else owner.registration).cohort
    path = url_for("public.course", slug=cohort.course.slug)
    base = current_app.config["BASE_URL"]
    text = calendar_file(
        cohort,
        owner,
        host=urlsplit(base).hostname or "localhost",
        language=languages.language(),
        at=clock.now(),
        organizer=provider.get().email,
        link=f"{base}{path}",
        cancelled=cancelled,
    )
    response = Response(text, mimetype=MIMETYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{cohort.course.slug}.ics"'
    return response
