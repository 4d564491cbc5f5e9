"""Letters about the waiting list and offers, to the contact."""

from functools import partial

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import links, people
from app.mail.facts import Facts
from app.mail.letter import Contents, Stale, letter
from app.models import Cohort, OpeningRule, Registration, SeatState, Subscription
from app.models.subscription import SubscriptionState

ON_THE_LIST = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)


def _letter(
    file: str, registration: Registration, language: Language, more: Facts, **private: str
) -> Contents:
    return Contents(
        file=file,
        language=language,
        shared=partial(_said, registration, language, tuple(more.items())),
        private=private,
    )


def _said(registration: Registration, language: Language, more: tuple[object, ...]) -> Facts:
    return people.of_registration(registration, language) | dict(more)  # type: ignore[arg-type]


def _subscribed(registration: Registration) -> bool:
    """The contact hears of further dates."""
    found = select(Subscription.id).where(
        Subscription.course_id == registration.cohort.course_id,
        Subscription.email == registration.contact_email,
        Subscription.state.in_(ON_THE_LIST),
    )
    return db.session.scalar(found.limit(1)) is not None


@letter("in_line", about=Registration)
def in_line(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Where the registration stands, and when it is offered something."""
    if not registration.stands_in_line:
        return Stale()
    on, wanted = registration.cohort, len(registration.waiting)
    together = wanted > 1 and registration.at_least >= wanted
    opened = on.rule is OpeningRule.LIST_FIRST and on.opens_at is not None
    return _letter(
        "in_line",
        registration,
        language,
        {
            "after_opening": bool(opened and registration.queued_at < (on.opens_at or clock.now())),
            "position": people.position(registration),
            "wanted_places": people.places(wanted, language),
            "all_together": together,
            "at_least": not together and registration.at_least > 1,
            "min_seats": registration.at_least,
            "accept_until": people.day(registration.accept_until, language),
        },
        registration_link=links.registration(registration, language),
    )


@letter("in_line_before_opening", about=Registration)
def in_line_before_opening(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """A yes before the cohort opens."""
    if not registration.waiting or clock.now() >= (registration.cohort.opens_at or clock.now()):
        return Stale()
    return _letter(
        "in_line_before_opening",
        registration,
        language,
        {
            "position": people.position(registration),
            "wanted_places": people.places(len(registration.waiting), language),
        },
        registration_link=links.registration(registration, language),
    )


@letter("offer", about=Registration)
def offer(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Places, kept until a stated moment."""
    return _offer("offer", registration, language)


@letter("offer_reminder", about=Registration)
def offer_reminder(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """The same offer, a working day before its deadline."""
    return _offer("offer_reminder", registration, language)


def _offer(file: str, registration: Registration, language: Language) -> Contents | Stale:
    if not registration.has_offer(clock.now()):
        return Stale()
    offered = len(registration.offered)
    wanted = offered + len(registration.waiting)
    return _letter(
        file,
        registration,
        language,
        {
            "places": people.places(offered, language),
            "wanted_places": people.places(wanted, language),
            "fewer_than_wanted": offered < wanted,
            "answer_by": people.moment(registration.offer_until, language),
            "answer_by_short": people.short_moment(registration.offer_until, language),
        },
        offer_link=links.offer(registration, language),
    )


@letter("offer_taken_back", about=Registration)
def offer_taken_back(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """The secretary takes it back: same place in line."""
    if not registration.stands_in_line:
        return Stale()
    return _letter(
        "offer_taken_back",
        registration,
        language,
        {
            "places": people.places(registration.offered_seats, language),
            "reason": registration.taken_back_reason,
        },
        registration_link=links.registration(registration, language),
    )


@letter("offer_lapsed", about=Registration)
def offer_lapsed(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """No answer came: the places have gone on."""
    if not registration.in_state(SeatState.LAPSED):
        return Stale()
    return _letter(
        "offer_lapsed",
        registration,
        language,
        {
            "places": people.places(registration.offered_seats, language),
            "answer_by": people.moment(registration.lapsed_at, language),
            "subscribed": _subscribed(registration),
        },
        queue_again_link=links.queue_again(registration, language),
    )


@letter("offer_declined", about=Registration)
def offer_declined(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """No thank you was said: the places go on."""
    if not registration.in_state(SeatState.DECLINED):
        return Stale()
    return _letter(
        "offer_declined",
        registration,
        language,
        {
            "places": people.places(registration.offered_seats, language),
            "subscribed": _subscribed(registration),
        },
        queue_again_link=links.queue_again(registration, language),
    )


@letter("withdrawn", about=Registration)
def withdrawn(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Off the waiting list, by the contact's own press."""
    if not registration.in_state(SeatState.WITHDRAWN):
        return Stale()
    return _letter("withdrawn", registration, language, {"subscribed": _subscribed(registration)})


@letter("line_ended", about=Registration)
def line_ended(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """The cohort starts, and there was no room."""
    if not registration.in_state(SeatState.ENDED):
        return Stale()
    return _letter("line_ended", registration, language, {"subscribed": _subscribed(registration)})


@letter("changed_for_line", about=Registration)
def changed_for_line(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Another date or place, to who waits or has an offer."""
    offered = registration.has_offer(clock.now())
    if not offered and not registration.waiting:
        return Stale()
    return _letter(
        "changed_for_line",
        registration,
        language,
        people.before_the_move(registration.cohort, language)
        | {
            "offered": offered,
            "places": people.places(len(registration.offered), language),
            "answer_by": people.moment(registration.offer_until, language),
        },
        offer_link=links.offer(registration, language),
        registration_link=links.registration(registration, language),
    )
