"""Which of the dates one could come on: a tap for each, and later what became of them."""

from flask import Response, g, request
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.models.errors import RuleBroken
from app.services import date_answers, date_polls, subscriptions
from app.web.access import by_link
from app.web.forms import Form
from app.web.messages import say
from app.web.pages import page, see_other
from app.web.subscriber import bp
from app.web.subscriber.subscription import HERE


@bp.route(f"{HERE}/dates", methods=["GET", "POST"])
@by_link("dates", "status")
def dates(digest: str) -> Response:
    """The newest press counts, and pressing twice says the same."""
    subscription = subscriptions.get_by_link(g.link)
    here = {"digest": digest, "course": subscription.course.slug}
    form = Form()
    if form.validate_on_submit():
        yes, no = request.form.get("yes", ""), request.form.get("no", "")
        number = yes or no
        if not number.isdecimal() or len(number) > 9:
            return see_other(".dates", **here)
        try:
            date_answers.answer(subscription, int(number), can_come=bool(yes))
        except RuleBroken as broken:
            db.session.rollback()
            return see_other(".dates", say(broken), **here)
        db.session.commit()
        return see_other(".dates", _("Your answer is noted."), **here)
    now = clock.now()
    poll = date_polls.latest(subscription.course)
    told = poll is not None and not poll.is_stoppable(now)
    return page(
        "subscriber/dates.html",
        form=form,
        subscription=subscription,
        digest=digest,
        standing=date_answers.standing(poll) if poll and told else None,
        mine=date_answers.of(subscription, poll) if poll and told else {},
        announced=date_answers.became(poll, now) if poll and told else [],
    )
