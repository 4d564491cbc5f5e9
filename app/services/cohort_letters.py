"""Who is told what when a cohort changes: the same list for the preview and for the act."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.language import Language
from app.mail.together_letters import TOGETHER
from app.models import (
    Base,
    Cohort,
    Hold,
    MailState,
    OutboxMail,
    Registration,
    Seat,
    SeatState,
    Subscription,
    SubscriptionState,
)
from app.services import outbox
from app.services.notices import OPENING_LETTERS, with_others

IN_HAND = (SeatState.CONFIRMED, SeatState.OFFERED, SeatState.WAITING)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one reader."""

    name: str
    about: Base
    to: str
    language: Language


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do: letters by name and language, and people concerned by their state."""

    letters: Counter[tuple[str, Language]] = field(default_factory=Counter)
    confirmed: int = 0
    offered: int = 0
    waiting: int = 0
    held: int = 0

    @property
    def told(self) -> int:
        return sum(self.letters.values())


def concerned(cohort: Cohort) -> list[Registration]:
    """The registrations with a place, an offer or a place in line."""
    live = select(Seat.registration_id).where(Seat.state.in_(IN_HAND))
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.cohort_id == cohort.id, Registration.id.in_(live))
            .options(selectinload(Registration.seats))
            .order_by(Registration.id)
        )
    )


def of_move(cohort: Cohort) -> Iterator[Letter]:
    """Participants, contacts who do not take part themselves, and who waits or has an offer."""
    for registration in concerned(cohort):
        confirmed = registration.confirmed
        for seat in confirmed:
            if seat.email:
                yield Letter("date_changed", seat, seat.email, seat.language)
        contact, language = registration.contact_email, registration.language
        if confirmed and contact not in {seat.email for seat in confirmed}:
            yield Letter("date_changed_contact", registration, contact, language)
        if registration.waiting or registration.offered:
            yield Letter("changed_for_line", registration, contact, language)


def of_calling_off(cohort: Cohort) -> Iterator[Letter]:
    """Every contact, and every participant who is not the contact."""
    for registration in concerned(cohort):
        contact = registration.contact_email
        yield Letter("called_off", registration, contact, registration.language)
        for seat in registration.in_state(*IN_HAND):
            if seat.email and seat.email != contact:
                yield Letter("called_off_participant", seat, seat.email, seat.language)


def told_of(cohort: Cohort) -> Select[Subscription]:
    """The active subscriptions that have been told of the cohort, and have nothing on it."""
    # the letter about several is kept under one of them, which need not be the first
    together = [one.id for one in with_others(cohort)]
    about = (OutboxMail.cohort_id == cohort.id) | (
        OutboxMail.cohort_id.in_(together) & (OutboxMail.letter == TOGETHER)
    )
    told = select(OutboxMail.about_id).where(
        about,
        OutboxMail.letter.in_(OPENING_LETTERS),
        OutboxMail.state.in_((MailState.SENT, MailState.SENDING)),
    )
    return _with_nothing(cohort).where(Subscription.id.in_(told))


def holders(cohort: Cohort) -> Select[Subscription]:
    """The subscriptions that only hold places."""
    held = select(Hold.subscription_id).where(Hold.cohort_id == cohort.id)
    return _with_nothing(cohort).where(Subscription.id.in_(held))


def _with_nothing(cohort: Cohort) -> Select[Subscription]:
    contacts = (
        select(Registration.id)
        .join(Seat)
        .where(
            Registration.cohort_id == cohort.id,
            Seat.state.in_(IN_HAND),
            (Registration.contact_email == Subscription.email) | (Seat.email == Subscription.email),
        )
    )
    return select(Subscription).where(
        Subscription.course_id == cohort.course_id,
        Subscription.state == SubscriptionState.ACTIVE,
        ~contacts.exists(),
    )


def preview(
    cohort: Cohort,
    letters: Iterator[Letter],
    notice: str,
    subscriptions: Select[Subscription] | None,
) -> Preview:
    """Count the letters; nothing is written."""
    counted = Counter((letter.name, letter.language) for letter in letters)
    if subscriptions is not None:
        languages = db.session.scalars(subscriptions.with_only_columns(Subscription.language))
        counted.update((notice, Language(language)) for language in languages)
    seats = Counter(seat.state for registration in concerned(cohort) for seat in registration.seats)
    held = db.session.scalars(select(Hold.seats).where(Hold.cohort_id == cohort.id))
    return Preview(
        letters=counted,
        confirmed=seats[SeatState.CONFIRMED],
        offered=seats[SeatState.OFFERED],
        waiting=seats[SeatState.WAITING],
        held=sum(held),
    )


def queue(cohort: Cohort, letters: list[Letter], event: str) -> int:
    """Queue them, once for the event; says how many."""
    return sum(
        outbox.queue(
            letter.name,
            about=letter.about,
            key=f"{letter.name.replace('_', '-')}/{event}/{letter.about.id}",
            to=letter.to,
            language=letter.language,
            cohort=cohort,
        )
        for letter in letters
    )
