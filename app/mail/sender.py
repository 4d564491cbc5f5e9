"""Who the mails come from."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app

from app.mail import facts


@dataclass(frozen=True, slots=True)
class Sender:
    name: str
    address: str
    # where an answer goes: a person reads it
    reply_to: str


def sender() -> Sender:
    """The provider, from the address the operator has set or else its own."""
    provider = facts.find_provider()
    own = provider.email if provider else ""
    address = current_app.config["MAIL_FROM"] or own
    return Sender(provider.name if provider else "Holdstart", address, own or address)


def domain() -> str:
    """The right side of every Message-ID: ours, since nobody else may give the same."""
    host = sender().address.rpartition("@")[2]
    host = host or urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    return host.encode("idna").decode("ascii")


def tail() -> str:
    """What makes a Message-ID new, after the key of the mail: ".9f2c...@courses.example>"."""
    return f".{secrets.token_hex(8)}@{domain()}>"
