"""The letters two days before a course, after it, and those that remind of a worksheet."""

from datetime import date, timedelta

import pytest

from app import clock
from app.extensions import db
from app.models import AnswerState, Cohort, Provider, Seat, SeatState
from app.services import assignments, attendance, cohort_changes, distribution
from app.services.cohorts import Times
from tests.distributing import (
    DAY,
    another,
    assignment,
    attended,
    close,
    cohort_with,
    mails,
    on,
    people,
    swept,
)
from tests.factories import Make, at

MAPPING, FOLLOW_UP, PLAN = "worksheet_mapping", "worksheet_follow_up", "worksheet_plan"


def move(cohort: Cohort, day: date) -> None:
    cohort_changes.move_cohort(
        cohort,
        cohort_changes.Move(
            meetings=[Times(at(day, 9), at(day, 15))], place=cohort.place, register_by=day
        ),
        actor=None,
    )
    db.session.commit()


def letters(queued: list[tuple[str, str]]) -> list[str]:
    return [letter for letter, _ in queued]


def test_see_you_comes_two_days_before_or_the_working_day_before_that(make: Make) -> None:
    cohort = cohort_with(make)
    people(make, cohort, "anne", "bo")

    # Sunday in two days, Good Friday and Maundy Thursday before it
    assert swept(date(2027, 3, 24), 8, 59) == []
    assert swept(date(2027, 3, 24)) == [("see_you", "anne"), ("see_you", "bo")]
    assert swept(date(2027, 3, 29)) == []


def test_who_comes_last_reads_it_too_but_not_on_the_day_itself(make: Make) -> None:
    cohort = cohort_with(make)
    people(make, cohort, "anne")
    assert swept(date(2027, 3, 29), 23, 30) == [("see_you", "anne")]

    people(make, cohort, "bo")

    assert swept(DAY, 0, 1) == []


def test_thanks_come_at_nine_the_day_after_to_who_came(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    registration = people(make, cohort, "anne", "bo")
    close(cohort, registration.seats[0])

    assert swept(DAY, 16, 5) == []
    assert swept(date(2027, 3, 31), 8, 59) == []
    assert swept(date(2027, 3, 31)) == [("thanks", "anne")]
    assert swept(date(2027, 4, 1)) == []


def test_thanks_come_at_once_when_the_cohort_is_closed_later(make: Make) -> None:
    cohort = cohort_with(make)
    registration = people(make, cohort, "anne")
    assert swept(date(2027, 4, 2)) == []
    close(cohort, *registration.seats, day=date(2027, 4, 3), hour=11)

    # a Saturday
    assert swept(date(2027, 4, 3), 11, 1) == [("thanks", "anne")]


def test_thanks_wait_for_the_working_day_after_a_course_on_a_friday(make: Make) -> None:
    cohort = cohort_with(make, day=date(2027, 4, 9))
    registration = people(make, cohort, "anne")
    close(cohort, *registration.seats, day=date(2027, 4, 9))

    assert swept(date(2027, 4, 10)) == []
    assert swept(date(2027, 4, 12)) == [("thanks", "anne")]


def test_who_was_there_after_all_is_thanked_too(make: Make) -> None:
    cohort = cohort_with(make)
    registration = people(make, cohort, "anne", "bo")
    close(cohort, registration.seats[0])
    assert swept(date(2027, 3, 31)) == [("thanks", "anne")]
    attendance.correct(registration.seats[1], came=True)
    db.session.commit()

    assert swept(date(2027, 3, 31), 9, 1) == [("thanks", "bo")]


def test_the_follow_up_comes_after_a_month_and_after_four(make: Make) -> None:
    cohort = cohort_with(make, assignment("follow_up", 30), assignment("follow_up", 120))
    registration = people(make, cohort, "anne", "bo")
    close(cohort, registration.seats[0])
    swept(date(2027, 3, 31))

    assert swept(date(2027, 4, 28)) == []
    assert swept(date(2027, 4, 29)) == [(FOLLOW_UP, "anne")]
    # 28 July, a Wednesday
    assert swept(date(2027, 7, 27)) == []
    assert swept(date(2027, 7, 28)) == [(FOLLOW_UP, "anne")]
    assert swept(date(2027, 8, 30)) == []


def test_nobody_gets_two_follow_ups_at_once_when_the_cohort_is_closed_late(make: Make) -> None:
    cohort = cohort_with(make, assignment("follow_up", 30), assignment("follow_up", 40))
    registration = people(make, cohort, "anne")
    close(cohort, *registration.seats, day=date(2027, 5, 20), hour=8)

    assert swept(date(2027, 5, 20)) == [("thanks", "anne"), (FOLLOW_UP, "anne")]


def test_what_is_two_months_late_is_not_sent(make: Make) -> None:
    cohort = cohort_with(make, assignment("follow_up", 30))
    registration = people(make, cohort, "anne")
    close(cohort, *registration.seats, day=date(2027, 8, 1))

    assert swept(date(2027, 8, 2)) == []


def test_the_follow_up_waits_for_the_working_day_after_closed_weeks(make: Make) -> None:
    cohort = cohort_with(make, assignment("follow_up", 120))
    db.session.query(Provider).one().closed_weeks = ["2027-W30", "2027-W31"]
    attended(make, cohort, "anne")
    swept(date(2027, 3, 31))

    assert swept(date(2027, 8, 8)) == []
    assert swept(date(2027, 8, 9)) == [(FOLLOW_UP, "anne")]


def test_a_moved_date_moves_what_has_not_been_sent(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21), assignment("guide", -7))
    people(make, cohort, "anne")
    assert swept(date(2027, 3, 9)) == [(MAPPING, "anne")]
    with on(date(2027, 3, 20)):
        move(cohort, date(2027, 4, 27))

    assert swept(date(2027, 3, 23)) == []
    # the template would be due again on 6 April: it was sent
    assert swept(date(2027, 4, 6)) == []
    assert swept(date(2027, 4, 20)) == [("worksheet_guide", "anne")]
    assert swept(date(2027, 4, 23)) == [("see_you", "anne")]


def test_what_was_sent_stays_with_the_participant_though_the_date_moved(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21), assignment("guide", -7))
    [seat] = people(make, cohort, "anne").seats
    swept(date(2027, 3, 9))
    with on(date(2027, 3, 20)) as now:
        move(cohort, date(2027, 4, 27))

        assert [task.worksheet.kind for task in assignments.of_seat(seat, now)] == ["mapping"]


def test_what_was_queued_and_has_not_left_waits_for_the_new_day(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    people(make, cohort, "anne")
    with on(date(2027, 3, 9)) as now:
        distribution.sweep(now)
        move(cohort, date(2027, 4, 27))
        assert [mail.letter for mail in mails() if mail.letter == MAPPING] == []

    assert swept(date(2027, 4, 5)) == []
    assert swept(date(2027, 4, 6)) == [(MAPPING, "anne")]


def plan(make: Make, *, team: bool = False) -> Cohort:
    """A training plan that is handed in by 31 May."""
    return cohort_with(make, assignment("plan", 0, 60, team=team, must_approve=True))


def test_who_has_not_handed_it_in_is_reminded_once_a_week_before(make: Make) -> None:
    cohort = plan(make)
    attended(make, cohort, "anne", "bo", "clara")
    assert swept(DAY, 17) == [(PLAN, "anne"), (PLAN, "bo"), (PLAN, "clara")]
    swept(date(2027, 3, 31))
    _, bo, clara = cohort_seats(cohort)
    make.answer(bo, "plan").state = AnswerState.SENT
    make.answer(clara, "plan").state = AnswerState.APPROVED
    db.session.commit()

    assert swept(date(2027, 5, 24), 8, 59) == []
    assert swept(date(2027, 5, 24)) == [("worksheet_plan_due", "anne")]
    assert swept(date(2027, 5, 31), 23, 59) == []


def test_the_contact_is_reminded_where_the_workplace_fills_it_in(make: Make) -> None:
    cohort = plan(make, team=True)
    registration = attended(make, cohort, "anne", "bo")
    registration.contact_email = "leder@odense.example"
    db.session.commit()

    assert swept(DAY, 17) == [("team_worksheet_plan", "leder")]
    assert ("team_worksheet_plan_due", "leder") in swept(date(2027, 5, 24))


def test_nobody_is_reminded_of_what_came_yesterday(make: Make) -> None:
    cohort = plan(make)
    registration = people(make, cohort, "anne")
    close(cohort, *registration.seats, day=date(2027, 5, 26), hour=8)

    assert letters(swept(date(2027, 5, 26))) == ["thanks", PLAN]
    assert swept(date(2027, 5, 27)) == []
    assert letters(swept(date(2027, 5, 28), 9, 1)) == [f"{PLAN}_due"]


def test_nobody_is_reminded_after_the_last_day(make: Make) -> None:
    cohort = plan(make)
    attended(make, cohort, "anne")
    swept(date(2027, 3, 31))

    assert swept(date(2027, 6, 1), 0, 1) == []


@pytest.mark.parametrize(("due_by", "reminded"), [(date(2027, 6, 15), date(2027, 6, 8))])
def test_what_was_sent_back_has_a_reminder_of_its_own(
    make: Make, due_by: date, reminded: date
) -> None:
    cohort = plan(make)
    attended(make, cohort, "anne")
    swept(date(2027, 3, 31))
    answer = make.answer(cohort_seats(cohort)[0], "plan")
    answer.state, answer.due_by = AnswerState.RETURNED, due_by
    answer.decided_at = at(date(2027, 5, 20), 12)
    db.session.commit()

    assert swept(date(2027, 5, 24)) == []
    assert swept(reminded - timedelta(days=1)) == []
    assert swept(reminded) == [("worksheet_plan_due", "anne")]
    assert swept(reminded + timedelta(days=1)) == []


def cohort_seats(cohort: Cohort) -> list[Seat]:
    return attendance.of(cohort)


def test_the_course_of_another_day_sends_its_own(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    later = another(make, cohort.course, date(2027, 4, 20), date(2027, 5, 4))
    people(make, cohort, "anne")
    people(make, later, "bo")

    assert swept(date(2027, 3, 9)) == [(MAPPING, "anne")]
    assert swept(date(2027, 3, 24)) == [("see_you", "anne")]
    assert swept(date(2027, 3, 30)) == [(MAPPING, "bo")]


def test_a_decision_is_told_once_to_who_handed_it_in(make: Make) -> None:
    cohort = plan(make)
    [seat] = attended(make, cohort, "anne").seats
    answer = make.answer(seat, "plan")
    with pytest.raises(ValueError, match="nothing is decided"):
        distribution.queue_decision(answer)
    answer.state, answer.decided_at = AnswerState.APPROVED, clock.now()
    db.session.commit()

    assert distribution.queue_decision(answer)
    assert not distribution.queue_decision(answer)
    db.session.commit()
    assert [(mail.letter, mail.recipient) for mail in mails()] == [
        ("worksheet_approved", "anne@odense.example")
    ]
    assert seat.state is SeatState.ATTENDED
