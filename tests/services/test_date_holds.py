"""If the date was asked about, who said yes to it is walked first when places are held."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.models import Cohort, Hold, OpeningRule, Subscription
from app.services import cohorts, holds, openings, rehearsals, subscriptions
from tests.asking import asked, said
from tests.factories import Make
from tests.lettering import read
from tests.line import all_true

FIRST = OpeningRule.LIST_FIRST


def on_date(make: Make, number: int, capacity: int) -> tuple[Cohort, list[Subscription]]:
    """Five on the list, the longest first, and a cohort on one of two dates."""
    make.provider()
    course = make.course()
    since = clock.now() - timedelta(days=9)
    listed = [
        make.subscription(
            course, f"{name}@vejle.example", queued_at=since + timedelta(days=day), seats_wanted=2
        )
        for day, name in enumerate(("first", "second", "third", "fourth", "fifth"))
    ]
    poll = asked(course, days=(60, 70))
    cohort = make.cohort(
        course, capacity=capacity, rule=FIRST, proposed_date_id=poll.dates[number].id
    )
    said(listed[4], poll.dates[0], True)
    said(listed[2], poll.dates[0], True)
    said(listed[0], poll.dates[0], False)
    said(listed[1], poll.dates[1], True)
    return cohort, listed


def held() -> list[tuple[str, int]]:
    rows = db.session.scalars(select(Hold).order_by(Hold.id))
    return [(one.subscription.email.split("@")[0], one.seats) for one in rows if one.subscription]


@pytest.mark.parametrize(
    ("number", "order"),
    [
        (0, [("third", 2), ("fifth", 2), ("first", 2), ("second", 1)]),
        (1, [("second", 2), ("first", 2), ("third", 2), ("fourth", 1)]),
    ],
)
def test_who_said_yes_to_this_date_comes_first_then_the_order_of_the_list(
    make: Make, number: int, order: list[tuple[str, int]]
) -> None:
    cohort, _listed = on_date(make, number, 7)

    cohorts.open_cohort(cohort, rule=FIRST)
    db.session.commit()

    assert held() == order
    assert all_true()


def test_among_those_who_said_yes_the_displaced_are_first(make: Make) -> None:
    cohort, listed = on_date(make, 0, 5)
    listed[4].displaced = listed[1].displaced = True
    db.session.commit()

    cohorts.open_cohort(cohort, rule=FIRST)

    assert held() == [("fifth", 2), ("third", 2), ("second", 1)]


def test_the_rehearsal_counts_them_and_the_letter_says_it(make: Make) -> None:
    cohort, listed = on_date(make, 0, 4)

    rehearsed = rehearsals.rehearse(cohort, clock.now())
    assert (rehearsed.said_yes, rehearsed.held_for, rehearsed.held) == (2, 2, 4)
    assert "har sagt ja til den, kommer først" in rehearsed.listed[Language.DANISH].text
    assert [one.email for one, _seats in holds.shares(cohort)] == [
        "third@vejle.example",
        "fifth@vejle.example",
    ]
    cohorts.open_cohort(cohort, rule=FIRST)
    cohort.tell_at = clock.now()
    db.session.commit()

    assert (
        "Those who said yes to it come first"
        in read("cohort_open_listed", listed[0], cohort, "en").text
    )
    plain = make.cohort(cohort.course, state="announced", rule=FIRST)
    listed_plain = letters.sample("cohort_open_listed", plain, Language.ENGLISH).text
    assert "those who have waited longest" in listed_plain


def test_opened_together_each_date_has_its_own_order(make: Make) -> None:
    cohort, _listed = on_date(make, 0, 2)
    proposed = cohort.proposed_date_id
    assert proposed is not None
    other = make.cohort(
        cohort.course, capacity=2, rule=FIRST, in_days=70, proposed_date_id=proposed + 1
    )

    openings.open_together([cohort, other], actor=None)

    assert held() == [("third", 2), ("second", 2)]


def test_an_answer_of_who_pauses_or_has_left_counts_for_nothing(make: Make) -> None:
    cohort, listed = on_date(make, 0, 2)
    subscriptions.pause(listed[2], clock.today() + timedelta(days=5))
    subscriptions.stop(listed[4])
    db.session.commit()

    cohorts.open_cohort(cohort, rule=FIRST)

    assert held() == [("first", 2)]
