"""The site as the benchmarks want it: as a plain page, always anew, and without its care."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import flask_babel
from flask import Flask, Response, render_template
from markupsafe import Markup
from sqlalchemy import select

from app import clock, config, create_app
from app.extensions import db
from app.models import Course, OutboxMail, Subscription
from app.services import courses, provider
from app.web import course_words, filters, kept, languages
from app.web.access import public
from app.web.course_page import about
from app.web.pages import page
from app.web.public.forms import SubscribeForm

SLUG = "barnets-foerste-1000-dage-laeringsdag"
PAGE = f"/en/courses/{SLUG}"


def plain() -> Flask:
    """The floor: Flask and Jinja. The page of a course from what was read once and for all.

    The same templates and links, but no database, no translations and no forms.
    """
    site = create_app()
    app = Flask("plain", template_folder=config.tree("templates"))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    languages.init_app(app)
    filters.init_app(app)
    course_words.init_app(app)
    said = {"gettext": said_once, "_": said_once, "ngettext": said_of, "pgettext": said_for}
    app.jinja_env.globals.update(said)
    for rule in site.url_map.iter_rules():
        if rule.endpoint != "static":
            app.add_url_rule(rule.rule, rule.endpoint, nothing, defaults=rule.defaults)
    with site.test_request_context(PAGE):
        site.preprocess_request()
        context = about(courses.get_whole(SLUG))
        context["provider"] = provider.get()
        context["form"] = SimpleNamespace(
            errors={}, unfolded=False, fold=SubscribeForm().fold, email=Email(), consent=consent
        )
        db.session.expunge_all()
    addresses = {"da": f"/da/kurser/{SLUG}", "en": PAGE, "x-default": f"/da/kurser/{SLUG}"}
    context |= {"other_address": addresses["da"], "alternates": addresses}
    app.view_functions["public.course"] = lambda slug: render_template(
        "public/course.html", **context
    )
    return app


def nothing(**values: Any) -> str:
    return ""


def said_once(text: str, **values: Any) -> Markup:
    return Markup(text) % values


def said_of(one: str, many: str, num: int, **values: Any) -> Markup:
    return said_once(one if num == 1 else many, num=num, **values)


def said_for(context: str, text: str, **values: Any) -> Markup:
    return said_once(text, **values)


def consent(course: Course, offers: Any) -> str:
    return f"By pressing the button you agree that {offers.name} may email you."


class Email:
    """A field, written out."""

    id = "email"
    label = SimpleNamespace(text="Email")
    errors: tuple[str, ...] = ()

    def __call__(self, **attributes: Any) -> Markup:
        return Markup('<input id="email" name="email" type="email" autocomplete="email">')


def rendered() -> Flask:
    """As if somebody changed the content before every request."""
    app = create_app()

    @app.before_request
    def forget() -> None:
        shelf: kept.Shelf = app.extensions["kept_pages"]
        shelf.begin(-1, kept.NEVER)

    return app


def straightforward() -> Flask:
    """What one writes first: rows when they are asked for, `_()` as it comes, nothing kept."""
    app = create_app()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=flask_babel.gettext,
        ngettext=flask_babel.ngettext,
        pgettext=flask_babel.pgettext,
        newstyle=True,
    )

    @public
    def course(slug: str, **values: Any) -> Response:
        found = db.session.scalars(select(Course).where(Course.slug == slug)).one()
        return page("public/course.html", form=Unfolded(), **about(found))

    @public
    def subscribe(slug: str, **values: Any) -> Response:
        found = db.session.scalars(select(Course).where(Course.slug == slug)).one()
        form = Unfolded().ask_for(found)
        if not form.validate_on_submit():
            return page("public/subscribe.html", form=form, course=found)
        write_up(found, form)
        db.session.commit()
        return page("public/check_your_mail.html", form=form, course=found, suggestion=None)

    app.view_functions["public.course"] = course
    app.view_functions["public.subscribe"] = subscribe
    return app


def write_up(course: Course, form: SubscribeForm) -> None:
    """A row for the list and one for the outbox, if there is none and not too many."""
    address = form.email.address
    one = db.session.scalar(select(Subscription).filter_by(course_id=course.id, email=address))
    if one is None:
        one = Subscription(
            course=course,
            email=address,
            language=languages.language(),
            queued_at=clock.now(),
            wording=form.consent(course, provider.get()),
        )
        db.session.add(one)
        db.session.flush()
    since = clock.now() - timedelta(days=1)
    sent = select(OutboxMail).where(OutboxMail.recipient == address, OutboxMail.queued_at > since)
    if len(db.session.scalars(sent).all()) < 3:
        key = f"form/{one.id}/{uuid.uuid4().hex}"
        db.session.add(
            OutboxMail(
                key=key,
                letter="already_subscribed" if one.is_confirmed else "confirm_subscription",
                about_id=one.id,
                recipient=address,
                language=one.language,
                message_id=f"<{key}@bench>",
                queued_at=clock.now(),
                due_at=clock.now(),
            )
        )


class Unfolded(SubscribeForm):
    @property
    def fold(self) -> Markup:
        return Markup(render_template("public/_plan.html", form=self))
