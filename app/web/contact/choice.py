"""A cohort was called off: move, stand first on the list for the next, or neither."""

from flask import Response, g
from flask_babel import gettext as _

from app import clock
from app.models import Course, Provider, Registration
from app.services import calling_off, private_pages, provider
from app.web import course_words
from app.web.access import by_link, grant_link
from app.web.acts import fill_in, press
from app.web.contact import HERE, bp
from app.web.contact.forms import ChoiceForm
from app.web.contact.places import BY
from app.web.contact.registration import about
from app.web.pages import page, see_other


@bp.route(f"{HERE}/choice", methods=["GET", "POST"])
@by_link("choice", "registration")
def choice(digest: str) -> Response:
    """Three buttons. Each says what it does, and the page says afterwards what came of it."""
    registration = private_pages.registration(g.link)
    shown = about(registration, digest)
    people = calling_off.left_over(registration)
    cohorts = private_pages.with_room(registration, len(people), clock.now()) if people else []
    form = ChoiceForm().about(cohorts)
    consent = _consent(registration.cohort.course, provider.get())
    if not people and form.is_submitted():
        # somebody has chosen already, or nothing was called off
        return see_other(".choice", digest=digest)
    if form.validate_on_submit():
        if form.no.data:
            done = _("Noted. You pay nothing, and there is nothing more to do.")
            return press(
                lambda: calling_off.no_thanks(registration), done, to=".choice", digest=digest
            )
        if form.first.data:
            done = _("You are first on the list for the next date.")
            return press(
                lambda: calling_off.stand_first(registration, wording=consent),
                done,
                to=".choice",
                digest=digest,
            )
        moved: list[Registration] = []

        def move() -> None:
            moved.append(calling_off.move_to(registration, form.chosen(cohorts), by=BY))

        if fill_in(move, form):
            return see_other(".registration", _("Moved."), digest=_granted(moved[0]))
    return page(
        "contact/choice.html", form=form, people=people, cohorts=cohorts, consent=consent, **shown
    )


def _granted(moved: Registration) -> str:
    """Who may choose for the first may see the second: the mail with its link is on the way."""
    return grant_link("registration", moved.id, moved.link_version)


def _consent(course: Course, writer: Provider) -> str:
    """What the button "first on the list" says yes to; stored as it stood."""
    return str(
        _(
            "By pressing the button you agree that %(provider)s may email you about dates for "
            "%(title)s, and nothing else. You can stop at any time with the link in every email.",
            provider=writer.name,
            title=course_words.part_text(course, "title"),
        )
    )
