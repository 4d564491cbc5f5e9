"""Find my registration: one mail with all links of an address, asked for without proof."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Registration, Seat
from app.services import outbox

# to a contact, about any registration of theirs; to who has a seat only, about any of those
CONTACT, PARTICIPANT = "find_registration", "find_seat"
LETTERS = (CONTACT, PARTICIPANT)
AT_MOST = 3
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """What a letter is about: 0 is nothing, and such a letter is dropped when it is sent."""

    id: int


def send_links(email: str, language: Language) -> None:
    """Queue the mail. An unknown address costs the same: nobody can tell it by the time."""
    contact = select(Registration.id).where(Registration.contact_email == email)
    seat = select(Seat.id).where(Seat.email == email)
    registration_id = db.session.scalar(contact.order_by(Registration.id.desc()).limit(1))
    seat_id = db.session.scalar(seat.order_by(Seat.id.desc()).limit(1))
    only_seat = registration_id is None and seat_id is not None
    about: Any = Row(seat_id or 0) if only_seat else Row(registration_id or 0)
    outbox.queue(
        PARTICIPANT if only_seat else CONTACT,
        about=about,
        key=f"find/{uuid.uuid4().hex}",
        to=email,
        language=language,
        at_most=outbox.AtMost(AT_MOST, LETTERS, clock.now() - A_DAY),
    )
