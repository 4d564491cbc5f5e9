"""The cohorts of half a year, and what stands in each other's way."""

from datetime import date
from typing import Any

from app.extensions import db
from app.models import Cohort, Course, CourseContact, Meeting, StaffMember
from app.services import terms
from app.services.terms import Term
from tests.factories import Make, at

SPRING = Term(2027, is_autumn=False)


def on(make: Make, *days: date, course: Course | None = None, **columns: Any) -> Cohort:
    meetings = [Meeting(starts_at=at(day, 9), ends_at=at(day, 15)) for day in days]
    return make.cohort(course, meetings=meetings, **columns)


def taught_by(make: Make, *members: StaffMember) -> Course:
    course = make.course()
    course.contacts = [CourseContact(member=one) for one in members]
    db.session.commit()
    return course


def test_terms_follow_each_other() -> None:
    assert terms.of_day(date(2027, 6, 30)) == SPRING
    assert terms.of_day(date(2027, 7, 1)) == SPRING.after == Term(2027, is_autumn=True)
    assert SPRING.after.after == Term(2028, is_autumn=False)
    assert SPRING.before == Term(2026, is_autumn=True)
    assert SPRING.before.after == SPRING
    assert [month.month for month in SPRING.after.months] == [7, 8, 9, 10, 11, 12]


def test_cohorts_stand_in_the_month_they_begin_in_drafts_too(make: Make) -> None:
    late = on(make, date(2027, 3, 31), date(2027, 4, 7), state="open")
    early = on(make, date(2027, 3, 3))
    undated = on(make)
    on(make, date(2026, 12, 30), date(2027, 1, 6))
    on(make, date(2027, 7, 1))

    found = terms.overview(SPRING)

    assert {month.month: cohorts for month, cohorts in found.months.items() if cohorts} == {
        3: [early, late]
    }
    assert found.undated == [undated]
    assert found.ids == [early.id, late.id]


def test_two_on_one_day_are_told_with_who_would_teach_both(make: Make) -> None:
    anna, bodil = make.staff("consultant"), make.staff("consultant")
    secretary = make.staff()
    first = on(make, date(2027, 3, 3), course=taught_by(make, anna, secretary))
    second = on(
        make, date(2027, 2, 24), date(2027, 3, 3), course=taught_by(make, bodil, anna, secretary)
    )
    third = on(make, date(2027, 3, 3), course=taught_by(make, secretary))
    alone = on(make, date(2027, 3, 4), course=taught_by(make, anna))
    on(make, date(2027, 3, 4), state="called_off", course=taught_by(make, anna))

    found = terms.overview(SPRING).clashes

    assert [(one.other, one.members) for one in found[first.id]] == [(second, [anna]), (third, [])]
    assert [one.day for one in found[second.id]] == [date(2027, 3, 3)] * 2
    assert alone.id not in found


def test_a_cohort_that_began_the_term_before_is_still_in_the_way(make: Make) -> None:
    before = on(make, date(2026, 12, 16), date(2027, 1, 6))
    new = on(make, date(2027, 1, 6))

    found = terms.overview(SPRING)

    assert found.ids == [new.id]
    assert [one.other for one in found.clashes[new.id]] == [before]
