"""Private links: signed, for one purpose, about one row, ended by raising the row's version."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

SALT = "private-link"


@dataclass(frozen=True, slots=True)
class Link:
    """What a private link says, once its signature has been checked."""

    purpose: str
    subject: int
    version: int


def _serializer(keys: Sequence[str]) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        list(keys), salt=SALT, signer_kwargs={"digest_method": hashlib.sha256}
    )


def sign(keys: Sequence[str], purpose: str, subject: int, version: int) -> str:
    """A token for the link. The last key signs; the ones before it still open."""
    return str(_serializer(keys).dumps([purpose, subject, version]))


def open_token(keys: Sequence[str], token: str, max_age: timedelta | None = None) -> Link | None:
    """What the token says, or None if it is not ours or too old."""
    seconds = int(max_age.total_seconds()) if max_age else None
    try:
        purpose, subject, version = _serializer(keys).loads(token, max_age=seconds)
    except (BadData, ValueError, TypeError):
        return None
    return Link(str(purpose), int(subject), int(version))


def digest(token: str) -> str:
    """What stands in the address bar instead of the token; it opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def find(opened: Iterable[Any], wanted: str) -> str | None:
    """The token with this digest among those the reader has opened."""
    return next((t for t in opened if isinstance(t, str) and digest(t) == wanted), None)
