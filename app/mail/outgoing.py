"""What leaves, and what a mail server may say to it."""

import enum
from dataclasses import dataclass


class Outcome(enum.Enum):
    SENT = "sent"
    # the server may take it another time
    LATER = "later"
    # it never will
    REFUSED = "refused"


class Unreachable(Exception):
    """No connection to the mail server; says why."""


class WeAreRefused(Exception):
    """The server does not let us send: nothing leaves until the operator has set it right."""


class Misconfigured(Exception):
    """The settings do not allow mails to leave."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    id: int
    sender: str
    recipient: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Result:
    mail: Outgoing
    outcome: Outcome
    reason: str = ""


def sorted_out(step: int, code: int) -> Outcome | None:
    """What a reply means; steps: 0 MAIL, 1 RCPT, 2 DATA, 3 after the text. None: all is well.

    552 to RCPT says "too many recipients": another time (RFC 5321, 4.5.3.1.10). What is refused
    at MAIL is about us, not about the reader, so it waits for somebody to set it right.
    """
    if (code == 354) if step == 2 else (200 <= code < 300):
        return None
    if code < 500 or step == 0 or (step == 1 and code == 552):
        return Outcome.LATER
    return Outcome.REFUSED
