"""Days, times, kroner: read as people type them; and every finding is a sentence."""

from datetime import date, time

import pytest
from flask import Flask, g

from app.services.checks import Check, Finding, Grade
from app.web.staff import findings
from app.web.staff.fields import parse_day, parse_kroner, parse_time
from tests.factories import Make


@pytest.mark.parametrize(
    "text",
    [
        "3.3.2027",
        "03.03.2027",
        "3/3/2027",
        "3-3-2027",
        "3/3 2027",
        "3. 3. 2027",
        "3.3.27",
        "2027-03-03",
        "3. marts 2027",
        "3 March 2027",
        "3. mar 2027",
        " 3.  MARTS 2027 ",
    ],
)
def test_a_day_is_read_in_every_usual_way(text: str) -> None:
    assert parse_day(text) == date(2027, 3, 3)


@pytest.mark.parametrize(
    "text",
    [
        "31.2.2027",
        "3.13.2027",
        "3.3",
        "3.3.1927",
        "3. ma 2027",
        "3. ju 2027",
        "tomorrow",
        "0.0.0",
        "9" * 100,
        "3.3.2027\x00",
        "2027-3-32",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("9", time(9)),
        ("9.00", time(9)),
        ("9:00", time(9)),
        ("0930", time(9, 30)),
        ("kl. 15.30", time(15, 30)),
        ("23.59", time(23, 59)),
    ],
)
def test_a_time_is_read(text: str, read: time) -> None:
    assert parse_time(text) == read


@pytest.mark.parametrize("text", ["24.00", "9.60", "9.5", "nine", "9.00-15.30", "1" * 50])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2450", 2450),
        ("2.450", 2450),
        ("2.450 kr.", 2450),
        ("2.450,-", 2450),
        ("DKK 2,450", 2450),
        ("2 450,00", 2450),
        ("0", 0),
        ("1.250.000", 1250000),
    ],
)
def test_an_amount_is_read(text: str, read: int) -> None:
    assert parse_kroner(text) == read


@pytest.mark.parametrize("text", ["-1", "2450,50", "2.45", "free", "99999999", "1e3", "²"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_kroner(text)


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_finding_is_a_sentence(app: Flask, make: Make, language: str) -> None:
    meeting = make.cohort().meetings[0]
    with app.test_request_context():
        g.language = language
        said = {
            check: findings.say(
                Finding(check, date(2027, 3, 3), number=21, other=2450, meeting=meeting)
            )
            for check in Check
        }

    assert all(one.endswith((".", "?")) and "%" not in one for one in said.values())
    assert len(set(said.values())) == len(Check)


def test_what_can_be_put_right_leads_to_its_field() -> None:
    elsewhere = {Check.ONE_LANGUAGE}

    for check in Check:
        if check.grade is not Grade.FINE and check not in elsewhere:
            assert findings.field_of(Finding(check)), check
