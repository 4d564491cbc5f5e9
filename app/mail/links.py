"""Private links, signed when the letter is written; no token is stored."""

from typing import Any

from flask import current_app, url_for

from app import tokens
from app.language import Language
from app.models import Answer, Cohort, Course, Registration, Seat, StaffMember, Subscription

# stands where the token of the reader would be, in letters that are only looked at
NO_TOKEN = "eksempel-example"  # noqa: S105


def confirm(subscription: Subscription, language: Language | None = None) -> str:
    """Leads to "yes, write to me" and "no, delete the address".

    Opened too late it knows the course at least, and leads back to its form.
    """
    return f"{_private('confirm', subscription, language)}?course={subscription.course.slug}"


def status(subscription: Subscription, language: Language | None = None) -> str:
    """Leads to what the reader has asked for, and can change."""
    return _private("status", subscription, language)


def stop(subscription: Subscription, language: Language | None = None) -> str:
    """Leads to the one button that ends it."""
    return _private("stop", subscription, language)


def renew(subscription: Subscription, language: Language | None = None) -> str:
    """Leads to "yes, stay on the list" and "no, delete the address"."""
    return _private("renew", subscription, language)


def one_click(subscription: Subscription, language: Language | None = None) -> str:
    """Where mail programs post to stop (RFC 8058): an address and a purpose of its own."""
    return _private("one_click", subscription, language, folder="stop")


def register(subscription: Subscription, cohort: Cohort, language: Language | None = None) -> str:
    """Leads to the registration form of the cohort, for whoever is on the list.

    The token says who, the address says which cohort.
    """
    return f"{_private('register', subscription, language)}?cohort={cohort.code}"


def dates(subscription: Subscription, language: Language | None = None) -> str:
    """Leads to the dates that those on the list are asked about.

    Opened too late it knows the course at least, and leads back to its form.
    """
    return f"{_private('dates', subscription, language)}?course={subscription.course.slug}"


def registration(registration: Registration, language: Language | None = None) -> str:
    """Leads to the contact's page: all places, and what can be done about them."""
    return _private("registration", registration, language)


def offer(registration: Registration, language: Language | None = None) -> str:
    """Leads to "yes, I accept" and "no thank you", and later to what came of it."""
    return _private("offer", registration, language)


def queue_again(registration: Registration, language: Language | None = None) -> str:
    """Leads to the one button that stands in line again."""
    return _private("queue_again", registration, language)


def choice(registration: Registration, language: Language | None = None) -> str:
    """Leads, after the cohort was called off, to "move", "first for the next", "no thank you"."""
    return _private("choice", registration, language)


def participant(seat: Seat, language: Language | None = None) -> str:
    """Leads to the participant's own page."""
    return _private("seat", seat, language)


def undo(seat: Seat, language: Language | None = None) -> str:
    """Leads to the one button that takes a cancelled place again."""
    return _private("undo", seat, language)


def worksheet(seat: Seat, kind: str, language: Language | None = None, *, section: str = "") -> str:
    """Leads to the worksheet of the participant, or to one section of it."""
    return _private("worksheet", seat, language) + _on(kind, section)


def team_worksheet(
    registration: Registration, kind: str, language: Language | None = None, *, section: str = ""
) -> str:
    """Leads to the worksheet that a registration fills in together."""
    return _private("team_worksheet", registration, language) + _on(kind, section)


def share(answer: Answer, language: Language | None = None) -> str:
    """Leads colleagues to the worksheet, and to nothing else."""
    return _private("share", answer, language)


def password(member: StaffMember, purpose: str, language: Language) -> str:
    """Leads to where a member of staff chooses a password: "invite", or "password" for a reset."""
    token = tokens.sign(current_app.config["LINK_KEYS"], purpose, member.id, member.link_version)
    return f"{current_app.config['BASE_URL']}/{language.value}/l/{token}"


def new_email(member: StaffMember, email: str, language: Language) -> str:
    """Leads to the button that makes this the address of the account."""
    keys = current_app.config["LINK_KEYS"]
    token = tokens.sign(keys, "new_email", member.id, member.link_version, said=email)
    return f"{current_app.config['BASE_URL']}/{language.value}/l/{token}"


def course(course: Course, language: Language) -> str:
    """The public page of the course."""
    path = url_for("public.course", slug=course.slug, language=language.value, _external=False)
    return f"{current_app.config['BASE_URL']}{path}"


def page(endpoint: str, language: Language) -> str:
    """A public page that is the same for everybody."""
    path = url_for(endpoint, language=language.value, _external=False)
    return f"{current_app.config['BASE_URL']}{path}"


def desk(endpoint: str, language: Language, **values: Any) -> str:
    """A page of staff, for whoever is signed in."""
    path = url_for(endpoint, language=language.value, _external=False, **values)
    return f"{current_app.config['BASE_URL']}{path}"


def nobody(language: Language) -> str:
    """Looks like a private link, and opens nothing."""
    return f"{current_app.config['BASE_URL']}/{language.value}/l/{NO_TOKEN}"


def _on(kind: str, section: str) -> str:
    return f"?worksheet={kind}" + (f"&section={section}" if section else "")


def _private(
    purpose: str,
    subject: Subscription | Registration | Seat | Answer,
    language: Language | None,
    folder: str = "l",
) -> str:
    language = language or subject.language
    keys = current_app.config["LINK_KEYS"]
    token = tokens.sign(keys, purpose, subject.id, subject.link_version)
    return f"{current_app.config['BASE_URL']}/{language.value}/{folder}/{token}"
