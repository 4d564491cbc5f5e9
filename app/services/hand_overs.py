"""Who has a place: named, corrected, given to somebody else. The place keeps its state and order.

Whoever is named may have a place on the cohort already. That is handled as on the public form: the
second place is cancelled at once, costs nothing and goes to whoever is next; only the mails tell,
to that person and to the contact. A refusal would tell anybody with a link of their own who comes.
"""

from datetime import datetime

from app import clock
from app.language import Language
from app.models import Registration, Seat, SeatState
from app.models.errors import AddressHasSeat, SeatGone
from app.models.registration import LIVE
from app.services import (
    answers_passed_on,
    audit,
    confirmations,
    contact_list,
    orders,
    outbox,
    places,
    waiting_list,
)
from app.services.locks import lock
from app.services.orders import Person

IN_HAND = (SeatState.CONFIRMED, SeatState.WAITING, SeatState.OFFERED)
BY_CONTACT = "contact"


def put_person(seat: Seat, person: Person, *, language: Language, by: str) -> None:
    """Who comes: the same person, with the details corrected, or somebody else.

    The same name at another address is a slip of the finger put right, not a hand-over.
    """
    same_name = (seat.name or "").casefold() == person.name.casefold()
    if seat.email and person.email != seat.email and same_name:
        _correct_address(seat, person, by=by)
    else:
        language = seat.language if person.email == seat.email else language
        give_to(seat, person, language=language, by=by)


def give_to(
    seat: Seat, person: Person, *, language: Language, by: str, worksheets: bool = False
) -> None:
    """Put another person on the place, or a first one on a nameless.

    `worksheets`: whoever has the place lets what is written on them go along; else it is erased.

    Raises AddressHasSeat if the contact names somebody who is on the registration already: both
    stand on one page.
    """
    now = _begin(seat, person, by)
    registration = seat.registration
    double = _is_double(seat, person)
    former, former_language = seat.email, seat.language
    if person.email != former:
        (answers_passed_on.pass_on if worksheets else answers_passed_on.erase)(seat)
    if former and person.email != former:
        seat.former_name, seat.given_at = seat.name or "", now
    seat.name, seat.email, seat.title = person.name, person.email, person.title
    seat.workplace = person.workplace or seat.workplace
    seat.language = language
    audit.record("place.given", f"registration/{registration.id}", seats=[seat.id], by=by)
    if person.email == former:
        return
    _begin_anew(seat)
    had_place = seat.state is SeatState.CONFIRMED
    if double:
        _cancel_double(seat, now)
    elif had_place:
        confirmations.tell_participant(seat, now, "place_given" if former else "place")
        confirmations.settle(registration, [seat], now)
    elif person.email != registration.contact_email:
        confirmations.tell_participant(seat, now, "participant_in_line")
    if former:
        if had_place:
            # may have had no other place: back on the list
            confirmations.unsettle_address(registration, former, now)
        _tell_former(seat, former, former_language, now)
        if not double and registration.contact_email not in {person.email, former}:
            key = f"place-changed-hands/{seat.id}/{confirmations.stamp(now)}"
            waiting_list.tell(registration, "place_changed_hands", key)
    if double:
        waiting_list.fill(registration.cohort)


def put_names(seats: list[Seat], names: dict[int, Person], *, language: Language, by: str) -> None:
    """Name those of the seats that have no name, by their ids. Needs the lock; the caller fills.

    Nobody is told yet: what becomes of the places is told to everyone.
    """
    now = clock.now()
    for seat in seats:
        person = names.get(seat.id)
        if person is None or not person.email or not seat.is_nameless:
            continue
        _require_other_address(seat, person, by)
        double = _is_double(seat, person)
        seat.name, seat.email, seat.title = person.name, person.email, person.title
        seat.language = language
        _begin_anew(seat)
        audit.record("place.given", f"registration/{seat.registration_id}", seats=[seat.id], by=by)
        if double:
            _cancel_double(seat, now)


def _correct_address(seat: Seat, person: Person, *, by: str) -> None:
    """A new link for the right reader. What the wrong one may have written is forgotten."""
    now = _begin(seat, person, by)
    registration = seat.registration
    double = _is_double(seat, person)
    answers_passed_on.pass_on(seat)
    seat.email, seat.name, seat.title = person.email, person.name, person.title
    _begin_anew(seat)
    audit.record("place.corrected", f"registration/{registration.id}", seats=[seat.id], by=by)
    if double:
        _cancel_double(seat, now)
        waiting_list.fill(registration.cohort)
    elif seat.state is SeatState.CONFIRMED:
        confirmations.tell_participant(seat, now)
        confirmations.settle(registration, [seat], now)
    elif person.email != registration.contact_email:
        confirmations.tell_participant(seat, now, "participant_in_line")


def _begin(seat: Seat, person: Person, by: str) -> datetime:
    lock(seat.registration.cohort)
    if seat.state not in IN_HAND:
        raise SeatGone
    _require_other_address(seat, person, by)
    return clock.now()


def _begin_anew(seat: Seat) -> None:
    """What the first person asked for is nobody else's, and neither is the link."""
    seat.food = seat.needs = ""
    contact_list.leave(seat)
    seat.link_version += 1


def _require_other_address(seat: Seat, person: Person, by: str) -> None:
    """The contact sees all of the registration; a participant does not, and is told nothing."""
    if by == BY_CONTACT and any(
        other.email == person.email and other.state in LIVE
        for other in seat.registration.seats
        if other is not seat
    ):
        raise AddressHasSeat


def _is_double(seat: Seat, person: Person) -> bool:
    """The address has another place on the cohort, an offer, or stands in line."""
    if person.email == seat.email:
        return False
    return bool(orders.live_addresses(seat.registration.cohort, [person.email]))


def _cancel_double(seat: Seat, now: datetime) -> None:
    registration: Registration = seat.registration
    seat.state = SeatState.CANCELLED
    seat.reason = orders.HAS_A_PLACE_ALREADY
    seat.cancelled_at = now
    if not registration.offered:
        registration.offer_until = None
    places.ask_for_another(registration, now)
    confirmations.tell_participant(seat, now, "has_a_place_already")
    confirmations.tell_contact(registration, now)


def _tell_former(seat: Seat, email: str, language: Language, now: datetime) -> None:
    outbox.queue(
        "place_given_away",
        about=seat,
        key=f"place-given-away/{seat.id}/{confirmations.stamp(now)}",
        to=email,
        language=language,
        cohort=seat.registration.cohort,
    )
