"""Passwords of staff: which are refused, and how they are kept."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from app.models.errors import PasswordTooCommon, PasswordTooShort

SHORTEST = 15
LONGEST = 128
# guessed in fewer tries than this: a common one, a repeated one, a row of keys
LEAST_GUESSES = 10**8
# zxcvbn looks at no more; what is so long and so far hard to guess is good enough
LOOKED_AT = 72

# Argon2id as OWASP asks: 19 MiB, two passes, one lane
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def require_good(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Refuse what is short or easily guessed; `about` is what anyone knows of its owner."""
    text = _normal(password)
    if len(text) < SHORTEST:
        raise PasswordTooShort
    if _repeats(text) or _guesses(text, about) < LEAST_GUESSES:
        raise PasswordTooCommon


def hashed(password: str) -> str:
    return hasher.hash(_normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether it is the password; takes as long when there is none to compare it with."""
    try:
        return hasher.verify(kept or _nobody(), _normal(password)) and kept is not None
    except Argon2Error:
        return False


def _normal(password: str) -> str:
    """The same letters are the same, however a keyboard puts them together."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobody() -> str:
    return hasher.hash("the password of nobody")


def _repeats(text: str) -> bool:
    """Whether it is a short password written again, the last time perhaps in part."""
    longest = min(SHORTEST - 1, len(text) * 2 // 3)
    return any(text.startswith(text[n:]) for n in range(1, longest + 1))


def _guesses(text: str, about: tuple[str, ...]) -> float:
    # imported here: its lists take memory that only this page needs
    from zxcvbn import zxcvbn

    return float(zxcvbn(text[:LOOKED_AT], user_inputs=about)["guesses"])
