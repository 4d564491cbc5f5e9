"""Say yes, see what is noted, change it, pause, stop."""

from flask import Response, g, request
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Subscription
from app.models.errors import RuleBroken
from app.services import courses, date_answers, subscriptions
from app.web.access import by_link, open_link, public
from app.web.languages import ANY
from app.web.pages import page, see_other
from app.web.subscriber import bp
from app.web.subscriber.forms import AnswerForm, DetailsForm, PauseForm

HERE = f"/{ANY}/subscription/<digest>"


@bp.route(f"{HERE}/confirm", methods=["GET", "POST"])
@by_link("confirm")
def confirm(digest: str) -> Response:
    """Confirm with a button: mail scanners follow links, but press no buttons."""
    subscription = subscriptions.get_by_link(g.link)
    form = AnswerForm()
    if form.validate_on_submit():
        if form.no.data:
            return _leave(subscription, digest)
        subscriptions.confirm(subscription)
        db.session.commit()
        return see_other(".confirm", digest=digest, course=subscription.course.slug)
    done = subscription.is_confirmed
    return page(
        f"subscriber/{'confirmed' if done else 'confirm'}.html",
        form=form,
        subscription=subscription,
        digest=digest,
        announced=subscriptions.announced(subscription) if done else [],
    )


@bp.route(f"{HERE}/renew", methods=["GET", "POST"])
@by_link("renew")
def renew(digest: str) -> Response:
    """The answer to the yearly question."""
    subscription = subscriptions.get_by_link(g.link)
    form = AnswerForm()
    if form.validate_on_submit():
        if form.no.data:
            return _leave(subscription, digest)
        subscriptions.renew(subscription)
        db.session.commit()
        return see_other(".renew", digest=digest)
    return page("subscriber/renew.html", form=form, subscription=subscription, digest=digest)


@bp.route(HERE, methods=["GET", "POST"])
@by_link("status")
def status(digest: str) -> Response:
    subscription = subscriptions.get_by_link(g.link)
    form = DetailsForm.of(subscription)
    if form.validate_on_submit():
        subscriptions.change(
            subscription,
            language=Language(form.language.data),
            seats=form.seats.number,
            municipality=form.municipality.row,
            months=form.months.data,
        )
        db.session.commit()
        return see_other(".status", _("Saved."), digest=digest)
    return _show(subscription, digest, form=form, details=form, pausing=PauseForm(formdata=None))


@bp.route(f"{HERE}/pause", methods=["GET", "POST"])
@by_link("status")
def pause(digest: str) -> Response:
    subscription = subscriptions.get_by_link(g.link)
    form = PauseForm()
    if form.validate_on_submit():
        try:
            subscriptions.pause(subscription, form.until.data)
        except RuleBroken as broken:
            form.refuse(broken, form.until)
        else:
            db.session.commit()
            return see_other(".status", digest=digest)
    if request.method == "GET":
        return see_other(".status", digest=digest)
    return _show(
        subscription, digest, form=form, details=DetailsForm.of(subscription), pausing=form
    )


@bp.post(f"{HERE}/resume")
@by_link("status")
def resume(digest: str) -> Response:
    """End the pause before its day."""
    subscriptions.resume(subscriptions.get_by_link(g.link))
    db.session.commit()
    return see_other(".status", digest=digest)


@bp.post(f"{HERE}/further")
@by_link("status")
def ask_again(digest: str) -> Response:
    """Hear about further dates although there is a place already."""
    subscriptions.ask_again(subscriptions.get_by_link(g.link))
    db.session.commit()
    return see_other(".status", digest=digest)


@bp.route(f"{HERE}/stop", methods=["GET", "POST"])
@by_link("stop", "status")
def stop(digest: str) -> Response:
    """One button. Pressed twice it says the same."""
    subscription = subscriptions.find_by_link(g.link)
    if subscription is None:
        return see_other(".stopped", digest=digest)
    form = AnswerForm()
    if form.validate_on_submit():
        return _leave(subscription, digest)
    return page("subscriber/stop.html", form=form, subscription=subscription, digest=digest)


@bp.get(f"{HERE}/stopped")
@by_link("confirm", "renew", "status", "stop")
def stopped(digest: str) -> Response:
    """Nothing is left that could say of which course: the address does."""
    return page("subscriber/stopped.html", course=courses.find(request.args.get("course", "")))


@bp.route(f"/{ANY}/stop/<token>", methods=["GET", "POST"])
@public
def one_click(token: str) -> Response:
    """RFC 8058: a mail program posts here, without cookie or proof, and follows no redirect.

    A token that opens nothing gets the same answers.
    """
    g.private = True
    if request.method != "POST":
        return page("subscriber/one_click.html", token=token)
    link = open_link(token)
    subscription = subscriptions.find_by_link(link) if link else None
    if subscription is not None and link is not None and link.purpose == "one_click":
        subscriptions.stop(subscription)
    answer = page("subscriber/stopped.html", course=None)
    db.session.commit()
    return answer


def _leave(subscription: Subscription, digest: str) -> Response:
    course = subscription.course.slug
    subscriptions.stop(subscription)
    db.session.commit()
    return see_other(".stopped", digest=digest, course=course)


def _show(
    subscription: Subscription,
    digest: str,
    *,
    form: DetailsForm | PauseForm,
    details: DetailsForm,
    pausing: PauseForm,
) -> Response:
    return page(
        "subscriber/status.html",
        form=form,
        details=details,
        pausing=pausing,
        subscription=subscription,
        digest=digest,
        announced=subscriptions.announced(subscription),
        asked=date_answers.asked_now(subscription, clock.now()),
    )
