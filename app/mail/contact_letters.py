"""Letters to the contact of a registration: receipts, the waiting list, offers, changes."""

from functools import partial

from sqlalchemy import select

from app import clock, formats, workdays
from app.extensions import db
from app.language import Language
from app.mail import facts, links, people
from app.mail.facts import Facts
from app.mail.letter import Contents, Stale, letter
from app.models import (
    Bill,
    Cohort,
    Registration,
    Seat,
    SeatState,
    Subscription,
)
from app.models.registration import LIVE

HAS_A_PLACE_ALREADY = "has_a_place"
NAMELESS = "nameless"
# working days before the start: what has no name then goes back; numbers are wanted by then too
NAMES_BY = 10


def _about_contact(
    file: str, registration: Registration, language: Language, more: Facts, **private: str
) -> Contents:
    def said(registration: Registration, language: Language) -> Facts:
        return people.of_registration(registration, language) | more

    return Contents(
        file=file,
        language=language,
        shared=partial(said, registration, language),
        private=private,
    )


def _registration_link(registration: Registration, language: Language) -> dict[str, str]:
    return {"registration_link": links.registration(registration, language)}


@letter("receipt", about=Registration)
def receipt(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """What the registration has now."""
    return _receipt(registration, language, was_waiting=False)


@letter("receipt_from_line", about=Registration)
def receipt_from_line(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """The same, when places came by themselves to who had said yes in advance."""
    return _receipt(registration, language, was_waiting=True)


def _receipt(
    registration: Registration, language: Language, *, was_waiting: bool
) -> Contents | Stale:
    already = [
        seat
        for seat in registration.in_state(SeatState.CANCELLED)
        if seat.reason == HAS_A_PLACE_ALREADY
    ]
    confirmed, waiting = registration.confirmed, registration.waiting
    if not (confirmed or waiting or already):
        return Stale()
    cohort = registration.cohort
    total = people.total(registration, language)
    others = _other_registrations(registration, language)
    found = _about_contact(
        "receipt",
        registration,
        language,
        {
            "was_waiting": was_waiting,
            "has_confirmed": bool(confirmed),
            "participants": people.named(confirmed, language),
            "has_waiting": bool(waiting),
            "waiting": people.named(waiting, language),
            "has_already": bool(already),
            "already": people.named(already, language),
            "priced": bool(total),
            "total": total,
            "bill_to": people.bill_to(registration, language),
            "ean_missing": registration.bill is Bill.LATER,
            "ean_by": people.day(_working_days_before(cohort), language),
            "free_cancel_until": people.day(cohort.free_cancel_until, language),
            "other_registrations": bool(others),
            "others": others,
        },
        **_registration_link(registration, language),
    )
    calendar = people.calendar(registration, language)
    return found.with_calendars(calendar) if confirmed else found


def _other_registrations(registration: Registration, language: Language) -> list[str]:
    """The contact's live registrations on other cohorts of the course: day, reference."""
    live = select(Seat.registration_id).where(Seat.state.in_(LIVE))
    found = db.session.scalars(
        select(Registration)
        .join(Cohort, Cohort.id == Registration.cohort_id)
        .where(
            Registration.contact_email == registration.contact_email,
            Registration.id != registration.id,
            Registration.id.in_(live),
            Cohort.course_id == registration.cohort.course_id,
            Cohort.starts_at > clock.now(),
        )
        .order_by(Cohort.starts_at, Registration.id)
    )
    return [f"{people.day(one.cohort.starts_at, language)}, {one.reference}" for one in found]


def _working_days_before(cohort: Cohort, days: int = NAMES_BY) -> object:
    if cohort.starts_at is None:
        return None
    provider = facts.find_provider()
    closed = provider.closed_weeks if provider else ()
    return workdays.add_working_days(clock.today(cohort.starts_at), -days, closed)


@letter("ean_missing", about=Registration)
def ean_missing(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """The number that was to come later, asked for once."""
    if registration.bill is not Bill.LATER or not registration.confirmed:
        return Stale()
    return _about_contact(
        "ean_missing",
        registration,
        language,
        {"ean_by": people.day(_working_days_before(registration.cohort), language)},
        **_registration_link(registration, language),
    )


@letter("names_missing", about=Registration)
def names_missing(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Places without a name go back to the line soon."""
    nameless = [seat for seat in registration.confirmed if seat.is_nameless]
    if not nameless:
        return Stale()
    return _about_contact(
        "names_missing",
        registration,
        language,
        {
            "places": people.places(len(nameless), language),
            "names_by": people.day(_working_days_before(registration.cohort), language),
        },
        **_registration_link(registration, language),
    )


@letter("places_cancelled", about=Registration)
def places_cancelled(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Who gave up a place of the registration last, and what it costs by the terms."""
    cancelled = [
        seat
        for seat in registration.in_state(SeatState.CANCELLED)
        if seat.cancelled_at is not None and seat.reason != HAS_A_PLACE_ALREADY
    ]
    if not cancelled:
        return Stale()
    last = max(seat.cancelled_at for seat in cancelled if seat.cancelled_at)
    now = [seat for seat in cancelled if seat.cancelled_at == last]
    reason = now[0].reason
    return _about_contact(
        "places_cancelled",
        registration,
        language,
        {
            "nameless": reason == NAMELESS,
            "places": people.places(len(now), language),
            "cancelled_by_self": reason == "participant",
            "cancelled_by": (
                registration.contact_name if reason == "contact" else people.THE_SECRETARY[language]
            ),
            "participant_name": _listed(now, language),
            "free": registration.cohort.is_free_to_cancel(last),
            "free_cancel_until": people.day(registration.cohort.free_cancel_until, language),
        },
        **_registration_link(registration, language),
    )


def _listed(seats: list[Seat], language: Language) -> str:
    return formats.listed(people.named(seats, language), language)


@letter("place_changed_hands", about=Registration)
def place_changed_hands(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """A place was given on, by somebody who is not the contact."""
    given = [seat for seat in registration.seats if seat.given_at is not None]
    if not given:
        return Stale()
    seat = max(given, key=lambda seat: seat.given_at or registration.made_at)
    return _about_contact(
        "place_changed_hands",
        registration,
        language,
        {
            "participant_name": seat.name or people.NAMED_LATER[language],
            "former_name": seat.former_name or people.NAMED_LATER[language],
        },
        **_registration_link(registration, language),
    )


@letter("called_off", about=Registration)
def called_off(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """The cohort is called off: move, stand first for the next, or no thank you."""
    on = registration.cohort
    subscribed = db.session.scalar(
        select(Subscription.id)
        .where(
            Subscription.course_id == on.course_id,
            Subscription.email == registration.contact_email,
            Subscription.displaced,
        )
        .limit(1)
    )
    others = {seat.email for seat in registration.seats if seat.email}
    found = _about_contact(
        "called_off",
        registration,
        language,
        {
            "reason": on.called_off_reason[language],
            "subscribed": subscribed is not None,
            "other_participants": bool(others - {registration.contact_email}),
        },
        choice_link=links.choice(registration, language),
    )
    return found.with_calendars(people.calendar(registration, language, cancelled=True))


@letter("date_changed_contact", about=Registration)
def date_changed_contact(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Another date or place, to a contact who does not take part."""
    if not registration.confirmed:
        return Stale()
    found = _about_contact(
        "date_changed",
        registration,
        language,
        people.before_the_move(registration.cohort, language)
        | {
            "name": registration.contact_name,
            "free_cancel_until": people.day(registration.cohort.free_cancel_until, language),
        },
        page_link=links.registration(registration, language),
    )
    return found.with_calendars(people.calendar(registration, language))


@letter("new_link", about=Registration)
def new_link(registration: Registration, cohort: Cohort | None, language: Language) -> Contents:
    """The links so far open nothing any more; true however the places stand."""
    link = _registration_link(registration, language)
    return _about_contact("new_link", registration, language, {}, **link)


@letter("contact_changed", about=Registration)
def contact_changed(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents:
    """To the address that the contact had: opens nothing, and says nothing of the new one."""
    return _about_contact("contact_changed", registration, language, {})
