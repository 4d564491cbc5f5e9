"""The list of those who come, for those who stand on it: each of them has said yes to it.

Off unless somebody ticks it, and gone at once when the tick is taken away. Staff do not need it,
and letters do not carry it.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import formats
from app.extensions import db
from app.models import Seat, SeatState
from app.services.locks import lock_own

# the place is theirs, and they were not away
COMES = (SeatState.CONFIRMED, SeatState.ATTENDED, SeatState.COMPLETED)


def may_join(seat: Seat) -> bool:
    return seat.state in COMES and not seat.is_nameless


def join(seat: Seat, wording: str, now: datetime) -> None:
    """`wording`: the sentence as it stood beside the tick, in the language of the page."""
    lock_own(seat)
    if may_join(seat) and seat.shares_contact_at is None:
        seat.shares_contact_at = now
        seat.shares_contact_wording = wording


def leave(seat: Seat) -> None:
    seat.shares_contact_at = None
    seat.shares_contact_wording = ""


def others(seat: Seat) -> list[Seat]:
    """Who else stands on it, in alphabetical order; nobody is shown to who does not."""
    if seat.shares_contact_at is None or not may_join(seat):
        return []
    found = db.session.scalars(
        select(Seat)
        .where(
            Seat.cohort_id == seat.cohort_id,
            Seat.id != seat.id,
            Seat.shares_contact_at.is_not(None),
            Seat.state.in_(COMES),
            Seat.email.is_not(None),
        )
        .options(selectinload(Seat.registration))
    )
    return sorted(found, key=lambda one: (formats.alphabetical(one.name or ""), one.id))
