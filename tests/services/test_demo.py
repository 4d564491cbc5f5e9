"""The demo shows every state of a course page, whenever it is started."""

from datetime import UTC, datetime
from itertools import chain

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import clock, numbers
from app.extensions import db
from app.language import Language
from app.models import (
    Bill,
    Course,
    CourseContact,
    CourseState,
    OpeningRule,
    OutboxMail,
    Provider,
    Registration,
    Role,
    Seat,
    SeatState,
    Subscription,
)
from app.services import (
    cohorts,
    courses,
    demo,
    demo_registrations,
    self_check,
    sweep,
    waiting_list,
)
from tests.factories import Make

PROMISED = {
    "barnets-foerste-1000-dage-laeringsdag": CourseState.NONE,
    "fem-dage-for-dagplejere": CourseState.OPEN,
    "fem-dage-for-paedagogiske-assistenter": CourseState.WAITING,
    "tidlig-indsats-diplommodul": CourseState.EXTERNAL,
    "ledersamtalen": CourseState.OPEN,
    "coaching-og-mentoring-for-ledere": CourseState.OPEN,
    "mentorer-i-eget-hus": CourseState.OPEN,
    "de-toaarige-temadag": CourseState.ANNOUNCED,
    "skriv-en-praksisfortaelling": CourseState.CLOSED,
    "naar-en-kollega-rejser": CourseState.OPEN,
}
LEARNING_DAY = "barnets-foerste-1000-dage-laeringsdag"
TWO_YEAR_OLDS = "de-toaarige-temadag"
# a weekday each, around Christmas, Easter and the summer, by day and by night
DAYS = (
    datetime(2026, 11, 22, 8, tzinfo=UTC),
    datetime(2026, 12, 24, 12, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 30, tzinfo=UTC),
    datetime(2027, 3, 23, 21, 30, tzinfo=UTC),
    datetime(2027, 3, 29, 1, tzinfo=UTC),
    datetime(2027, 7, 21, 10, tzinfo=UTC),
    datetime(2028, 4, 15, 23, 59, tzinfo=UTC),
)


# about the days that come next: they wait in the inbox when the demo has started
LEAVE_AT_ONCE = ("worksheet_mapping", "worksheet_guide", "see_you")


def view(slug: str) -> courses.CourseView:
    return courses.shown(courses.get_whole(slug), clock.now())


def all_texts() -> list[str]:
    rows = chain.from_iterable(
        db.session.execute(select(table)) for table in db.metadata.sorted_tables
    )
    return [value for row in rows for value in row if isinstance(value, str)]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{day:%a %Y-%m-%d %H.%M}")
def test_each_course_has_its_state_on_any_day(app: Flask, day: datetime) -> None:
    with time_machine.travel(day, tick=False):
        assert demo.seed()
        db.session.commit()

        assert {slug: view(slug).state for slug in courses.addresses()} == PROMISED
        [held] = view(LEARNING_DAY).earlier
        assert held.is_over(clock.now())
        [called_off] = view(TWO_YEAR_OLDS).earlier
        assert called_off.state == "called_off"
        assert self_check.findings(clock.now()) == []


def test_places_stand_as_the_boards_say(app: Flask) -> None:
    demo.seed()

    def free(slug: str) -> list[int]:
        return [board.places.free for board in view(slug).boards]

    [full] = view("fem-dage-for-paedagogiske-assistenter").boards
    assert (full.places.confirmed, full.places.waiting) == (20, 4)
    line = waiting_list.in_order(full.cohort)
    assert [(len(one.waiting), one.at_least) for one in line] == [(2, 2), (1, 1), (1, 1)]
    assert free("naar-en-kollega-rejser") == [3]
    assert sorted(free("coaching-og-mentoring-for-ledere")) == [0, 2, 6]
    assert free("ledersamtalen") == [1]
    [teams] = view("mentorer-i-eget-hus").boards
    assert (teams.places.confirmed, teams.places.capacity) == (1, 4)
    [held] = view(LEARNING_DAY).earlier
    attended = (
        select(func.count(Seat.id))
        .join(Registration)
        .where(Registration.cohort_id == held.id, Seat.state == SeatState.ATTENDED)
    )
    assert db.session.scalar(attended) == 20


def test_the_lists_are_as_long_as_the_tour_says(app: Flask) -> None:
    demo.seed()

    def listed(slug: str) -> list[Subscription]:
        rows = select(Subscription).join(Course).where(Course.slug == slug)
        return list(db.session.scalars(rows))

    waiting = listed(LEARNING_DAY)
    assert sum(one.language is Language.DANISH for one in waiting) == 17
    assert sum(one.language is Language.ENGLISH for one in waiting) == 2
    assert sum(one.seats_wanted for one in waiting) == 31
    assert len({one.queued_at for one in waiting}) == 19
    assert all(one.is_active and one.queued_at < clock.now() for one in waiting)
    assert all(one.course.title[one.language] in one.wording for one in waiting)
    other = listed(TWO_YEAR_OLDS)
    assert (len(other), sum(one.seats_wanted for one in other)) == (22, 36)


def test_places_are_held_for_the_list_and_the_others_stand_in_line(app: Flask) -> None:
    demo.seed()

    [board] = view(TWO_YEAR_OLDS).boards
    told_at = board.cohort.tell_at
    assert told_at is not None
    assert board.cohort.rule is OpeningRule.LIST_FIRST
    assert (board.places.held, board.places.waiting, board.places.free) == (30, 6, 0)
    line = waiting_list.in_order(board.cohort)
    assert [len(one.waiting) for one in line] == [1, 1, 1, 2, 1]
    for one in line:
        assert one.subscription is not None
        assert one.queued_at == one.subscription.queued_at
        assert one.contact_email == one.subscription.email
        assert told_at < one.made_at < clock.now()
    told = db.session.execute(
        select(OutboxMail.letter, func.count())
        .where(OutboxMail.cohort_id == board.cohort.id)
        .group_by(OutboxMail.letter)
    )
    assert dict(told.all()) == {
        "cohort_open_held": 17,
        "cohort_open_listed": 5,
        "in_line_before_opening": 5,
    }


def test_on_its_day_it_opens_to_the_line(app: Flask) -> None:
    """Those who had a place held, and did not use it, stay on the list."""
    demo.seed()
    db.session.commit()
    [board] = view(TWO_YEAR_OLDS).boards
    opens_at = board.cohort.opens_at
    assert opens_at is not None

    with time_machine.travel(opens_at, tick=False):
        assert sweep.sweep(clock.now()).opened == 1

        [board] = view(TWO_YEAR_OLDS).boards
        assert (board.places.confirmed, board.places.free) == (6, 24)
        assert self_check.findings(clock.now()) == []


def test_registrations_know_what_real_ones_know(app: Flask) -> None:
    demo.seed()

    found = list(db.session.scalars(select(Registration)))
    assert len({one.reference for one in found}) == len(found)
    for one in found:
        assert one.reference.startswith("HOLD-")
        assert (one.bill is Bill.EAN) == bool(one.cohort.price_now) == bool(one.ean)
        assert one.contact_email
        assert one.workplace
        assert all(seat.name and seat.email for seat in one.seats)
    assert numbers.ean(demo_registrations.EAN) == demo_registrations.EAN


def test_who_was_on_the_list_in_time_has_been_told_once(app: Flask) -> None:
    demo.seed()

    [board] = view(TWO_YEAR_OLDS).boards
    assert cohorts.mails(board.cohort) == {"sent": 22}
    unsent = select(func.count(OutboxMail.id)).where(
        OutboxMail.state != "sent", OutboxMail.letter.not_in(LEAVE_AT_ONCE)
    )
    assert db.session.scalar(unsent) == 0


def test_seeding_twice_changes_nothing(app: Flask) -> None:
    demo.seed()
    db.session.commit()

    def count() -> dict[str, int | None]:
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table))
            for table in db.metadata.sorted_tables
        }

    before = count()

    assert not demo.seed()
    db.session.commit()
    assert count() == before


def test_nobody_real_is_in_it(app: Flask) -> None:
    demo.seed()
    db.session.flush()

    found = all_texts()
    addresses = [text for text in found if "@" in text]
    assert addresses
    assert [text for text in addresses if not text.strip("<>").endswith(".example")] == []
    assert [text for text in found if "://" in text and ".example" not in text] == []


def test_every_course_can_be_read_in_both_languages(app: Flask) -> None:
    demo.seed()

    for course in db.session.scalars(select(Course)):
        assert course.is_in_both_languages
        assert len(course.lead.da) <= 350 >= len(course.lead.en)
        assert bool(course.sources.da) == bool(course.sources.en)
        assert course.search_text
        assert len(courses.siblings(course)) in (2, 3)
        last = course.contacts[-1]
        assert last.member.role is Role.SECRETARY
    contacts = db.session.scalar(select(func.count(CourseContact.id)))
    assert contacts == 20


def test_a_site_with_courses_is_left_alone(make: Make) -> None:
    ours = make.course()

    assert not demo.seed()
    assert courses.addresses() == [ours.slug]
    assert db.session.scalar(select(func.count(Provider.id))) == 0
