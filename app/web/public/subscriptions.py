""" "Tell me when there is a date": the form and its answer."""

from flask import Response, abort, request

from app import addresses
from app.extensions import db
from app.services import courses, provider, subscriptions
from app.web import languages
from app.web.access import public
from app.web.languages import two
from app.web.pages import page, see_other
from app.web.public import bp
from app.web.public.forms import SubscribeForm


@two(bp, "/kurser/<slug>/besked", "/courses/<slug>/notify", methods=["GET", "POST"])
@public
def subscribe(slug: str) -> Response:
    """The answer is a page of its own, the same whatever we know of the address.

    It stands at the address of the form, since no cookie and no address in the address bar could
    carry what was typed to another one. Sending it again is harmless.
    """
    course = courses.get(slug)
    if course.is_external:
        abort(404)
    if course.is_retired:
        return see_other(".course", slug=slug)
    form = SubscribeForm().ask_for(course)
    if not form.validate_on_submit():
        return page("public/subscribe.html", form=form, course=course)
    subscriptions.subscribe(
        course,
        email=form.email.address,
        language=languages.language(),
        wording=form.consent(course, provider.get()),
        page=request.path,
        seats=form.seats.number,
        municipality=form.municipality.row,
        note=form.note.data or "",
        at_ours=form.at_ours.data,
        months=form.months.data,
    )
    suggestion = addresses.suggestion(form.email.data)
    answer = page("public/check_your_mail.html", form=form, course=course, suggestion=suggestion)
    db.session.commit()
    return answer
