"""What is looked at before a cohort opens."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.models import Assignment, Bilingual, Cohort, Meeting
from app.services import checks
from app.services.checks import Check, Grade
from tests.factories import Make, at

NOW = at(date(2027, 1, 11), 9, 12)
# a Wednesday
DAY = date(2027, 3, 3)
# one day that is wrong makes others wrong that are held against it
LATE = {Check.DEADLINE_AFTER_START, Check.CANCEL_BEFORE_DEADLINE}
AFTER_START = {
    Check.STARTED,
    Check.WEEKEND,
    Check.DEADLINE_AFTER_START,
    Check.CANCEL_AFTER_START,
    Check.DECISION_AFTER_START,
}


def planned(make: Make, **columns: Any) -> Cohort:
    days = columns.pop("days", [(DAY, 9, 15)])
    meetings = [
        Meeting(starts_at=at(day, first), ends_at=at(day, last)) for day, first, last in days
    ]
    good: dict[str, Any] = {
        "meetings": meetings,
        "register_by": date(2027, 2, 3),
        "free_cancel_until": date(2027, 2, 3),
        "decide_by": date(2027, 2, 5),
        "minimum": 8,
    }
    return make.cohort(**(good | columns))


def found(cohort: Cohort) -> set[Check]:
    return {finding.check for finding in checks.of(cohort, NOW)}


def not_fine(cohort: Cohort) -> set[Check]:
    return {one.check for one in checks.of(cohort, NOW) if one.grade is not Grade.FINE}


def test_a_good_plan_is_all_in_order(make: Make) -> None:
    make.provider()

    assert found(planned(make)) == {
        Check.WORKING_DAY,
        Check.DEADLINE_FINE,
        Check.CANCEL_SAME_DAY,
        Check.DECISION_FINE,
        Check.BOTH_LANGUAGES,
        Check.PRICE_FINE,
    }


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"days": []}, {Check.NO_MEETINGS}),
        ({"place": " "}, {Check.NO_PLACE}),
        ({"register_by": None}, {Check.NO_DEADLINE}),
        # a Saturday, a Sunday
        ({"days": [(date(2027, 3, 6), 9, 15)]}, {Check.WEEKEND}),
        ({"days": [(date(2027, 3, 7), 9, 15)]}, {Check.WEEKEND}),
        # Maundy Thursday, 5 June (a Saturday in 2027), Ascension Day
        ({"days": [(date(2027, 3, 25), 9, 15)]}, {Check.HOLIDAY}),
        ({"days": [(date(2027, 6, 5), 9, 15)]}, {Check.HOLIDAY}),
        ({"days": [(date(2027, 5, 6), 9, 15)]}, {Check.HOLIDAY}),
        ({"days": [(DAY, 18, 21)]}, {Check.ODD_HOURS}),
        ({"days": [(DAY, 5, 12)]}, {Check.ODD_HOURS}),
        ({"days": [(DAY, 7, 18)]}, {Check.ODD_HOURS}),
        ({"days": [(DAY, 8, 18)]}, set()),
        ({"days": [(date(2027, 1, 10), 9, 15)]}, AFTER_START),
        ({"register_by": date(2027, 1, 10)}, {Check.DEADLINE_PASSED}),
        ({"register_by": DAY, "decide_by": None, "minimum": None}, LATE),
        ({"register_by": date(2027, 1, 30)}, {Check.DEADLINE_DAY_OFF}),
        ({"free_cancel_until": None}, {Check.NO_FREE_CANCEL}),
        ({"free_cancel_until": None, "price": 0}, {Check.FREE_UNLIKE_COURSE}),
        ({"free_cancel_until": date(2027, 2, 2)}, {Check.CANCEL_BEFORE_DEADLINE}),
        ({"free_cancel_until": DAY}, {Check.CANCEL_AFTER_START}),
        ({"free_cancel_until": date(2027, 2, 6)}, {Check.CANCEL_DAY_OFF}),
        ({"decide_by": None}, {Check.NO_DECISION_DAY}),
        ({"decide_by": None, "minimum": None}, set()),
        ({"decide_by": date(2027, 2, 2)}, {Check.DECISION_BEFORE_DEADLINE}),
        ({"decide_by": DAY}, {Check.DECISION_AFTER_START}),
        ({"decide_by": date(2027, 2, 6)}, {Check.DECISION_DAY_OFF}),
        ({"minimum": 25}, {Check.MINIMUM_OVER_CAPACITY}),
        ({"note": Bilingual("Husk madpakke.", "")}, {Check.NOTE_IN_ONE_LANGUAGE}),
        ({"price": 100}, {Check.PRICE_UNLIKE_COURSE}),
    ],
)
def test_what_is_odd_is_found(make: Make, columns: dict[str, object], expected: set[Check]) -> None:
    make.provider()

    assert not_fine(planned(make, **columns)) == expected


def test_a_closed_week_of_the_provider_counts(make: Make) -> None:
    make.provider(closed_weeks=["2027-W07", "2027-W09"])

    cohort = planned(make, free_cancel_until=date(2027, 2, 17))

    closed = [one for one in checks.of(cohort, NOW) if one.check is Check.CLOSED_WEEK]
    assert [(one.day, one.number) for one in closed] == [(DAY, 9)]
    assert Check.CANCEL_DAY_OFF in found(cohort)


def test_another_cohort_on_the_same_day_is_found(make: Make) -> None:
    make.provider()
    cohort = planned(make)
    assert Check.SAME_DAY not in found(cohort)

    planned(make, course=cohort.course, state="called_off")
    assert Check.SAME_DAY not in found(cohort)
    planned(make, course=cohort.course)
    assert Check.SAME_DAY in found(cohort)


def test_a_course_in_one_language_stands_in_the_way(make: Make) -> None:
    make.provider()
    course = make.course(lead=Bilingual("En dag.", ""))

    [first, *_] = checks.of(planned(make, course=course), NOW)

    assert (first.check, first.grade) == (Check.ONE_LANGUAGE, Grade.MISSING)


@pytest.mark.parametrize(
    ("days", "check"),
    [
        (-21, Check.WORKSHEET_FINE),
        # a Sunday, and before today
        (-3, Check.WORKSHEET_DAY_OFF),
        (-60, Check.WORKSHEET_PASSED),
    ],
)
def test_the_day_of_the_worksheet_is_looked_at(make: Make, days: int, check: Check) -> None:
    make.provider()
    course = make.course()
    course.assignments = [
        Assignment(worksheet="mapping", send_days=days),
        Assignment(worksheet="follow_up", send_days=30),
        Assignment(worksheet="guide", send_days=-7, withdrawn_at=NOW),
    ]

    sheets = [
        one
        for one in checks.of(planned(make, course=course), NOW)
        if one.check.name.startswith("WORKSHEET")
    ]

    assert [(one.check, one.day) for one in sheets] == [(check, DAY + timedelta(days=days))]


def test_what_stands_in_the_way_comes_first(make: Make) -> None:
    make.provider()
    cohort = planned(make, place="", free_cancel_until=None)

    grades = [finding.grade for finding in checks.of(cohort, NOW)]

    assert grades == sorted(grades)
    assert (grades[0], grades[-1]) == (Grade.MISSING, Grade.FINE)
