"""Register yourself and your colleagues; and get the links to what you have registered."""

from flask import Response, url_for

from app.extensions import db
from app.services import found_registrations, register_pages
from app.web import languages
from app.web.access import public
from app.web.full_cohorts import refused_together
from app.web.kept import kept
from app.web.languages import two
from app.web.pages import page
from app.web.public import bp
from app.web.public.forms import FindForm, SubscribeForm
from app.web.register_steps import Asked, address


@two(
    bp,
    "/kurser/<slug>/<code>/tilmeld",
    "/courses/<slug>/<code>/register",
    methods=["GET", "POST"],
)
@public
@refused_together
@kept
def register(slug: str, code: str) -> Response:
    """All steps stand at one address; each page posts all answers to it."""
    cohort = register_pages.get(slug, code)

    def notify(email: str | None) -> SubscribeForm:
        return SubscribeForm(formdata=None, data={"email": email}).ask_for(cohort.course)

    return Asked(
        cohort, address(cohort), url_for("public.course", slug=slug), notify=notify
    ).answer()


@two(bp, "/find-min-tilmelding", "/find-my-registration", methods=["GET", "POST"])
@public
def find_registration() -> Response:
    """The answer is the same whatever we know of the address."""
    form = FindForm()
    if not form.validate_on_submit():
        return page("public/find_registration.html", form=form)
    found_registrations.send_links(form.email.address, languages.language())
    answer = page("public/links_sent.html", form=form)
    db.session.commit()
    return answer
