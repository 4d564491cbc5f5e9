"""Who is written to about a registration, and under which address."""

from dataclasses import asdict, dataclass

from app import clock
from app.mail.letters import LETTERS
from app.models import Registration
from app.services import audit, confirmations, outbox, waiting_list
from app.services.locks import lock


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    email: str
    phone: str = ""
    title: str = ""


def correct(registration: Registration, contact: Contact) -> bool:
    """What the contact says of themselves; whether the address is another one now.

    Whoever came by the private link may change it: the mail to the new address proves it, and the
    old one is told.
    """
    lock(registration.cohort)
    former = registration.contact_email
    new = {f"contact_{name}": value for name, value in asdict(contact).items()}
    changed = [name for name, value in new.items() if getattr(registration, name) != value]
    for name in changed:
        if name != "contact_email":
            setattr(registration, name, new[name])
    if changed:
        audit.record("contact.corrected", f"registration/{registration.id}", by="contact")
    if contact.email == former:
        return False
    move_to(registration, contact.email)
    outbox.queue(
        "contact_changed",
        about=registration,
        key=f"contact-changed/{registration.id}/{confirmations.stamp(clock.now())}",
        to=former,
        language=registration.language,
        cohort=registration.cohort,
    )
    waiting_list.fill(registration.cohort)
    return True


def move_to(registration: Registration, email: str) -> None:
    """Another address: links sent to the old one die, and the new one gets a living one.

    What waits to be sent goes to the new address: its links would open the registration.
    """
    of_registrations = [name for name, one in LETTERS.items() if one.about is Registration]
    outbox.redirect(
        about=registration,
        letters=of_registrations,
        former=registration.contact_email,
        to=email,
    )
    registration.contact_email = email
    registration.unreachable = False
    replace_link(registration)
    if registration.confirmed:
        confirmations.settle(registration, [], clock.now())


def replace_link(registration: Registration) -> None:
    """The link so far opens nothing any more; a new one goes to the contact."""
    registration.link_version += 1
    key = f"new-link/{registration.id}/{registration.link_version}"
    waiting_list.tell(registration, "new_link", key)
    audit.record("link.replaced", f"registration/{registration.id}")
