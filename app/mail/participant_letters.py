"""Letters to participants about their own place."""

from functools import partial

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import links, people
from app.mail.facts import Facts
from app.mail.letter import Contents, Stale, letter
from app.mail.worksheet_letters import MAPPING, current
from app.models import (
    AssignedTo,
    Cohort,
    Registration,
    Seat,
    SeatState,
    Subscription,
    SubscriptionState,
)
from app.models.registration import TIME_TO_UNDO

IN_LINE = (SeatState.WAITING, SeatState.OFFERED)


def _letter(file: str, seat: Seat, language: Language, more: Facts, **private: str) -> Contents:
    return Contents(
        file=file,
        language=language,
        shared=partial(_said, seat, language, tuple(more.items())),
        private=private,
    )


def _said(seat: Seat, language: Language, more: tuple[object, ...]) -> Facts:
    return people.of_seat(seat, language) | dict(more)  # type: ignore[arg-type]


def _own_page(seat: Seat, language: Language) -> dict[str, str]:
    return {"participant_link": links.participant(seat, language)}


@letter("place", about=Seat)
def place(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """You have a place."""
    return _has_place("place", seat, language)


@letter("place_given", about=Seat)
def place_given(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """The place is yours now."""
    return _has_place("place_given", seat, language)


def _has_place(file: str, seat: Seat, language: Language) -> Contents | Stale:
    if seat.state is not SeatState.CONFIRMED:
        return Stale()
    on = seat.registration.cohort
    template = current(on, MAPPING, AssignedTo.SEAT, clock.now(), before=True)
    said: Facts = {"worksheet_ready": template is not None}
    found = _letter(file, seat, language, said, **_own_page(seat, language))
    return found.with_calendars(people.calendar(seat, language))


@letter("has_a_place_already", about=Seat)
def has_a_place_already(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """Registered once more: the link is that of the place there was."""
    first = db.session.scalars(
        select(Seat)
        .join(Registration)
        .where(
            Registration.cohort_id == seat.registration.cohort_id,
            Seat.email == seat.email,
            Seat.state.in_((SeatState.CONFIRMED, *IN_LINE)),
        )
        .order_by(Seat.id)
        .limit(1)
    ).first()
    if first is None:
        return Stale()
    return _letter("has_a_place_already", seat, language, {}, **_own_page(first, language))


@letter("participant_in_line", about=Seat)
def participant_in_line(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """Put on the waiting list by somebody else."""
    if seat.state not in IN_LINE:
        return Stale()
    return _letter("participant_in_line", seat, language, {}, **_own_page(seat, language))


@letter("place_cancelled", about=Seat)
def place_cancelled(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """The place is given up, by whom, and until when it can be taken again."""
    if seat.state is not SeatState.CANCELLED or seat.cancelled_at is None:
        return Stale()
    until = seat.cancelled_at + TIME_TO_UNDO
    by_other = seat.reason != "participant"
    by_contact = seat.reason == "contact"
    contact = seat.registration.contact_name
    found = _letter(
        "place_cancelled",
        seat,
        language,
        {
            "cancelled_by_other": by_other and seat.email != seat.registration.contact_email,
            "cancelled_by": contact if by_contact else people.THE_SECRETARY[language],
            "undo_possible": clock.now() < until,
            "undo_until": people.clock_time(until, language),
            "subscribed": _is_back_on_the_list(seat),
        },
        undo_link=links.undo(seat, language),
    )
    return found.with_calendars(people.calendar(seat, language, cancelled=True))


def _is_back_on_the_list(seat: Seat) -> bool:
    found = select(Subscription.id).where(
        Subscription.course_id == seat.registration.cohort.course_id,
        Subscription.email == seat.email,
        Subscription.state == SubscriptionState.ACTIVE,
    )
    return db.session.scalar(found.limit(1)) is not None


@letter("place_moved", about=Seat)
def place_moved(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """Moved to another cohort: before and now."""
    before = seat.registration.moved_from
    if seat.state is not SeatState.CONFIRMED or before is None:
        return Stale()
    old = before.cohort
    found = _letter(
        "place_moved",
        seat,
        language,
        {
            "old_when": [people.when(meeting, language) for meeting in old.meetings],
            "old_place": old.place,
        },
        **_own_page(seat, language),
    )
    former = [one for one in before.seats if one.email == seat.email]
    files = [people.calendar(one, language, cohort=old, cancelled=True) for one in former[:1]]
    return found.with_calendars(*files, people.calendar(seat, language))


@letter("place_given_away", about=Seat)
def place_given_away(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """To who gave the place on."""
    if not seat.former_name:
        return Stale()
    found = _letter("place_given_away", seat, language, {})
    return found.with_calendars(people.calendar(seat, language, cancelled=True))


@letter("called_off_participant", about=Seat)
def called_off_participant(
    seat: Seat, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """The cohort is called off; the contact decides."""
    reason = seat.registration.cohort.called_off_reason[language]
    found = _letter("called_off_participant", seat, language, {"reason": reason})
    return found.with_calendars(people.calendar(seat, language, cancelled=True))


@letter("date_changed", about=Seat)
def date_changed(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """Another date or place: still fine? move? cancel?"""
    if seat.state is not SeatState.CONFIRMED:
        return Stale()
    on = seat.registration.cohort
    found = _letter(
        "date_changed",
        seat,
        language,
        people.before_the_move(on, language)
        | {
            "name": seat.name or people.NAMED_LATER[language],
            "free_cancel_until": people.day(on.free_cancel_until, language),
        },
        page_link=links.participant(seat, language),
    )
    return found.with_calendars(people.calendar(seat, language))
