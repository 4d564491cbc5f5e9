"""A letter is asked when it leaves whether it is still true; and it speaks to its reader."""

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.language import Language
from app.mail import letters
from app.models import Cohort, Course
from tests.factories import Make

DA, EN = Language.DANISH, Language.ENGLISH


@pytest.fixture
def cohort(make: Make, course: Course) -> Cohort:
    return make.cohort(course, state="open")


@pytest.mark.parametrize("state", ["paused", "settled", "new"])
def test_an_opening_is_stale_for_who_is_not_active(make: Make, cohort: Cohort, state: str) -> None:
    reader = make.subscription(cohort.course, state=state)

    assert isinstance(letters.render("cohort_open", reader, cohort, DA), letters.Stale)


def test_an_opening_is_stale_when_it_was_taken_back_or_is_over(make: Make, cohort: Cohort) -> None:
    reader = make.subscription(cohort.course)
    draft = make.cohort(cohort.course)
    begun = make.cohort(cohort.course, state="open", in_days=-1)
    closed = make.cohort(cohort.course, state="open", register_by=clock.today() - timedelta(days=1))

    for gone in (draft, begun, closed, None):
        assert isinstance(letters.render("cohort_open", reader, gone, DA), letters.Stale)


def test_who_confirmed_is_not_asked_and_who_said_yes_again_neither(
    make: Make, course: Course
) -> None:
    reader = make.subscription(course)

    for name in ("confirm_subscription", "still_interested"):
        assert isinstance(letters.render(name, reader, None, DA), letters.Stale)
    new = make.subscription(course, state="new")
    assert isinstance(letters.render("already_subscribed", new, None, DA), letters.Stale)


def test_a_sample_opens_no_door(app: Flask, make: Make, course: Course) -> None:
    draft = make.cohort(course)

    letter = letters.sample("cohort_open", draft, EN)

    assert letter.unsubscribe is None
    assert "registration is open" in letter.text
    assert "http://127.0.0.1/en/l/eksempel-example" in letter.text


def test_a_letter_is_in_the_language_of_its_reader_whoever_causes_it(
    app: Flask, make: Make, course: Course, cohort: Cohort
) -> None:
    reader = make.subscription(course)

    with app.test_request_context(f"/en/courses/{course.slug}"):
        letter = letters.render("cohort_open", reader, cohort, DA)

    assert isinstance(letter, letters.Rendered)
    links = [word for word in letter.text.split() if word.startswith("http")]
    assert {link.split("/")[3] for link in links} == {"da"}
    assert '<html lang="da">' in letter.html
