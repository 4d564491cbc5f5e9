"""Names on the list in tests: written up by the service, by the form and behind links."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import links
from app.models import (
    Course,
    OutboxMail,
    Subscription,
)
from app.services import subscriptions
from tests.browser import Browser, Page
from tests.factories import Make

ADDRESS = "leader@vejle.example"
ENGLISH = Language.ENGLISH
MakeLink = Callable[[Subscription, Language], str]
LINKS: list[MakeLink] = [
    links.confirm,
    links.status,
    links.stop,
    links.renew,
    links.dates,
]


def subscribe(course: Course, email: str = ADDRESS, **columns: Any) -> None:
    subscriptions.subscribe(
        course,
        **{
            "email": email,
            "language": Language.DANISH,
            "wording": "Ja, skriv til mig.",
            "page": "/da/kurser/x/besked",
        }
        | columns,
    )
    db.session.commit()


def the_one() -> Subscription:
    return db.session.scalars(select(Subscription)).one()


def queued() -> list[str]:
    return list(db.session.scalars(select(OutboxMail.letter).order_by(OutboxMail.id)))


def waiting_since_long(make: Make, course: Course, state: str = "new") -> Subscription:
    return make.subscription(
        course, ADDRESS, state=state, queued_at=clock.now() - timedelta(days=300)
    )


def at_once(app: Flask, acts: list[Any]) -> None:
    """Each in a transaction of its own, as requests would be."""
    db.session.commit()
    failures: list[Exception] = []

    def run(act: Any) -> None:
        with app.app_context():
            try:
                act()
                db.session.commit()
            except Exception as error:
                failures.append(error)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    db.session.rollback()


def form_of(course: Course) -> str:
    return url_for("public.subscribe", slug=course.slug, language="en")


def send(browser: Browser, course: Course, **fields: Any) -> TestResponse:
    return browser.send(form_of(course), method="post", data={"email": ADDRESS} | fields)


def written_up() -> list[Subscription]:
    db.session.rollback()
    return list(db.session.scalars(select(Subscription).order_by(Subscription.id)))


def opened(browser: Browser, link: MakeLink, one: Subscription) -> Page:
    return browser.open(link(one, ENGLISH))


def now_stored() -> Subscription | None:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalar(select(Subscription))


def everything() -> list[object]:
    db.session.rollback()
    db.session.expire_all()
    return [
        [getattr(row, column.key) for column in table.columns]
        for table in (Subscription.__table__, OutboxMail.__table__)
        for row in db.session.execute(select(table))
    ]
