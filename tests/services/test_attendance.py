"""Who came: ticked in pieces, said for good once, corrected afterwards."""

from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.models import AuditEntry, Meeting, SeatState
from app.models.errors import DayClosed, DayNotBegun, DayNotClosed, DaysToCome, DidNotTakePart
from app.services import attendance, certificates
from tests.factories import Make
from tests.places import group, states
from tests.taking_part import HOUR, again, closed, course_with, today, yesterday

FRAMEWORK = {"worksheet": "framework"}
PLAN = {"worksheet": "plan", "due_days": 60, "must_approve": True}


def test_nobody_is_ticked_before_the_first_meeting_begins(make: Make) -> None:
    cohort = make.cohort(state="open", in_days=1)
    one = group(make, cohort)

    with pytest.raises(DayNotBegun):
        attendance.save(cohort, [one.seats[0].id])
    with pytest.raises(DayNotBegun):
        attendance.close(cohort)
    assert states(one) == ["confirmed"]


@pytest.mark.parametrize("state", ["called_off", "draft"])
def test_nobody_is_ticked_where_nothing_took_place(make: Make, state: str) -> None:
    cohort = make.cohort(state=state, in_days=-1)

    with pytest.raises(DayNotBegun):
        attendance.save(cohort, [])


def test_ticks_are_saved_as_often_as_one_likes(make: Make) -> None:
    cohort = today(make)
    one = group(make, cohort, 3)
    ids = [seat.id for seat in one.seats]

    assert attendance.save(cohort, ids[:2]) == 2
    assert states(one) == ["attended", "attended", "confirmed"]
    assert attendance.save(cohort, ids[1:]) == 2
    assert states(one) == ["confirmed", "attended", "attended"]


def test_two_at_two_doors_do_not_undo_each_other(make: Make) -> None:
    cohort = today(make)
    one = group(make, cohort, 3)
    first, second, third = [seat.id for seat in one.seats]
    attendance.save(cohort, [third])

    # both have seen the third ticked; one ticks the first, the other the second and not the third
    attendance.save(cohort, [first, third], before=[third])
    attendance.save(cohort, [second], before=[third])

    assert states(one) == ["attended", "attended", "confirmed"]


def test_only_places_of_the_cohort_are_ticked(make: Make) -> None:
    cohort = today(make)
    group(make, cohort)
    waits = group(make, cohort, state="cancelled")
    other = group(make, today(make))

    attendance.save(cohort, [waits.seats[0].id, other.seats[0].id])

    assert states(waits) == ["cancelled"]
    assert states(other) == ["confirmed"]


def test_the_list_is_in_danish_order_and_the_nameless_come_last(make: Make) -> None:
    cohort = today(make)
    names = ["Østen", "Åse", "Bo", None, "Aage", "Ærling", "anne", "Zita"]
    for name in names:
        group(make, cohort).seats[0].name = name
    db.session.commit()

    assert [seat.name for seat in attendance.of(cohort)] == [
        "anne",
        "Bo",
        "Zita",
        "Ærling",
        "Østen",
        "Aage",
        "Åse",
        None,
    ]


def test_closing_says_who_was_absent_and_writes_it_down(make: Make) -> None:
    cohort = yesterday(make)
    one, other = group(make, cohort, 2), group(make, cohort)
    attendance.save(cohort, [one.seats[0].id])

    attendance.close(cohort, by=make.staff())
    db.session.commit()

    assert states(one) == ["attended", "absent"]
    assert states(other) == ["absent"]
    assert cohort.closed_at is not None
    noted = {
        (entry.subject, entry.action): entry.detail
        for entry in db.session.query(AuditEntry).where(AuditEntry.action.like("%c%"))
    }
    assert noted[f"cohort/{cohort.id}", "cohort.closed"] == {"came": 1, "absent": 2}
    assert noted[f"registration/{one.id}", "place.attendance"]["came"] == [one.seats[0].id]


def test_it_is_closed_once(make: Make) -> None:
    one = closed(make, 2, absent=1)
    cohort = one.seats[0].registration.cohort

    with pytest.raises(DayClosed):
        attendance.close(cohort, [seat.id for seat in one.seats])
    with pytest.raises(DayClosed):
        attendance.save(cohort, [])
    assert states(one) == ["attended", "absent"]


def test_a_course_of_several_days_is_closed_on_the_last(make: Make) -> None:
    now = clock.now()
    days = [now - HOUR, now + timedelta(days=7)]
    cohort = make.cohort(
        state="open",
        in_days=0,
        meetings=[Meeting(starts_at=day, ends_at=day + 2 * HOUR) for day in days],
    )
    one = group(make, cohort)

    attendance.save(cohort, [one.seats[0].id])
    with pytest.raises(DaysToCome):
        attendance.close(cohort)
    assert states(one) == ["attended"]


def test_a_mistake_is_corrected_and_the_certificate_goes_and_comes_back(make: Make) -> None:
    one = closed(make, 2, absent=1)
    there, absent = one.seats
    number = there.certificate_no
    assert number
    assert absent.certificate_no is None

    attendance.correct(there, came=False)
    attendance.correct(absent, came=True)
    db.session.commit()
    assert states(one) == ["absent", "attended"]
    assert certificates.find(number) is None
    assert certificates.of(again(absent)) is not None

    attendance.correct(again(there), came=True)
    db.session.commit()
    assert again(there).certificate_no == number
    assert certificates.find(number) is not None


def test_before_the_closing_nothing_is_corrected(make: Make) -> None:
    one = group(make, today(make))

    with pytest.raises(DayNotClosed):
        attendance.correct(one.seats[0], came=False)


def test_the_visit_completes_the_course_at_a_level(make: Make) -> None:
    one = closed(make, 2, absent=1, course=course_with(make, FRAMEWORK))
    there, absent = one.seats
    assert there.certificate_no is None

    attendance.pass_visit(there, 2)
    db.session.commit()

    assert again(there).state is SeatState.COMPLETED
    found = certificates.of(again(there))
    assert found is not None
    assert found.level == 2
    with pytest.raises(DidNotTakePart):
        attendance.pass_visit(again(absent), 1)

    attendance.pass_visit(again(there), 3)
    assert again(there).certificate_level == 3

    attendance.take_back_visit(again(there))
    db.session.commit()
    assert again(there).state is SeatState.ATTENDED
    assert certificates.of(again(there)) is None
