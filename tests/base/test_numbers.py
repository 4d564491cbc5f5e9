"""EAN and CVR numbers: what a slip of the finger does to them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import numbers

# of the rules and of public pages; used in tests only
EANS = ["5798000000001", "5790000000005", "5700000000004", "5798000880016", "5790000428687"]
CVR = "12345674"


def check_digit(twelve: str) -> str:
    """Counted another way: from the right, as on paper."""
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(twelve)))
    return str(-total % 10)


valid = st.text("0123456789", min_size=12, max_size=12).map(lambda n: n + check_digit(n))


@pytest.mark.parametrize("number", EANS)
def test_a_real_number_is_taken(number: str) -> None:
    assert numbers.ean(number) == number


@given(valid)
def test_every_number_with_the_right_check_digit_is_taken(number: str) -> None:
    assert numbers.ean(number) == number


@given(valid, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(number: str, place: int, off: int) -> None:
    wrong = number[:place] + str((int(number[place]) + off) % 10) + number[place + 1 :]

    with pytest.raises(numbers.WrongCheckDigit):
        numbers.ean(wrong)


@given(valid, st.integers(0, 11))
def test_two_swapped_neighbours_are_seen_but_for_a_difference_of_five(
    number: str, place: int
) -> None:
    first, second = number[place], number[place + 1]
    swapped = number[:place] + second + first + number[place + 2 :]

    if abs(int(first) - int(second)) in (0, 5):
        assert numbers.ean(swapped) == swapped
    else:
        with pytest.raises(numbers.WrongCheckDigit):
            numbers.ean(swapped)


@pytest.mark.parametrize(
    "text",
    [
        "5798 0000 0000 1",
        "57-98-000000-001",
        "EAN: 5798000000001",
        "5798\u00a00000\u00a00000\u00a01",
    ],
)
def test_any_grouping_will_do(text: str) -> None:
    assert numbers.ean(text) == "5798000000001"


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("5798 0000 0000", 12), ("57980000000012", 14), ("EAN", 0)]
)
def test_another_length_is_told_with_how_many(text: str, count: int) -> None:
    with pytest.raises(numbers.WrongLength) as told:
        numbers.ean(text)

    assert told.value.digits == count


@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_it(text: str) -> None:
    for read in (numbers.ean, numbers.cvr):
        with contextlib.suppress(numbers.WrongLength, numbers.WrongCheckDigit):
            assert read(text).isascii()


def test_an_ean_is_shown_in_groups_that_stay_together() -> None:
    assert numbers.grouped("5798000000001") == "5798\u00a00000\u00a00000\u00a01"


def test_a_cvr_that_adds_up_is_likely_and_others_are_not() -> None:
    assert numbers.is_likely_cvr(numbers.cvr("DK 12 34 56 74"))
    assert not numbers.is_likely_cvr("12345675")
    assert not numbers.is_likely_cvr("00000000")
    assert not numbers.is_likely_cvr("1234567")


def test_a_cvr_has_eight_digits() -> None:
    with pytest.raises(numbers.WrongLength) as told:
        numbers.cvr("1234 567")

    assert told.value.digits == 7
