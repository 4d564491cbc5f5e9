"""Numbers that invoices go by: EAN (GLN) and CVR. Written by hand, so in any grouping.

Both are one weighted sum each; a library of two hundred kinds of numbers would be a dependency
for these ten lines.
"""

import re

EAN_LENGTH = 13
CVR_LENGTH = 8
CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
NBSP = "\u00a0"
NOT_A_DIGIT = re.compile(r"[^0-9]")


class WrongLength(ValueError):
    """The number has more or fewer digits than its kind has; `digits` says how many."""

    def __init__(self, digits: int) -> None:
        super().__init__(digits)
        self.digits = digits


class WrongCheckDigit(ValueError):
    """A digit is wrong, or two have been swapped."""


def digits(text: str) -> str:
    """Only the digits: however it was grouped, and whatever was written before it."""
    return NOT_A_DIGIT.sub("", text)


def ean(text: str) -> str:
    """The thirteen digits, as they are stored. Raises WrongLength or WrongCheckDigit."""
    number = digits(text)
    if len(number) != EAN_LENGTH:
        raise WrongLength(len(number))
    odd, even = number[0::2], number[1::2]
    if (sum(map(int, odd)) + 3 * sum(map(int, even))) % 10:
        raise WrongCheckDigit
    return number


def cvr(text: str) -> str:
    """The eight digits, as they are stored. Raises WrongLength; ask `is_likely_cvr` for more."""
    number = digits(text)
    if len(number) != CVR_LENGTH:
        raise WrongLength(len(number))
    return number


def is_likely_cvr(number: str) -> bool:
    """Whether the weighted sum of the eight digits is divisible by eleven: a hint, no proof."""
    if len(number) != CVR_LENGTH or number.startswith("0"):
        return False
    return sum(w * int(d) for w, d in zip(CVR_WEIGHTS, number, strict=True)) % 11 == 0


def grouped(number: str) -> str:
    """5798 0000 0000 1, unbroken at the end of a line."""
    return NBSP.join(number[at : at + 4] for at in range(0, len(number), 4))
