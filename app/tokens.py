"""Private links: signed, for one purpose, about one row, ended by raising the row's version."""

import hashlib
import json
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
    # what the link proves besides: the address that it was sent to
    said: str = ""


def _serializer(keys: Sequence[str]) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        list(keys), salt=SALT, signer_kwargs={"digest_method": hashlib.sha256}
    )


@lru_cache(maxsize=8)
def _signer(keys: tuple[str, ...]) -> Signer:
    """The serializer's own, kept: letters need tokens by the hundred thousand."""
    return _serializer(keys).make_signer()


def sign(keys: Sequence[str], purpose: str, subject: int, version: int, *, said: str = "") -> str:
    """A token for the link. The last key signs; the ones before it still open."""
    more = f",{json.dumps(said)}" if said else ""
    payload = base64_encode(f'["{purpose}",{subject},{version}{more}]')
    return _signer(tuple(keys)).sign(payload).decode("ascii")


def open_token(keys: Sequence[str], token: str, max_age: timedelta | None = None) -> Link | None:
    """What the token says, or None if it is not ours or too old."""
    seconds = int(max_age.total_seconds()) if max_age else None
    try:
        purpose, subject, version, *said = _serializer(keys).loads(token, max_age=seconds)
    except (BadData, ValueError, TypeError):
        return None
    return Link(str(purpose), int(subject), int(version), *map(str, said[:1]))


def digest(token: str) -> str:
    """What stands in the address bar instead of the token; it opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def find(opened: Iterable[Any], wanted: str) -> str | None:
    """The token with this digest among those the reader has opened."""
    return next((t for t in opened if isinstance(t, str) and digest(t) == wanted), None)
