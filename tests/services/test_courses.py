"""What a course page answers to "can I get on it?"."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.exc import NoResultFound

from app import clock
from app.extensions import db
from app.models import (
    Bilingual,
    CountsAs,
    Course,
    CourseState,
)
from app.services import courses
from tests.factories import Make

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def state_of(course: Course) -> CourseState:
    db.session.expire_all()
    return courses.shown(course, clock.now()).state


def test_a_course_without_a_cohort_has_no_date(make: Make) -> None:
    assert state_of(make.course()) is CourseState.NONE


def test_a_course_elsewhere_is_external_whatever_else_it_has(make: Make) -> None:
    course = make.course(external_url="https://www.elsewhere.example/course/7")
    make.cohort(course, state="open")

    assert state_of(course) is CourseState.EXTERNAL
    assert courses.shown(course, NOW).elsewhere == "elsewhere.example"
    assert courses.shown(course, NOW).line == {}


@pytest.mark.parametrize(
    ("cohorts", "state"),
    [
        ([], CourseState.NONE),
        (["draft"], CourseState.NONE),
        (["called_off"], CourseState.NONE),
        (["closed"], CourseState.CLOSED),
        (["closed", "full"], CourseState.WAITING),
        (["full", "announced"], CourseState.ANNOUNCED),
        (["announced", "closed", "full", "open"], CourseState.OPEN),
    ],
)
def test_the_best_coming_cohort_says_the_state(
    make: Make, cohorts: list[str], state: CourseState
) -> None:
    course = make.course()
    for kind in cohorts:
        if kind == "closed":
            make.cohort(course, state="open", register_by=clock.today() - timedelta(days=1))
        elif kind == "full":
            make.registration(make.cohort(course, state="open", capacity=2), seats=2)
        else:
            make.cohort(course, state=kind)

    assert state_of(course) is state


def test_an_opening_is_not_seen_before_it_is_told(make: Make) -> None:
    course = make.course()
    soon = NOW + timedelta(minutes=10)
    make.cohort(course, state="announced", tell_at=soon, opens_at=soon)

    assert courses.shown(course, NOW).state is CourseState.NONE
    assert courses.shown(course, soon - timedelta(seconds=1)).state is CourseState.NONE
    assert courses.shown(course, soon).state is CourseState.OPEN


def test_the_last_day_to_register_lasts_to_midnight_in_denmark(make: Make) -> None:
    course = make.course()
    make.cohort(course, state="open", register_by=clock.today())
    midnight = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)

    assert courses.shown(course, midnight - timedelta(seconds=1)).state is CourseState.OPEN
    assert courses.shown(course, midnight).state is CourseState.CLOSED


def test_an_unlisted_cohort_is_not_shown_at_all(make: Make) -> None:
    course = make.course()
    make.cohort(course, state="open", unlisted_code="for-invited-only")
    view = courses.shown(course, NOW)

    assert (view.state, view.boards, view.earlier) == (CourseState.NONE, [], [])


def test_past_and_called_off_cohorts_stand_apart_the_newest_first(make: Make) -> None:
    course = make.course()
    past = make.cohort(course, state="open", in_days=-40)
    called_off = make.cohort(course, state="called_off", in_days=30)
    running = make.cohort(course, state="open", in_days=-3, days=3)
    db.session.expire_all()

    assert courses.shown(course, NOW).earlier == [called_off, running, past]


@pytest.mark.parametrize(
    ("capacity", "confirmed", "waiting", "line"),
    [
        (24, 20, 0, {"taken": 20, "held": 0, "free": 4}),
        (24, 19, 0, {"taken": 19, "held": 0, "free": 5}),
        (24, 18, 0, {"any": 18, "free": 6}),
        (24, 2, 0, {"any": 18, "free": 6}),
        (24, 24, 0, {"taken": 24, "waits": 0}),
        (24, 23, 2, {"taken": 24, "waits": 2}),
    ],
)
def test_the_line_of_seats_tells_no_more_than_it_may(
    make: Make, capacity: int, confirmed: int, waiting: int, line: dict[str, int]
) -> None:
    cohort = make.cohort(state="open", capacity=capacity)
    make.registration(cohort, seats=confirmed)
    if waiting:
        make.registration(cohort, seats=waiting, state="waiting")

    [board] = courses.shown(cohort.course, NOW).boards

    assert board.line == line


def test_a_closed_or_coming_registration_says_nothing_of_the_seats(make: Make) -> None:
    closed = make.cohort(state="open", register_by=clock.today() - timedelta(days=1))
    announced = make.cohort(state="announced")

    for cohort in (closed, announced):
        assert courses.shown(cohort.course, NOW).line == {"any": 24}


def test_without_a_date_as_many_chairs_wait_as_last_time(make: Make) -> None:
    course = make.course()
    assert courses.shown(course, NOW).line == {"unset": 12}

    make.cohort(course, state="open", in_days=-40, capacity=18)
    db.session.expire_all()
    assert courses.shown(course, NOW).line == {"unset": 18}


def test_places_are_counted_in_what_the_cohort_counts(make: Make) -> None:
    seats = make.cohort(state="open", capacity=24)
    teams = make.cohort(state="open", capacity=4, counts_as=CountsAs.REGISTRATIONS)
    empty = make.cohort(state="open", capacity=7)
    for cohort in (seats, teams):
        make.registration(cohort, seats=5)
        make.registration(cohort, seats=3, state="offered")
        make.registration(cohort, seats=2, state="waiting")
        make.registration(cohort, seats=2, state="cancelled")

    found = courses.occupancy([seats.id, teams.id, empty.id])

    assert (found[seats.id].confirmed, found[seats.id].offered, found[seats.id].waiting) == (
        5,
        3,
        2,
    )
    assert (found[teams.id].confirmed, found[teams.id].offered, found[teams.id].waiting) == (
        1,
        1,
        1,
    )
    assert found[empty.id].free == 7
    assert courses.occupancy([]) == {}


def test_a_course_is_found_by_its_slug_only_when_it_is_published(make: Make) -> None:
    course = make.course()
    make.course(slug="hidden", published=False)

    assert courses.get(course.slug) == course
    for slug in ("hidden", "nowhere", "a\x00b", "æøå", "x" * 5000):
        with pytest.raises(NoResultFound):
            courses.get(slug)


def test_siblings_are_the_other_published_courses_of_the_programme(make: Make) -> None:
    programme = Bilingual("Barnets første 1000 dage", "The child's first 1,000 days")
    course = make.course(programme=programme)
    sibling = make.course(programme=programme)
    make.course(programme=programme, published=False)
    make.course()

    assert [one.slug for one in courses.siblings(course)] == [sibling.slug]
    assert courses.siblings(make.course()) == ()


def test_the_next_change_is_the_first_coming_moment_of_any_cohort(make: Make) -> None:
    assert courses.next_change(NOW) is None
    cohort = make.cohort(state="announced", in_days=60)
    assert cohort.opens_at and cohort.starts_at and cohort.ends_at

    moment, seen = NOW, []
    while (following := courses.next_change(moment)) is not None:
        seen.append(following)
        moment = following

    end_of_deadline = datetime(2026, 12, 18, 23, 0, tzinfo=UTC)
    assert seen == [cohort.opens_at, end_of_deadline, cohort.starts_at, cohort.ends_at]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Barnets første 1.000 dage", "barnets første 1000 dage"),
        ("1,000 DAYS", "1000 days"),
        ("0–2-årige  \n og\tÆØÅ", "0-2-årige og æøå"),
        ("a\u030a", "å"),
        ("nul\x00tegn", "nul tegn"),
        ("kl. 9.30", "kl. 9.30"),
    ],
)
@pytest.mark.one_database
def test_search_folds_text_and_words_alike(text: str, folded: str) -> None:
    assert courses.fold(text) == folded
