"""What is kept or handed out so that nobody but the site can read or change it.

Fernet of `cryptography`: encrypted and signed, with a moment in it. Several keys while they change.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Box:
    """For one purpose: what another box has sealed, it does not open."""

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        """The last key seals; the ones before it still open."""
        self.fernets = [_fernet(key, purpose) for key in reversed(keys)]

    def seal(self, text: bytes) -> str:
        return self.fernets[0].encrypt(text).decode("ascii")

    def open(self, sealed: str, max_age: timedelta | None = None) -> bytes | None:
        """What is in it; None if it is not ours, or too old."""
        seconds = int(max_age.total_seconds()) if max_age else None
        try:
            return MultiFernet(self.fernets).decrypt(sealed, ttl=seconds)
        except (InvalidToken, ValueError, UnicodeEncodeError):
            return None

    def renewed(self, sealed: str) -> str:
        """Sealed with the key of today; the same if it is already."""
        try:
            self.fernets[0].decrypt(sealed)
        except InvalidToken:
            return MultiFernet(self.fernets).rotate(sealed).decode("ascii")
        return sealed


def _fernet(key: str, purpose: str) -> Fernet:
    own = hashlib.sha256(f"sealed/{purpose}/{key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(own))
