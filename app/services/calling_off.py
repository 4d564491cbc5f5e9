"""A cohort is called off: everything on it ends, everybody is told, and each contact may choose."""

from datetime import datetime

from app import clock
from app.extensions import content_changed, db
from app.mail.opening_letters import opening_key
from app.models import (
    Bilingual,
    Cohort,
    CohortState,
    Registration,
    Seat,
    SeatState,
    StaffMember,
    Subscription,
)
from app.models.errors import CohortHasStarted, CohortNotOpen, SeatGone
from app.services import (
    audit,
    cohort_letters,
    confirmations,
    holds,
    outbox,
    places,
    waiting_list,
)
from app.services.cohort_letters import Preview
from app.services.locks import lock
from app.services.notices import with_others

CALLED_OFF = "called_off"


def preview(cohort: Cohort) -> Preview:
    """Who would be told; nothing is written."""
    return cohort_letters.preview(
        cohort,
        cohort_letters.of_calling_off(cohort),
        "called_off_notice",
        cohort_letters.holders(cohort),
    )


def call_off(cohort: Cohort, *, reason: Bilingual, actor: StaffMember | None) -> int:
    """End seats, offers, holds and the line, and say how many are told. Pressing twice is harmless.

    Contacts and participants who have a subscription come first on the list by themselves; who
    only held places is told, and stands as before.
    """
    lock(cohort)
    if cohort.state is CohortState.CALLED_OFF:
        return 0
    now = clock.now()
    if not cohort.is_told(now):
        raise CohortNotOpen
    if cohort.has_started(now):
        raise CohortHasStarted
    waiting_list.do_what_is_due(cohort, now)
    letters = list(cohort_letters.of_calling_off(cohort))
    concerned = cohort_letters.concerned(cohort)
    if all(one is cohort or one.state is CohortState.CALLED_OFF for one in with_others(cohort)):
        outbox.take_back(f"{opening_key(cohort)}/")
    told = outbox.queue_for_all(
        "called_off_notice",
        subscriptions=cohort_letters.holders(cohort),
        key=f"called-off-notice/{cohort.id}",
        cohort=cohort,
    )
    holds.end_all(cohort)
    cohort.state = CohortState.CALLED_OFF
    cohort.called_off_reason, cohort.called_off_at = reason, now
    ended = [(registration, _end(registration, now)) for registration in concerned]
    db.session.flush()
    for registration, seats in ended:
        confirmations.displace(registration, seats, now)
        audit.record(
            "registration.called_off",
            f"registration/{registration.id}",
            actor=actor,
            seats=[seat.id for seat in seats],
        )
    told += cohort_letters.queue(cohort, letters, str(cohort.id))
    content_changed()
    audit.record("cohort.called_off", f"cohort/{cohort.id}", actor=actor, told=told)
    return told


def _end(registration: Registration, now: datetime) -> list[Seat]:
    ended = registration.in_state(*cohort_letters.IN_HAND)
    for seat in ended:
        confirmed = seat.state is SeatState.CONFIRMED
        seat.state = SeatState.CANCELLED if confirmed else SeatState.ENDED
        seat.reason = CALLED_OFF
        seat.cancelled_at = now
    registration.offer_until = registration.lapsed_at = registration.replace_by = None
    registration.gathering = False
    return ended


def left_over(registration: Registration) -> list[Seat]:
    """The people whose place or place in line was called off, and who have not moved since."""
    return [
        seat
        for seat in registration.in_state(SeatState.CANCELLED, SeatState.ENDED)
        if seat.reason == CALLED_OFF
    ]


def move_to(registration: Registration, to: Cohort, *, by: str) -> Registration:
    """The contact's choice: all of them to another cohort of the course with room."""
    lock(registration.cohort, to)
    seats = left_over(registration)
    if not seats:
        raise SeatGone
    moved = places.take_to(registration, seats, to, by=by)
    for seat in seats:
        seat.state = SeatState.MOVED
    return moved


def stand_first(registration: Registration, *, wording: str) -> Subscription:
    """The contact's choice: first on the list for the next, with the moment of the registration.

    `wording` is what the button said. Pressing twice is harmless.
    """
    lock(registration.cohort)
    if not left_over(registration):
        raise SeatGone
    now = clock.now()
    subscription = confirmations.put_first(
        registration, len(left_over(registration)), now, wording=wording
    )
    audit.record("list.first", f"registration/{registration.id}", subscription=subscription.id)
    return subscription


def no_thanks(registration: Registration) -> None:
    """The contact's choice: nothing further. A subscription there was stays as it is."""
    audit.record("called_off.no_thanks", f"registration/{registration.id}")
