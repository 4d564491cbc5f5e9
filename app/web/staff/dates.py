"""Ask those on a list about dates before one is fixed, and see how they answer."""

from flask import Response, g
from flask_babel import lazy_gettext as _l

from app import clock
from app.extensions import db
from app.models import Role
from app.models.errors import DatesAskedAlready, RuleBroken, TooLateToStop
from app.services import cohorts, date_answers, date_polls
from app.services import courses as public_courses
from app.services.date_polls import Preview
from app.web.access import staff
from app.web.forms import Form
from app.web.languages import ANY, keeps_typed
from app.web.messages import say
from app.web.pages import page, see_other
from app.web.staff import bp
from app.web.staff.date_forms import DatesForm, suggested
from app.web.staff.letters import inside_page

POLL = f"/{ANY}/staff/dates/<int:poll_id>"


@bp.route(f"/{ANY}/staff/courses/<slug>/dates", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def ask_for_dates(slug: str) -> Response:
    """The form; then, below it, what would leave; and with what was read there, the press."""
    course = public_courses.get(slug)
    if course.is_external or course.is_retired:
        # no cohort can come of it
        return see_other(".course", slug=slug)
    now = clock.now()
    running = date_polls.latest(course)
    if running is not None and not running.is_over(now):
        return see_other(".date_poll", poll_id=running.id)
    last = cohorts.latest(course)
    form = DatesForm(data=suggested(last, date_polls.answer_by_default(now)))
    preview: Preview | None = None
    if form.validate_on_submit():
        try:
            if form.send.data:
                read = form.seal.data or ""
                poll = date_polls.ask(course, form.question, read=read, actor=g.staff)
                db.session.commit()
                return see_other(".date_poll", poll_id=poll.id)
        except DatesAskedAlready:
            db.session.rollback()
            return see_other(".ask_for_dates", slug=slug)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse_where(broken)
        try:
            preview = date_polls.preview(course, form.question, now)
        except RuleBroken as broken:
            if not form.errors:
                form.refuse_where(broken)
    return page(
        "staff/ask_for_dates.html",
        form=form,
        course=course,
        preview=preview,
        inside=lambda letter: inside_page(letter.html),
    )


@bp.get(POLL)
@staff(Role.SECRETARY)
def date_poll(poll_id: int) -> Response:
    """Numbers alone: nobody's answer is shown with a name."""
    poll = date_polls.get(poll_id)
    standing = date_answers.standing(poll)
    return page("staff/date_poll.html", course=poll.course, standing=standing, form=Form())


@bp.post(f"{POLL}/stop")
@staff(Role.SECRETARY)
def stop_date_poll(poll_id: int) -> Response:
    """In its ten minutes. Too late: told kindly, and nothing more happens."""
    poll = date_polls.get(poll_id)
    slug = poll.course.slug
    try:
        date_polls.stop(poll, actor=g.staff)
    except TooLateToStop as broken:
        return see_other(".date_poll", say(broken), poll_id=poll_id)
    db.session.commit()
    return see_other(".course", _l("The question is stopped. Nothing has been sent."), slug=slug)


@bp.post(f"{POLL}/end")
@staff(Role.SECRETARY)
def end_date_poll(poll_id: int) -> Response:
    """Before its last day; the answers stay."""
    date_polls.end(date_polls.get(poll_id), actor=g.staff)
    db.session.commit()
    return see_other(".date_poll", _l("The question is over. The answers stay."), poll_id=poll_id)
