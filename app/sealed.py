"""What is kept or handed out so that nobody but the site can read or change it.

Fernet of `cryptography`: encrypted and signed, with a moment in it. Several keys while they change.
The library is loaded by the first box: readers need none, and it is large (docs/performance.md).
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class Box:
    """For one purpose: what another box has sealed, it does not open."""

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        """The last key seals; the ones before it still open."""
        from cryptography.fernet import MultiFernet

        fernets = [_fernet(key, purpose) for key in reversed(keys)]
        self.newest, self.all = fernets[0], MultiFernet(fernets)

    def seal(self, text: bytes) -> str:
        return self.newest.encrypt(text).decode("ascii")

    def open(self, sealed: str, max_age: timedelta | None = None) -> bytes | None:
        """What is in it; None if it is not ours, or too old."""
        from cryptography.fernet import InvalidToken

        seconds = int(max_age.total_seconds()) if max_age else None
        try:
            return self.all.decrypt(sealed, ttl=seconds)
        except (InvalidToken, ValueError, UnicodeEncodeError):
            return None

    def renewed(self, sealed: str) -> str:
        """Sealed with the key of today; the same if it is already."""
        from cryptography.fernet import InvalidToken

        try:
            self.newest.decrypt(sealed)
        except InvalidToken:
            return self.all.rotate(sealed).decode("ascii")
        return sealed


def _fernet(key: str, purpose: str) -> "Fernet":
    from cryptography.fernet import Fernet

    own = hashlib.sha256(f"sealed/{purpose}/{key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(own))
