"""Dates, times, prices and numbers as they are written in Danish and in British English.

Breaks are put where a line may break: never inside "3. marts", "kl. 9.00" or "2.450 kr.".
"""

from collections.abc import Sequence
from datetime import date, datetime

from babel.dates import format_date, format_datetime, get_month_names
from babel.numbers import format_decimal
from babel.units import format_unit
from markupsafe import Markup

from app.clock import local

NBSP = "\u00a0"
# after z, in this order
LAST_LETTERS = str.maketrans({"æ": "{1", "ø": "{2", "å": "{3"})
LOCALES = {"da": "da_DK", "en": "en_GB"}
SMALL_NUMBERS = {
    "da": ["nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti"],
    "en": ["nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
}
DAYS = {
    "da": {
        "short": f"d.{NBSP}MMMM",
        "long": f"d.{NBSP}MMMM y",
        "full": f"EEEE 'den' d.{NBSP}MMMM y",
        "full_short": f"EEEE 'den' d.{NBSP}MMMM",
        "table": "d.M.y",
        "job": f"EEE{NBSP}d.M.",
    },
    "en": {
        "short": f"d{NBSP}MMMM",
        "long": f"d{NBSP}MMMM y",
        "full": f"EEEE d{NBSP}MMMM y",
        "full_short": f"EEEE d{NBSP}MMMM",
        "table": "d.M.y",
        "job": f"EEE{NBSP}d{NBSP}MMM",
    },
}


def _day_of(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime, language: str, style: str = "long") -> str:
    """short: 3. marts · long: 3. marts 2027 · full: onsdag den 3. marts 2027 · table: 3.3.2027

    job: ons. 3.3.
    """
    return format_date(_day_of(value), DAYS[language][style], LOCALES[language])


def month(number: int, language: str) -> str:
    """marts · March"""
    return str(get_month_names("wide", locale=LOCALES[language])[number])


def weekday(value: date | datetime, language: str) -> str:
    """onsdag · Wednesday"""
    return format_date(_day_of(value), "EEEE", LOCALES[language])


def iso_day(value: date | datetime) -> str:
    """2027-03-03, on Danish clocks: for the datetime attribute."""
    return _day_of(value).isoformat()


def time_of_day(value: datetime, language: str) -> str:
    """9.00 in Danish, 9:00 in English; the reader's "kl." is not part of it."""
    pattern = "H:mm" if language == "en" else "H.mm"
    return format_datetime(local(value), pattern, locale=LOCALES[language])


def moment(value: datetime, language: str, style: str = "full") -> str:
    """onsdag den 13. januar 2027 kl. 12.00 · Wednesday 13 January 2027 at 12:00 (Danish time)"""
    written = day(value, language, style)
    if language == "en":
        return f"{written} at{NBSP}{time_of_day(value, language)} (Danish{NBSP}time)"
    return f"{written} kl.{NBSP}{time_of_day(value, language)}"


def span(starts: datetime, ends: datetime, language: str) -> str:
    """kl. 9.00-15.30 · 9:00 to 15:30, as plain text."""
    first, last = time_of_day(starts, language), time_of_day(ends, language)
    if language == "en":
        return f"{first}{NBSP}to{NBSP}{last}"
    return f"kl.{NBSP}{first}-{last}"


def span_html(starts: datetime, ends: datetime, language: str) -> Markup:
    """The same, so that the hyphen is read aloud as "til"."""
    first, last = time_of_day(starts, language), time_of_day(ends, language)
    if language == "en":
        return Markup('<span class="n">{} to {}</span>').format(first, last)
    return Markup(
        'kl.\u00a0<span class="n">{}<span class="sr-only"> til </span>'
        '<span aria-hidden="true">-</span>{}</span>'
    ).format(first, last)


def when(starts: datetime, ends: datetime, language: str) -> str:
    """onsdag den 3. marts 2027 kl. 9.00-15.30 · Wednesday 3 March 2027, 9:00 to 15:30"""
    comma = "," if language == "en" else ""
    return f"{day(starts, language, 'full')}{comma} {span(starts, ends, language)}"


def number(value: float, language: str) -> str:
    return format_decimal(value, locale=LOCALES[language])


def duration(value: int, unit: str, language: str) -> str:
    """14 dage · 12 months"""
    return format_unit(value, f"duration-{unit}", locale=LOCALES[language])


def duration_in_words(value: int, unit: str, language: str) -> str:
    """The same in a sentence, where small numbers are words: syv dage · three months"""
    written = duration(value, unit, language)
    small = SMALL_NUMBERS[language]
    if not 1 < value < len(small):
        return written
    return small[value] + written.removeprefix(str(value))


def file_size(size: int, language: str) -> str:
    """84 kB · 2,3 MB"""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)), language)}{NBSP}kB"
    return f"{format_decimal(size / 1_000_000, '0.0', locale=LOCALES[language])}{NBSP}MB"


def money(kroner: int, language: str) -> str:
    """2.450 kr. · DKK 2,450"""
    if language == "en":
        return f"DKK{NBSP}{number(kroner, language)}"
    return f"{number(kroner, language)}{NBSP}kr."


def phone(value: str, language: str) -> str:
    """12 34 56 78; in English with +45 before it. Other numbers as they were typed."""
    digits = value.replace(" ", "")
    if len(digits) != 8 or not digits.isdecimal():
        return value
    grouped = NBSP.join(digits[n : n + 2] for n in range(0, 8, 2))
    return f"+45{NBSP}{grouped}" if language == "en" else grouped


def phone_link(value: str) -> str:
    """What a telephone dials: +4512345678; other numbers as they were typed, unspaced."""
    digits = "".join(value.split())
    return f"+45{digits}" if len(digits) == 8 and digits.isdecimal() else digits


def listed(words: Sequence[str], language: str) -> str:
    """a, b and c"""
    if len(words) < 2:
        return "".join(words)
    last = " and " if language == "en" else " og "
    return ", ".join(words[:-1]) + last + words[-1]


def alphabetical(name: str) -> str:
    """Where a name stands in a Danish list: æ, ø and å last, and aa as å."""
    return name.casefold().replace("aa", "å").translate(LAST_LETTERS)
