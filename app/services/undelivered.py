"""Offers that did not reach anybody: the seats go on at the deadline, the place in line is kept."""

from typing import Any

from sqlalchemy import update

from app.extensions import db
from app.models import Registration
from app.services import audit

LETTERS = ("offer", "offer_reminder")


def note(letter: str, about_id: int | None, recipient: str | None) -> None:
    """A mail has failed for good. If it told of an offer that stands, nobody may know of it.

    No new offer is made until somebody has checked the address (by_hand.reached); the page of the
    cohort says so.
    """
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
