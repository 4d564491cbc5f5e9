"""Private links: signed, for one purpose, about one row, ended by raising the row's version."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from itsdangerous import BadData, Signer, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

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


@lru_cache(maxsize=8)
def _signer(keys: tuple[str, ...]) -> Signer:
    """The serializer's own, kept: letters need tokens by the hundred thousand."""
    return _serializer(keys).make_signer()


def sign(keys: Sequence[str], purpose: str, subject: int, version: int) -> str:
    """A token for the link. The last key signs; the ones before it still open."""
    payload = base64_encode(f'["{purpose}",{subject},{version}]')
    return _signer(tuple(keys)).sign(payload).decode("ascii")


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
