"""Register by the link of the list: before a cohort opens to everyone, and with its held places."""

from flask import Response, abort, g, request, url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.models import Subscription
from app.services import holds, register_pages, registrations, subscriptions
from app.web.access import by_link
from app.web.pages import page, see_other
from app.web.register_steps import Asked
from app.web.subscriber import bp
from app.web.subscriber.forms import AnswerForm
from app.web.subscriber.subscription import HERE


@bp.route(f"{HERE}/register", methods=["GET", "POST"])
@by_link("register", "status", "dates")
def register(digest: str) -> Response:
    """The same form as everyone's; the cohort stands in the address, the token says who."""
    return _asked(subscriptions.get_by_link(g.link), digest).answer()


@bp.route(f"{HERE}/register/no", methods=["GET", "POST"])
@by_link("register", "status", "dates")
def refuse_hold(digest: str) -> Response:
    """No thanks: the places go to others, the subscription stays."""
    subscription: Subscription = subscriptions.get_by_link(g.link)
    asked = _asked(subscription, digest)
    form = AnswerForm()
    if form.validate_on_submit():
        holds.refuse(asked.cohort, subscription)
        db.session.commit()
        told = _("The places are not held for you any more. You stay on the list.")
        return see_other(".register", told, digest=digest, cohort=asked.cohort.code)
    return page(
        "subscriber/refuse_hold.html",
        form=form,
        digest=digest,
        cohort=asked.cohort,
        held=asked.held,
        back=asked.url,
    )


def _asked(subscription: Subscription, digest: str) -> Asked:
    code = request.args.get("cohort", "")
    cohort = register_pages.get(subscription.course.slug, code)
    if cohort.unlisted_code is not None:
        abort(404)
    early = registrations.is_early(cohort, subscription, clock.now())
    return Asked(
        cohort,
        url_for(".register", digest=digest, cohort=code),
        url_for("public.course", slug=cohort.course.slug),
        subscription=subscription,
        held=holds.seats_for(cohort, subscription) if early else 0,
        early=early,
        refuse=url_for(".refuse_hold", digest=digest, cohort=code),
    )
