"""The bytes that leave: one message for all who share a letter, filled in for each reader.

Both parts are quoted-printable: every server takes it, no line is too long, and an address can be
put between two soft line breaks without encoding the rest again.
"""

import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from markupsafe import escape

from app.language import Language
from app.mail.letter import Calendar
from app.mail.sender import Sender
from app.mail.text import SLOT, UNSEEN, Written

# cannot occur in quoted-printable, where = is followed by two digits or the end of the line
BOUNDARY = "=_holdstart"
OUTER = "=_holdstart_files"
LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)


class Undeliverable(Exception):
    """No mail server takes this address."""


@dataclass(frozen=True, slots=True)
class Stencil:
    """A message with holes. Every second piece is the name of a hole."""

    pieces: tuple[bytes, ...]
    stoppable: bool

    def fill(
        self,
        *,
        to: str,
        date: str,
        message_id: str,
        private: Mapping[str, str],
        one_click: str | None,
    ) -> bytes:
        """The message for one reader."""
        values = {
            b"to": to.encode("ascii"),
            b"date": date.encode("ascii"),
            b"message_id": message_id.encode("ascii"),
        }
        for name, address in private.items():
            encoded = _soft(address)
            values[f"text:{name}".encode()] = encoded
            safe = str(escape(address))
            values[f"html:{name}".encode()] = encoded if safe == address else _soft(safe)
        if one_click:
            values[b"one_click"] = one_click.encode("ascii")
        return b"".join(
            values[piece] if number % 2 else piece for number, piece in enumerate(self.pieces)
        )


def stencil(
    letter: Written,
    *,
    sender: Sender,
    language: Language,
    stoppable: bool,
    calendars: Sequence[Calendar] = (),
) -> Stencil:
    """Everything of the message that is the same for all who share it."""
    boundary = f"--{BOUNDARY}".encode()
    texts = [
        boundary,
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Transfer-Encoding: quoted-printable",
        b"",
        _printable(letter.text, "text"),
        boundary,
        b"Content-Type: text/html; charset=utf-8",
        b"Content-Transfer-Encoding: quoted-printable",
        b"",
        _printable(letter.html, "html"),
        boundary + b"--",
        b"",
    ]
    head = _headers(letter, sender, language, stoppable)
    kind = f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"'.encode()
    lines = [head + kind, b"", *texts]
    if calendars:
        outer = f"--{OUTER}".encode()
        mixed = f'Content-Type: multipart/mixed; boundary="{OUTER}"'.encode()
        lines = [head + mixed, b"", outer, kind, b"", *texts]
        for calendar in calendars:
            lines += [outer, *_attached(calendar)]
        lines += [outer + b"--", b""]
    return Stencil(tuple(b"\r\n".join(lines).split(SLOT.encode())), stoppable)


def _attached(calendar: Calendar) -> list[bytes]:
    method = "CANCEL" if calendar.cancels else "PUBLISH"
    data = binascii.b2a_base64(calendar.data, newline=False)
    return [
        f"Content-Type: text/calendar; charset=utf-8; method={method}".encode(),
        b"Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{calendar.name}"'.encode(),
        b"",
        *(data[start : start + 76] for start in range(0, len(data), 76)),
    ]


def mailbox(recipient: str) -> str:
    """The address as SMTP wants it, the domain in punycode; Undeliverable if it is none."""
    local, at, domain = recipient.strip().rpartition("@")
    try:
        domain = domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if (
        not at
        or len(local) > 64
        or len(recipient) > 254
        or not LOCAL_PART.fullmatch(local)
        or not DOMAIN.fullmatch(domain)
    ):
        raise Undeliverable
    return f"{local}@{domain}"


def _headers(letter: Written, sender: Sender, language: Language, stoppable: bool) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = _named(sender.name, sender.address)
    if sender.reply_to != sender.address:
        message["Reply-To"] = _named(sender.name, sender.reply_to)
    message["Subject"] = UNSEEN.sub(" ", letter.subject)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, NRN, AutoReply, RN"
    message["Content-Language"] = language.value
    head = message.as_bytes().rstrip(b"\r\n")
    hole = SLOT.encode()
    own = [
        b"To: " + hole + b"to" + hole,
        b"Date: " + hole + b"date" + hole,
        b"Message-ID: " + hole + b"message_id" + hole,
    ]
    if stoppable:
        own.append(b"List-Unsubscribe: <" + hole + b"one_click" + hole + b">")
        own.append(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    own.append(b"MIME-Version: 1.0")
    return b"\r\n".join((head, *own, b""))


def _named(name: str, address: str) -> Address:
    return Address(display_name=UNSEEN.sub(" ", name), addr_spec=mailbox(address))


def _printable(text: str, part: str) -> bytes:
    """Quoted-printable, with a hole wherever something private stands."""
    encoded = []
    for number, piece in enumerate(text.split(SLOT)):
        if number % 2:
            hole = f"{SLOT}{part}:{piece}{SLOT}".encode()
            encoded.append(b"=\r\n" + hole + b"=\r\n")
        else:
            encoded.append(_soft(piece))
    return b"".join(encoded)


def _soft(text: str) -> bytes:
    """Quoted-printable with lines of 76 at most."""
    quoted = binascii.b2a_qp(text.encode(), istext=True)
    return quoted.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
