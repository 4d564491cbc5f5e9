"""Those on a list are asked about dates: once each, one question at a time, and stopped whole."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock, workdays
from app.extensions import db
from app.models import (
    AuditEntry,
    Course,
    DateAnswer,
    DatePoll,
    OutboxMail,
    ProposedDate,
    Subscription,
)
from app.models.errors import (
    AnswerByOutOfRange,
    AnswersOver,
    DateProposedTwice,
    DatesAskedAlready,
    ProposalInThePast,
    QuestionOutdated,
    SubscriptionNotActive,
    TooLateToStop,
)
from app.services import cohorts, date_answers, date_polls, subscriptions
from app.services.checks import Check
from app.services.cohorts import Plan, Times
from app.services.date_polls import Question
from tests.asking import ask, proposals, said
from tests.factories import Make, at
from tests.line import letters

TEN_MINUTES = timedelta(minutes=10)


def mails() -> list[str]:
    return list(db.session.scalars(select(OutboxMail.key).order_by(OutboxMail.id)))


def test_every_active_subscription_is_asked_once_after_ten_minutes(make: Make) -> None:
    course = make.course()
    one = make.subscription(course, "one@vejle.example")
    make.subscription(course, state="new")
    make.subscription(course, state="paused")
    make.subscription(course, state="settled")
    make.subscription(course, unreachable=True)
    make.subscription()

    poll = ask(course)

    assert letters("ask_for_dates") == ["one@vejle.example"]
    assert mails() == [f"date-poll/{poll.id}/{one.id}"]
    due = db.session.scalars(select(OutboxMail.due_at)).one()
    assert due == poll.asked_at
    assert timedelta(minutes=9) < poll.asked_at - clock.now() <= TEN_MINUTES
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "dates.asked")).one()
    assert noted.subject == f"course/{course.id}"
    assert noted.detail == {"poll": poll.id, "told": 1}


def test_one_question_at_a_time(make: Make) -> None:
    course = make.course()
    make.subscription(course)
    first = ask(course)

    with pytest.raises(DatesAskedAlready):
        ask(course)

    with time_machine.travel(first.asked_at):
        date_polls.end(first, actor=None)
        date_polls.end(first, actor=None)
        second = ask(course)
    assert date_polls.latest(course) is second
    # what had not left asks about nothing any more
    assert mails() == [f"date-poll/{second.id}/{db.session.scalars(select(Subscription.id)).one()}"]


def test_within_ten_minutes_it_is_stopped_whole_and_then_not_any_more(make: Make) -> None:
    course = make.course()
    make.subscription(course)
    poll = ask(course)
    draft = cohorts.draft(course, plan_on(poll.dates[0]), proposed=poll.dates[0], actor=None)
    db.session.commit()

    date_polls.stop(poll, actor=None)
    db.session.commit()

    assert mails() == []
    assert db.session.scalars(select(ProposedDate)).all() == []
    assert draft.proposed_date_id is None
    again = ask(course)
    with time_machine.travel(again.asked_at), pytest.raises(TooLateToStop):
        date_polls.stop(again, actor=None)


@pytest.mark.parametrize(
    ("days", "answer_in", "broken"),
    [
        ((-1, 20), 5, ProposalInThePast),
        ((20, 20), 5, DateProposedTwice),
        ((20, 30), 21, AnswerByOutOfRange),
        ((20, 30), -1, AnswerByOutOfRange),
    ],
)
def test_what_cannot_be_answered_is_not_asked(
    make: Make, days: tuple[int, int], answer_in: int, broken: type[Exception]
) -> None:
    course = make.course()
    dates = proposals(*days)
    answer_by = clock.today() + timedelta(days=answer_in)

    with pytest.raises(broken):
        date_polls.preview(course, Question(dates, answer_by, 8), clock.now())


def test_at_ten_to_midnight_nobody_has_this_day_to_answer(make: Make) -> None:
    course, days = make.course(), [date(2027, 2, 16), date(2027, 2, 17)]
    dates = [(at(day, 9), at(day, 15)) for day in days]
    tonight = Question(dates, answer_by=date(2027, 1, 12), minimum=8)

    with time_machine.travel(at(date(2027, 1, 12), 23, 49)):
        assert not date_polls.preview(course, tonight, clock.now()).poll.is_over(
            clock.now() + TEN_MINUTES
        )
    with (
        time_machine.travel(at(date(2027, 1, 12), 23, 53)),
        pytest.raises(AnswerByOutOfRange),
    ):
        date_polls.preview(course, tonight, clock.now())


def test_days_are_looked_at_as_those_of_a_cohort_are(make: Make) -> None:
    course = make.course()
    make.provider(closed_weeks=["2027-W07"])
    days = [date(2027, 2, 13), date(2027, 2, 16), date(2027, 3, 26)]
    question = Question(
        [(at(day, 9), at(day, 15)) for day in days], answer_by=date(2027, 1, 20), minimum=8
    )

    with time_machine.travel(datetime(2027, 1, 12, 9, tzinfo=clock.COPENHAGEN)):
        found = date_polls.preview(course, question, clock.now()).findings

    assert {(one.check, one.day) for one in found} == {
        (Check.WEEKEND, days[0]),
        (Check.CLOSED_WEEK, days[1]),
        (Check.HOLIDAY, days[2]),
    }


def test_nothing_leaves_but_what_was_read(make: Make) -> None:
    course = make.course()
    make.subscription(course)
    question = Question(proposals(20, 30), clock.today() + timedelta(days=5), 8)
    read = date_polls.preview(course, question, clock.now()).seal
    other = Question(proposals(20, 31), question.answer_by, 8)

    with pytest.raises(QuestionOutdated):
        date_polls.ask(course, other, read=read, actor=None)

    assert mails() == []


def test_the_newest_answer_counts_and_pressing_twice_is_harmless(make: Make) -> None:
    course = make.course()
    one = make.subscription(course, seats_wanted=3)
    other = make.subscription(course, seats_wanted=2)
    make.subscription(course)
    poll = ask(course)
    first, second = poll.dates
    with time_machine.travel(poll.asked_at):
        for can_come in (False, True, True):
            said(one, first, can_come)
        said(other, first, True)
        said(other, second, False)

        standing = date_answers.standing(poll)

    assert [(tally.people, tally.seats, tally.cannot) for tally in standing.tallies] == [
        (2, 5, 0),
        (0, 0, 1),
    ]
    assert (standing.asked, standing.answered, standing.unanswered) == (3, 2, 1)
    assert date_answers.of(one, poll) == {first.id: True}
    assert db.session.query(DateAnswer).count() == 3


def test_too_early_too_late_and_by_who_is_not_on_the_list_nothing_is_noted(make: Make) -> None:
    course = make.course()
    one, paused = make.subscription(course), make.subscription(course, state="paused")
    poll = ask(course)
    day = poll.dates[0]

    with pytest.raises(AnswersOver):
        said(one, day, True)
    with time_machine.travel(workdays.end_of_day(poll.answer_by)), pytest.raises(AnswersOver):
        said(one, day, True)
    with time_machine.travel(poll.asked_at):
        with pytest.raises(SubscriptionNotActive):
            said(paused, day, True)
        date_polls.end(poll, actor=None)
        with pytest.raises(AnswersOver):
            said(one, day, True)
    assert db.session.query(DateAnswer).count() == 0


def test_who_comes_onto_the_list_meanwhile_is_asked_too(make: Make) -> None:
    course = make.course()
    new = make.subscription(course, "new@vejle.example", state="new")
    poll = ask(course)

    subscriptions.confirm(new)
    subscriptions.confirm(new)

    assert letters("ask_for_dates") == ["new@vejle.example"]
    late = make.subscription(course, "late@vejle.example", state="new")
    with time_machine.travel(workdays.end_of_day(poll.answer_by)):
        subscriptions.confirm(late)
        assert letters("ask_for_dates") == ["new@vejle.example"]


def test_the_answers_go_with_who_leaves_the_list(make: Make) -> None:
    course = make.course()
    one = make.subscription(course)
    poll = ask(course)
    with time_machine.travel(poll.asked_at):
        said(one, poll.dates[0], True)
        subscriptions.stop(one)
        db.session.commit()

    assert db.session.query(DateAnswer).count() == 0
    assert mails() == []


def test_the_question_ends_when_people_are_told_of_one_of_the_dates(make: Make) -> None:
    course = make.course()
    make.subscription(course)
    poll = ask(course, days=(60, 70))
    draft = cohorts.draft(course, plan_on(poll.dates[1]), proposed=poll.dates[1], actor=None)
    with time_machine.travel(poll.asked_at) as travel:
        cohorts.open_cohort(draft)
        db.session.commit()
        assert not poll.is_over(clock.now())
        cohorts.stop_opening(draft)
        db.session.commit()
        travel.shift(TEN_MINUTES)
        assert not poll.is_over(clock.now())

        cohorts.open_cohort(draft)
        db.session.commit()
        travel.shift(TEN_MINUTES)

        assert poll.is_over(clock.now())
        assert date_answers.became(poll, clock.now()) == [draft]


def test_a_draft_that_is_put_on_another_day_is_not_what_was_asked_about(make: Make) -> None:
    course = make.course()
    poll = ask(course, days=(60, 70))
    first, second = poll.dates
    draft = cohorts.draft(course, plan_on(first), proposed=first, actor=None)
    assert draft.proposed_date_id == first.id

    earlier = plan_on(first, shift=timedelta(hours=-1))
    cohorts.change(draft, earlier, actor=None)
    assert draft.proposed_date_id == first.id

    cohorts.change(draft, plan_on(second), actor=None)
    assert draft.proposed_date_id is None


def plan_on(proposed: ProposedDate, shift: timedelta = timedelta()) -> Plan:
    """Enough of a plan to open a cohort on that date."""
    day = clock.today(proposed.starts_at)
    return Plan(
        capacity=4,
        place="Havnegade 1, Odense",
        meetings=[Times(proposed.starts_at + shift, proposed.ends_at)],
        register_by=day - timedelta(days=20),
    )


def test_a_date_of_another_course_is_not_found(make: Make) -> None:
    course, other = make.course(), make.course()
    poll: DatePoll = ask(course)
    number = str(poll.dates[0].id)

    assert date_polls.find_date(course, number) is poll.dates[0]
    found: list[Course] = [course, other]
    assert [date_polls.find_date(one, "9" * 12) for one in found] == [None, None]
    assert date_polls.find_date(other, number) is None
    assert date_polls.find_date(course, "x") is None
