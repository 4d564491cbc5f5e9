"""What somebody said to dates: handed out, gone with the address, and forgotten after a year."""

from datetime import timedelta

from app import clock
from app.extensions import db
from app.language import Language
from app.models import AuditEntry, DateAnswer
from app.services import erasing, people, people_handed_out, sweep
from app.services.people import Person
from tests.asking import asked, said
from tests.factories import Make

EMAIL = "leader@vejle.example"
SECOND = timedelta(seconds=1)


def test_which_dates_were_asked_and_what_was_said_is_handed_out(make: Make) -> None:
    make.provider()
    course = make.course()
    one, other = make.subscription(course, EMAIL), make.subscription(course)
    poll = asked(course)
    said(one, poll.dates[1], False)
    said(other, poll.dates[0], True)

    found = people_handed_out.data(people.of(Person(EMAIL)), Language.ENGLISH, clock.now())

    [told] = found["on_lists"][0]["dates_asked_about"]
    assert told["day_asked_about"] == poll.dates[1].starts_at
    assert told["asked_at"] == poll.asked_at
    assert told["can_come"] is False
    assert told["said_at"] <= clock.now()


def test_who_is_erased_leaves_no_answer(make: Make) -> None:
    make.provider()
    course = make.course()
    one, other = make.subscription(course, EMAIL), make.subscription(course)
    poll = asked(course)
    said(one, poll.dates[0], True)
    said(other, poll.dates[0], True)
    stays = other.id

    erasing.erase(Person(EMAIL), actor=None)
    db.session.commit()

    assert [left.subscription_id for left in db.session.query(DateAnswer)] == [stays]


def test_answers_are_forgotten_a_year_after_the_question(make: Make) -> None:
    make.provider()
    course = make.course()
    one = make.subscription(course)
    poll = asked(course)
    said(one, poll.dates[0], True)
    said(one, poll.dates[1], False)
    # a year is over, and somebody has said once more that they stay
    one.renewed_at = poll.asked_at + timedelta(days=300)
    db.session.commit()
    over = poll.asked_at + timedelta(days=365)

    assert sweep.due(over - SECOND)["dates"] == 0
    assert sweep.sweep(over - SECOND).dates == 0
    assert sweep.due(over)["dates"] == 2
    assert sweep.sweep(over).dates == 2

    assert db.session.query(DateAnswer).count() == 0
    assert sweep.sweep(over).dates == 0
    noted = db.session.query(AuditEntry).filter_by(action="retention.forgotten").all()
    assert [entry.detail for entry in noted if "dates" in entry.detail] == [{"dates": 2}]
