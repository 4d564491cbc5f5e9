"""Mails that did not reach anybody: who is not offered or told anything into the void."""

from typing import Any

from sqlalchemy import update

from app.extensions import db
from app.mail.opening_letters import OPENING_LETTERS
from app.models import Registration, Subscription
from app.services import audit, staff_notices

LETTERS = ("offer", "offer_reminder")
NOTICES = (*OPENING_LETTERS, "date_changed_notice", "called_off_notice", "still_interested")


def note(letter: str, about_id: int | None, recipient: str | None) -> None:
    """A mail has failed for good. If it told of an offer that stands, nobody may know of it.

    No new offer is made until somebody has checked the address (by_hand.reached); the page of the
    cohort says so.
    """
    if letter in NOTICES:
        _keep_quiet(about_id, recipient)
    if letter not in LETTERS:
        return
    marked: Any = db.session.execute(
        update(Registration)
        .where(
            Registration.id == about_id,
            Registration.contact_email == recipient,
            Registration.offer_until.is_not(None),
            Registration.unreachable.is_(False),
        )
        .values(unreachable=True),
        execution_options={"synchronize_session": False},
    )
    if marked.rowcount:
        audit.record("contact.unreachable", f"registration/{about_id}")
        registration = db.session.get_one(Registration, about_id, populate_existing=True)
        until = registration.offer_until
        key = f"offer-undelivered/{about_id}/{until:%Y%m%d%H%M}"
        staff_notices.tell("offer_undelivered", registration, key)


def _keep_quiet(subscription_id: int | None, recipient: str | None) -> None:
    """No further notices to an address that does not exist; a yes by link ends that."""
    marked: Any = db.session.execute(
        update(Subscription)
        .where(
            Subscription.id == subscription_id,
            Subscription.email == recipient,
            Subscription.unreachable.is_(False),
        )
        .values(unreachable=True),
        execution_options={"synchronize_session": False},
    )
    if marked.rowcount:
        audit.record("subscription.unreachable", f"subscription/{subscription_id}")
