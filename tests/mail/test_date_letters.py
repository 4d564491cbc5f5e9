"""The letter that asks about dates: whole in both languages, stoppable, stale when it is over."""

from datetime import timedelta

import pytest

from app import clock
from app.language import Language
from app.mail import letters
from app.mail.letter import Contents, Stale
from app.models import DatePoll, Subscription, SubscriptionState
from tests.asking import PLACE, asked
from tests.factories import Make
from tests.lettering import read


def one_of(make: Make) -> tuple[Subscription, DatePoll]:
    make.provider()
    course = make.course("Samspil")
    return make.subscription(course), asked(course, days=(20, 30), minimum=12)


@pytest.mark.parametrize(
    ("language", "subject", "says"),
    [
        ("da", "Hvilken dato passer dig? Samspil", ["mindst 12 deltagere", "kl.\u00a09.00-15.00"]),
        (
            "en",
            "Which date suits you? Samspil",
            ["at least 12 participants", "9:00\u00a0to\u00a015:00"],
        ),
    ],
)
def test_it_names_each_date_and_has_one_link_that_matters(
    make: Make, language: str, subject: str, says: list[str]
) -> None:
    one, poll = one_of(make)

    found = letters.render("ask_for_dates", one, None, Language(language))

    assert not isinstance(found, Stale)
    assert found.subject == subject
    for words in (*says, PLACE):
        assert words in found.text
    assert found.text.count(says[1]) == len(poll.dates) == 2
    assert found.text.count("/l/") == 3
    assert found.unsubscribe is not None


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("language", "says"), [("da", "mindst 1 deltager for"), ("en", "at least 1 participant for")]
)
def test_one_who_is_enough_is_one_participant(make: Make, language: str, says: str) -> None:
    one, poll = one_of(make)
    poll.minimum = 1

    found = letters.render("ask_for_dates", one, None, Language(language))

    assert not isinstance(found, Stale)
    assert says in found.text


def test_all_who_read_one_language_share_its_words(make: Make) -> None:
    one, _poll = one_of(make)
    other = make.subscription(one.course)

    found = [letters.contents("ask_for_dates", who, None, Language.DANISH) for who in (one, other)]

    first, second = (each for each in found if isinstance(each, Contents))
    assert first.same == second.same
    assert first.private["dates_link"] != second.private["dates_link"]


@pytest.mark.parametrize("state", ["paused", "settled", "new"])
def test_it_is_stale_for_who_is_not_on_the_list_now(make: Make, state: str) -> None:
    one, _poll = one_of(make)
    one.state = SubscriptionState(state)

    assert isinstance(letters.render("ask_for_dates", one, None, Language.DANISH), Stale)


def test_it_is_stale_when_the_question_is_over_or_taken_back(make: Make) -> None:
    one, poll = one_of(make)
    assert read("ask_for_dates", one, make.cohort(one.course))
    poll.closed_at = clock.now()
    assert isinstance(letters.render("ask_for_dates", one, None, Language.DANISH), Stale)
    poll.closed_at = None
    poll.answer_by = clock.today() - timedelta(days=1)

    assert isinstance(letters.render("ask_for_dates", one, None, Language.DANISH), Stale)
