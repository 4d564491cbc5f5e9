"""The demo's dates, moved to any day on which somebody may try it."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

import pytest

from app import clock, workdays
from app.services.demo_calendar import Calendar

DEMO = files("app.content") / "demo"
CLOSED = ["2026-W52", "2027-W29", "2027-W52", "2028-W29"]
COHORTS = [
    cohort
    for entry in sorted(DEMO.iterdir(), key=lambda entry: entry.name)
    if entry.name[0].isdecimal()
    for cohort in tomllib.loads(entry.read_text(encoding="utf-8")).get("cohorts", [])
]
DAYS = [date(2026, 11, 1) + timedelta(days=n) for n in range(500)]


def calendar(day: date) -> Calendar:
    return Calendar(workdays.at(day, time(7, 0)), CLOSED)


def works(moment: datetime) -> bool:
    return workdays.is_working_day(clock.today(moment), CLOSED)


@pytest.mark.parametrize("cohort", COHORTS, ids=lambda cohort: cohort["code"])
def test_every_date_is_a_working_day_whenever_the_demo_begins(cohort: dict[str, Any]) -> None:
    written = [(m["starts_at"], m["ends_at"]) for m in cohort["meetings"]]
    for day in DAYS:
        moved = calendar(day)
        meetings = moved.meetings(written)

        assert workdays.is_working_day(moved.deadline(cohort["register_by"]), CLOSED)
        assert works(moved.past(cohort["tell_at"]))
        assert all(works(starts_at) for starts_at, _ in meetings)
        days = [clock.today(starts_at) for starts_at, _ in meetings]
        assert days == sorted(set(days))
        assert [d.weekday() for d in days] == [starts_at.weekday() for starts_at, _ in written]
        assert moved.deadline(cohort["register_by"]) < days[0]


@pytest.mark.parametrize("cohort", COHORTS, ids=lambda cohort: cohort["code"])
def test_what_is_ahead_stays_ahead_and_what_is_over_stays_over(cohort: dict[str, Any]) -> None:
    reference = date(2026, 11, 22)
    for day in DAYS:
        moved = calendar(day)
        deadline = moved.deadline(cohort["register_by"])
        starts_at, _ = moved.meetings((m["starts_at"], m["ends_at"]) for m in cohort["meetings"])[0]

        assert moved.past(cohort["tell_at"]) < moved.now
        assert (deadline < day) == (cohort["register_by"] < reference)
        written = cohort["meetings"][0]["starts_at"].date()
        assert (clock.today(starts_at) < day) == (written < reference)
        if cohort["state"] == "announced":
            opens = moved.soon(cohort["opens_at"])
            assert works(opens)
            assert clock.today(opens) >= day + timedelta(days=2)
            assert clock.today(opens) < deadline


def test_clock_times_stay_across_summer_time() -> None:
    moved = Calendar(datetime(2027, 6, 14, 8, 0, tzinfo=UTC))

    [(starts_at, ends_at)] = moved.meetings(
        [(datetime(2026, 12, 8, 12, 30), datetime(2026, 12, 8, 16, 0))]  # noqa: DTZ001
    )

    assert clock.local(starts_at).time() == time(12, 30)
    assert clock.local(ends_at).time() == time(16, 0)


def test_an_easter_in_the_way_moves_a_series_without_folding_it() -> None:
    thursdays = [datetime(2027, 2, 4), datetime(2027, 2, 25), datetime(2027, 3, 11)]  # noqa: DTZ001
    day = date(2026, 12, 2)

    meetings = calendar(day).meetings((d.replace(hour=9), d.replace(hour=15)) for d in thursdays)

    # 11 March would have been Maundy Thursday, 25 March 2027
    assert [clock.today(starts_at) for starts_at, _ in meetings] == [
        date(2027, 2, 18),
        date(2027, 3, 11),
        date(2027, 4, 1),
    ]
