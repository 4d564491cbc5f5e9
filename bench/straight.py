"""Registering as one writes it first: rows when asked for, `_()` as it comes, nothing kept.

The same addresses, forms and templates as ours; the rules of the line are left out.
"""

import uuid

from flask import Flask, Response, url_for
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models import AuditEntry, Cohort, Course, OutboxMail, Registration, Seat, SeatState
from app.services import orders
from app.web.access import grant_link, public
from app.web.pages import see_other
from app.web.register_steps import PURPOSE, Asked
from bench import sites


def create_app() -> Flask:
    app = sites.straightforward()

    @public
    def register(slug: str, code: str) -> Response:
        cohort = db.session.scalars(
            select(Cohort).join(Course).where(Course.slug == slug, Cohort.code == code)
        ).one()
        here = url_for("public.register", slug=slug, code=code)
        return Straight(cohort, here, url_for("public.course", slug=slug)).answer()

    app.view_functions["public.register"] = register
    return app


class Straight(Asked):
    def _send(self) -> Response:
        """One lock, one count, and a row for everything."""
        order, now = self.order(), clock.now()
        held = select(Cohort).where(Cohort.id == self.cohort.id).with_for_update()
        cohort = db.session.scalars(held).one()
        taken = select(func.count(Seat.id)).where(
            Seat.cohort_id == cohort.id, Seat.state == SeatState.CONFIRMED
        )
        free = cohort.capacity - (db.session.scalar(taken) or 0)
        if len(order.people) > free:
            return self._choose(free, order)
        registration = orders.new(cohort, order, None, now)
        for seat in registration.seats:
            seat.state = SeatState.CONFIRMED
        db.session.add(registration)
        db.session.flush()
        subject = f"registration/{registration.id}"
        db.session.add(AuditEntry(at=now, action="registration.made", subject=subject, detail={}))
        self._tell("receipt", registration, registration.contact_email)
        for seat in registration.seats:
            self._tell("place", seat, seat.email or "")
        db.session.commit()
        mine = registration.id, registration.link_version
        return see_other("contact.receipt", digest=grant_link(PURPOSE, *mine))

    def _tell(self, letter: str, about: Registration | Seat, recipient: str) -> None:
        key = f"{letter}/{about.id}/{uuid.uuid4().hex}"
        mail = OutboxMail(
            key=key,
            letter=letter,
            about_id=about.id,
            cohort_id=self.cohort.id,
            recipient=recipient,
            language=about.language,
            message_id=f"<{key}@bench>",
            queued_at=clock.now(),
            due_at=clock.now(),
        )
        db.session.add(mail)
