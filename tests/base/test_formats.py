"""Dates, times and prices, as words.md of the trade writes them."""

from datetime import UTC, date, datetime

import pytest

from app import formats

NINE = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
HALF_PAST_THREE = datetime(2027, 3, 3, 14, 30, tzinfo=UTC)
B = "\u00a0"


@pytest.mark.parametrize(
    ("style", "danish", "english"),
    [
        ("short", f"3.{B}marts", f"3{B}March"),
        ("long", f"3.{B}marts 2027", f"3{B}March 2027"),
        ("full", f"onsdag den 3.{B}marts 2027", f"Wednesday 3{B}March 2027"),
        ("table", "3.3.2027", "3.3.2027"),
    ],
)
def test_a_day(style: str, danish: str, english: str) -> None:
    assert formats.day(date(2027, 3, 3), "da", style) == danish
    assert formats.day(NINE, "en", style) == english


def test_a_moment_says_whose_time_it_is_in_english() -> None:
    noon = datetime(2027, 1, 14, 11, 0, tzinfo=UTC)

    assert formats.moment(noon, "da") == f"torsdag den 14.{B}januar 2027 kl.{B}12.00"
    assert formats.moment(noon, "en") == (f"Thursday 14{B}January 2027 at{B}12:00 (Danish{B}time)")


def test_a_moment_in_summer_is_two_hours_ahead_of_utc() -> None:
    assert formats.time_of_day(datetime(2027, 7, 1, 7, 5, tzinfo=UTC), "da") == "9.05"


def test_from_and_to() -> None:
    assert formats.span(NINE, HALF_PAST_THREE, "da") == f"kl.{B}9.00-15.30"
    assert formats.span(NINE, HALF_PAST_THREE, "en") == f"9:00{B}to{B}15:30"
    assert formats.when(NINE, HALF_PAST_THREE, "en") == (
        f"Wednesday 3{B}March 2027, 9:00{B}to{B}15:30"
    )


def test_a_hyphen_is_read_aloud_as_til() -> None:
    assert 'class="sr-only"> til </span>' in formats.span_html(NINE, HALF_PAST_THREE, "da")


@pytest.mark.parametrize(
    ("kroner", "danish", "english"),
    [(950, f"950{B}kr.", f"DKK{B}950"), (18500, f"18.500{B}kr.", f"DKK{B}18,500")],
)
def test_a_price(kroner: int, danish: str, english: str) -> None:
    assert formats.money(kroner, "da") == danish
    assert formats.money(kroner, "en") == english


def test_a_phone_number() -> None:
    assert formats.phone("12345678", "da") == f"12{B}34{B}56{B}78"
    assert formats.phone("12 34 56 78", "en") == f"+45{B}12{B}34{B}56{B}78"
    assert formats.phone("+46 8 123 45", "da") == "+46 8 123 45"


def test_a_list_in_words() -> None:
    assert formats.listed(["a"], "da") == "a"
    assert formats.listed(["a", "b", "c"], "da") == "a, b og c"
    assert formats.listed(["a", "b"], "en") == "a and b"
