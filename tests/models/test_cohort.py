"""The rules of a cohort, without a database: opening, taking back, and what the clock says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.models import (
    Bilingual,
    Cohort,
    CohortState,
    Course,
    CourseKind,
    CourseState,
    Meeting,
    Occupancy,
    course_state,
)
from app.models.errors import (
    CohortInThePast,
    CohortNotDraft,
    CohortWithoutMeetings,
    CohortWithoutPlace,
    CourseNotInBothLanguages,
    DeadlinePassed,
    OpeningTooLate,
    TooLateToStop,
)

NOW = datetime(2027, 1, 11, 8, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
# 24.00 on 3 February in Copenhagen
DEADLINE = datetime(2027, 2, 3, 23, 0, tzinfo=UTC)
START = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
END = datetime(2027, 3, 3, 14, 30, tzinfo=UTC)
ROOM = Occupancy(capacity=24)
FULL = Occupancy(capacity=24, confirmed=24)


def course(**columns: object) -> Course:
    title = {"slug": "day", "kind": CourseKind.DAY, "title": Bilingual("Dag", "Day")}
    return Course(**(title | {"lead": Bilingual("En dag.", "A day.")} | columns))


def draft(**columns: object) -> Cohort:
    return Cohort(
        **(
            {
                "course": course(),
                "code": "A",
                "capacity": 24,
                "place": "Odense",
                "register_by": date(2027, 2, 3),
                "meetings": [Meeting(starts_at=START, ends_at=END)],
            }
            | columns
        )
    )


def opened(**columns: object) -> Cohort:
    """Told at NOW, and open from then on."""
    told = {"state": CohortState.ANNOUNCED, "tell_at": NOW, "opens_at": NOW}
    return draft(**(told | columns))


def test_opening_announces_and_leaves_ten_minutes_to_stop() -> None:
    cohort = draft()

    tell_at = cohort.announce(NOW)

    assert tell_at == cohort.tell_at == cohort.opens_at == NOW + 10 * MINUTE
    assert cohort.state is CohortState.ANNOUNCED


def test_registration_opens_later_but_never_before_everyone_is_told() -> None:
    later, earlier = draft(), draft()

    later.announce(NOW, opens_at=NOW + timedelta(days=3))
    earlier.announce(NOW, opens_at=NOW - timedelta(days=3))

    assert later.opens_at == NOW + timedelta(days=3)
    assert earlier.opens_at == earlier.tell_at


@pytest.mark.parametrize(
    ("lacks", "rule"),
    [
        ({"meetings": []}, CohortWithoutMeetings),
        ({"place": "  "}, CohortWithoutPlace),
        ({"register_by": None}, DeadlinePassed),
        ({"register_by": date(2027, 1, 10)}, DeadlinePassed),
        ({"meetings": [Meeting(starts_at=NOW, ends_at=NOW + MINUTE)]}, CohortInThePast),
        ({"course": course(title=Bilingual("Dag", ""))}, CourseNotInBothLanguages),
        ({"state": CohortState.ANNOUNCED}, CohortNotDraft),
        ({"state": CohortState.OPEN}, CohortNotDraft),
        ({"state": CohortState.CALLED_OFF}, CohortNotDraft),
    ],
)
def test_what_lacks_something_is_not_opened(
    lacks: dict[str, object], rule: type[Exception]
) -> None:
    cohort = draft(**lacks)
    before = cohort.state

    with pytest.raises(rule):
        cohort.announce(NOW)
    assert (cohort.state, cohort.tell_at, cohort.opens_at) == (before, None, None)


def test_registration_cannot_open_after_its_deadline() -> None:
    cohort = draft()

    with pytest.raises(OpeningTooLate):
        cohort.announce(NOW, opens_at=DEADLINE)
    assert cohort.is_draft
    cohort.announce(NOW, opens_at=DEADLINE - MOMENT)


def test_the_ten_minutes_must_end_before_the_deadline() -> None:
    with pytest.raises(DeadlinePassed):
        draft().announce(DEADLINE - 10 * MINUTE)
    draft().announce(DEADLINE - 10 * MINUTE - MOMENT)


def test_an_opening_is_taken_back_until_the_mails_leave() -> None:
    cohort = draft()
    tell_at = cohort.announce(NOW)

    assert cohort.is_stoppable(tell_at - MOMENT)
    assert not cohort.is_stoppable(tell_at)
    with pytest.raises(TooLateToStop):
        cohort.take_back(tell_at)
    cohort.take_back(tell_at - MOMENT)
    assert (cohort.state, cohort.tell_at, cohort.opens_at) == (CohortState.DRAFT, None, None)


def test_a_later_moment_of_opening_survives_a_stop() -> None:
    cohort = draft()
    later = NOW + timedelta(days=3)
    cohort.announce(NOW, opens_at=later)

    cohort.take_back(NOW)

    assert cohort.opens_at == later
    assert not cohort.is_open(later)


@pytest.mark.parametrize("state", [CohortState.DRAFT, CohortState.OPEN, CohortState.CALLED_OFF])
def test_only_an_opening_can_be_taken_back(state: CohortState) -> None:
    with pytest.raises(TooLateToStop):
        opened(state=state, tell_at=NOW + MINUTE).take_back(NOW)


def test_nothing_is_told_before_its_moment() -> None:
    cohort = opened()

    assert not cohort.is_told(NOW - MOMENT)
    assert not cohort.is_listed(NOW - MOMENT)
    assert cohort.is_told(NOW)
    assert cohort.is_coming(NOW)


def test_drafts_and_unlisted_cohorts_show_nowhere() -> None:
    assert not draft(tell_at=NOW).is_listed(NOW)
    assert not opened(unlisted_code="x").is_listed(NOW)


def test_a_called_off_cohort_is_listed_only_if_it_was_known() -> None:
    known = opened(state=CohortState.CALLED_OFF)
    never_told = opened(state=CohortState.CALLED_OFF, tell_at=None)

    assert known.is_listed(NOW)
    assert not known.is_coming(NOW)
    assert not never_told.is_listed(NOW)


@pytest.mark.parametrize("stored", [CohortState.ANNOUNCED, CohortState.OPEN])
def test_it_is_open_from_its_moment_to_the_end_of_its_last_day(stored: CohortState) -> None:
    cohort = opened(state=stored, opens_at=NOW + MINUTE)

    assert not cohort.is_open(NOW + MINUTE - MOMENT)
    assert cohort.is_open(NOW + MINUTE)
    assert cohort.is_open(DEADLINE - MOMENT)
    assert not cohort.is_open(DEADLINE)


def test_it_closes_at_the_start_where_the_deadline_is_later() -> None:
    cohort = opened(register_by=date(2027, 3, 10))

    assert cohort.is_open(START - MOMENT)
    assert not cohort.is_open(START)
    assert cohort.has_started(START)
    assert not cohort.is_coming(START)


def test_it_is_over_when_its_last_session_has_ended() -> None:
    week = timedelta(days=7)
    cohort = draft(
        meetings=[
            Meeting(starts_at=START + week, ends_at=END + week),
            Meeting(starts_at=START, ends_at=END),
        ]
    )

    assert (cohort.starts_at, cohort.ends_at) == (START, END + week)
    assert not cohort.is_over(END + week - MOMENT)
    assert cohort.is_over(END + week)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        # clocks go forward on 28 March 2027, back on 31 October
        (date(2027, 3, 27), datetime(2027, 3, 27, 23, 0, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),
        (date(2027, 10, 30), datetime(2027, 10, 30, 22, 0, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 31, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_deadline_lasts_to_midnight_in_copenhagen(day: date, ends: datetime) -> None:
    starts = ends + timedelta(days=20)
    cohort = opened(register_by=day, meetings=[Meeting(starts_at=starts, ends_at=starts + MINUTE)])

    assert cohort.last_registration == ends
    assert cohort.is_open(ends - MOMENT)
    assert not cohort.is_open(ends)


@pytest.mark.parametrize(
    ("cohorts", "state"),
    [
        ([], CourseState.NONE),
        ([(draft(), ROOM)], CourseState.NONE),
        ([(opened(tell_at=NOW + MINUTE, opens_at=NOW + MINUTE), ROOM)], CourseState.NONE),
        ([(opened(unlisted_code="x"), ROOM)], CourseState.NONE),
        ([(opened(state=CohortState.CALLED_OFF), ROOM)], CourseState.NONE),
        ([(opened(meetings=[Meeting(starts_at=NOW, ends_at=END)]), ROOM)], CourseState.NONE),
        ([(opened(), ROOM)], CourseState.OPEN),
        ([(opened(), FULL)], CourseState.WAITING),
        ([(opened(), Occupancy(24, confirmed=20, held=4))], CourseState.WAITING),
        ([(opened(), Occupancy(24, confirmed=20, waiting=4, claimed=4))], CourseState.WAITING),
        ([(opened(opens_at=NOW + MINUTE), ROOM)], CourseState.ANNOUNCED),
        ([(opened(register_by=date(2027, 1, 10)), ROOM)], CourseState.CLOSED),
        ([(opened(register_by=date(2027, 1, 11)), ROOM)], CourseState.OPEN),
        # several: the first that fits
        ([(opened(), FULL), (opened(), ROOM)], CourseState.OPEN),
        ([(opened(), FULL), (opened(opens_at=NOW + MINUTE), ROOM)], CourseState.ANNOUNCED),
        ([(opened(register_by=date(2027, 1, 10)), ROOM), (opened(), FULL)], CourseState.WAITING),
    ],
)
def test_the_state_of_a_course_is_the_first_that_fits(
    cohorts: list[tuple[Cohort, Occupancy]], state: CourseState
) -> None:
    assert course_state(course(), cohorts, NOW) is state


def test_what_is_registered_for_elsewhere_says_nothing_else() -> None:
    elsewhere = course(external_url="https://courses.example/day")

    assert course_state(elsewhere, [(opened(), ROOM)], NOW) is CourseState.EXTERNAL


def test_a_place_that_somebody_waits_for_is_not_free() -> None:
    assert Occupancy(24, confirmed=20).free == 4
    assert Occupancy(24, confirmed=20, offered=2, held=1).free == 1
    assert Occupancy(24, confirmed=20, waiting=1, claimed=1).free == 3
    # a group that needs more than there is uses none of it
    assert Occupancy(24, confirmed=20, waiting=6).free == 4
    assert Occupancy(24, confirmed=30).free == 0
