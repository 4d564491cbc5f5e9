"""Letters to the course secretary: what asks for somebody's attention before the next look."""

from functools import partial

from app import clock
from app.language import Language
from app.mail import links, people
from app.mail.facts import Facts
from app.mail.letter import Contents, Stale, letter
from app.models import Cohort, Registration

PERSON = {Language.DANISH: "deltager", Language.ENGLISH: "participant"}
PEOPLE = {Language.DANISH: "deltagere", Language.ENGLISH: "participants"}


def _letter(file: str, registration: Registration, language: Language, more: Facts) -> Contents:
    def said(registration: Registration, language: Language) -> Facts:
        return people.of_registration(registration, language) | more

    return Contents(file=file, language=language, shared=partial(said, registration, language))


def _people(number: int, language: Language) -> str:
    return f"{number} {(PERSON if number == 1 else PEOPLE)[language]}"


@letter("often_passed", about=Registration)
def often_passed(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """A group was passed over for the third time: seats can be gathered for it."""
    if not registration.stands_in_line or registration.gathering:
        return Stale()
    wanted = len(registration.waiting)
    more: Facts = {
        "wanted_places": people.places(wanted, language),
        "at_least": registration.at_least < wanted,
        "min_seats": registration.at_least,
        "passes": len(registration.passes),
        "desk_link": links.desk("staff.cohort", language, cohort_id=registration.cohort_id),
    }
    return _letter("often_passed", registration, language, more)


@letter("team_too_small", about=Registration)
def team_too_small(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """Somebody of a minimum has cancelled: the contact is asked to name another."""
    if registration.replace_by is None:
        return Stale()
    left = len(registration.confirmed + registration.offered + registration.waiting)
    more: Facts = {
        "left": _people(left, language),
        "least": _people(registration.cohort.course.min_seats, language),
        "replace_by": people.day(registration.replace_by, language),
        "desk_link": links.desk("staff.registration", language, registration_id=registration.id),
    }
    return _letter("team_too_small", registration, language, more)


@letter("offer_undelivered", about=Registration)
def offer_undelivered(
    registration: Registration, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """The mail about an offer came back, and time runs."""
    if not registration.unreachable:
        return Stale()
    live = registration.has_offer(clock.now())
    more: Facts = {
        "places": people.places(registration.offered_seats or 1, language),
        "contact_phone": registration.contact_phone,
        "answer_by": people.moment(registration.offer_until, language) if live else "",
        "desk_link": links.desk("staff.registration", language, registration_id=registration.id),
    }
    return _letter("offer_undelivered", registration, language, more)
