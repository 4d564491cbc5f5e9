"""Reads what a mail server sends back when it could not deliver (RFC 3464).

Which mail it was is said by the address the report came to (`bounces+<id>.<check>@…`), or by the
Message-ID of the mail it carries. The reader's address is not needed, and not kept.
"""

import enum
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
TAG = re.compile(r"\+(\d{1,12})\.([0-9a-f]{12})@")
MESSAGE_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
LONGEST = 300


class Verdict(enum.StrEnum):
    # the address does not exist, or refuses for good
    PERMANENT = "permanent"
    # full, away, slow: it may arrive yet
    TEMPORARY = "temporary"
    # delivered, read, out of office, or no report at all
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Report:
    verdict: Verdict
    # 5.1.1; empty when none is said
    status: str
    # the row of the outbox, if the address it came to says so and the check is right
    mail_id: int | None
    message_id: str | None


def envelope(address: str, mail_id: int, keys: Sequence[str]) -> str:
    """The address that reports about this mail come to: bounces+12.9f2c…@courses.example."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{mail_id}.{_check(mail_id, keys[-1])}@{domain}"


def _check(mail_id: int, key: str) -> str:
    return hmac.new(key.encode(), f"bounce/{mail_id}".encode(), hashlib.sha256).hexdigest()[:12]


def read(data: bytes, keys: Sequence[str]) -> Report:
    """What a report says. Anything else, however broken, is nothing."""
    report = message_from_bytes(data, policy=policy.default)
    verdict, status = _verdict(report)
    return Report(verdict, status, _mail_id(report, keys), _message_id(report))


def _verdict(report: EmailMessage | Message) -> tuple[Verdict, str]:
    found = [_of_recipient(fields) for fields in _recipients(report)]
    for verdict in (Verdict.PERMANENT, Verdict.TEMPORARY):
        for one, status in found:
            if one is verdict:
                return verdict, status
    return Verdict.NOTHING, ""


def _recipients(report: EmailMessage | Message) -> Iterator[Message]:
    """The groups of fields of a delivery report; the first is about the server."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            groups = part.get_payload()
            yield from (one for one in groups if isinstance(one, Message) and "Action" in one)


def _of_recipient(fields: Message) -> tuple[Verdict, str]:
    action = str(fields.get("Action", "")).strip().lower()
    match = STATUS.search(str(fields.get("Status", ""))) or STATUS.search(
        str(fields.get("Diagnostic-Code", ""))
    )
    status = match[0] if match else ""
    if action == "failed" and not status.startswith("4."):
        return Verdict.PERMANENT, status
    if action in {"failed", "delayed"}:
        return Verdict.TEMPORARY, status
    return Verdict.NOTHING, status


def _mail_id(report: EmailMessage | Message, keys: Sequence[str]) -> int | None:
    for name in ("Delivered-To", "X-Original-To", "To"):
        for value in report.get_all(name, []):
            match = TAG.search(str(value))
            if match and any(
                hmac.compare_digest(match[2], _check(int(match[1]), key)) for key in keys
            ):
                return int(match[1])
    return None


def _message_id(report: EmailMessage | Message) -> str | None:
    """Of the mail that came back, whole or its head only."""
    for part in report.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            inner = part.get_payload()
            head = inner[0] if isinstance(inner, list) and inner else None
            if isinstance(head, Message) and head.get("Message-ID"):
                return str(head["Message-ID"]).strip()
        if kind == "text/rfc822-headers":
            text = str(part.get_payload())
            match = re.search(r"^message-id:\s*(<[^<>]+>)", text, re.I | re.M)
            if match and MESSAGE_ID.fullmatch(match[1]):
                return match[1]
    return None
