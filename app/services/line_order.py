"""Whether offers went in ORDER: displaced, queued_at, id; but for passes and what staff did."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.models import AuditEntry, Cohort, CohortState, Registration, Seat, SeatState

# after one of these the earlier one was not in line when the later one got the offer
CAME_BACK = (
    "offer.accepted",
    "offer.undelivered",
    "offer.taken_back",
    "contact.reached",
    "line.joined_again",
)
BY_HAND = ("offer.out_of_order", "offer.by_hand")


def overtaken() -> Iterator[tuple[int, int]]:
    """Pairs of registrations: the second has an offer, the first still waits ahead of it."""
    offered = select(Seat.registration_id).where(Seat.state == SeatState.OFFERED)
    waiting = select(Seat.registration_id).where(Seat.state == SeatState.WAITING)
    live = select(Cohort.id).where(
        Cohort.state == CohortState.OPEN,
        Cohort.id.in_(select(Registration.cohort_id).where(Registration.id.in_(offered))),
    )
    for cohort_id in list(db.session.scalars(live)):
        found = db.session.scalars(
            select(Registration)
            .where(
                Registration.cohort_id == cohort_id,
                Registration.id.in_(offered) | Registration.id.in_(waiting),
            )
            .options(selectinload(Registration.seats), selectinload(Registration.passes))
            .order_by(Registration.displaced.desc(), Registration.queued_at, Registration.id)
        )
        ahead: list[Registration] = []
        for registration in found:
            if registration.offered:
                yield from (
                    (one.id, registration.id) for one in ahead if _was_wronged(one, registration)
                )
            else:
                ahead.append(registration)


def _was_wronged(earlier: Registration, later: Registration) -> bool:
    made = later.offered_at
    if made is None or earlier.unreachable or any(one.at == made for one in earlier.passes):
        return False
    return not (_noted(earlier, CAME_BACK, later) or _noted(later, BY_HAND, later))


def _noted(registration: Registration, actions: tuple[str, ...], later: Registration) -> bool:
    """Whether one of these happened to the registration when the offer was made, or since."""
    found = select(AuditEntry.id).where(
        AuditEntry.subject == f"registration/{registration.id}",
        AuditEntry.action.in_(actions),
        AuditEntry.at >= later.offered_at,
    )
    return db.session.scalar(found.limit(1)) is not None
