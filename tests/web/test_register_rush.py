"""In a rush most are refused by what is kept of the first refusal: right, whoever it was."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.models import Cohort, Registration, SeatState
from app.services import registrations as service
from app.services import waiting_list
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import give_up, group, offered
from tests.registering import FORM, open_form, registrations, row, states, to_check

OFFERED = SeatState.OFFERED


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Cohort]:
    """The cohorts that were locked and asked for places, one for each time."""
    found: list[Cohort] = []
    register = service.register

    def noted(cohort: Cohort, *rest: Any, **more: Any) -> Registration:
        found.append(cohort)
        return register(cohort, *rest, **more)

    monkeypatch.setattr(service, "register", noted)
    return found


def last_page(app: Flask, cohort: Cohort, who: str, colleagues: int = 0, **fields: Any) -> Page:
    """The last page of the form, of somebody with a name of their own."""
    own = {"name": f"Leader {who}", "email": f"{who}@vejle.example"} | fields
    return to_check(Browser(app), cohort, colleagues, **own)


def refused_twice(app: Flask, make: Make, cohort: Cohort) -> Page:
    """The last page of somebody who was refused: by the service, and by what is kept."""
    page = last_page(app, cohort, "ea")
    group(make, cohort)
    page.submit(FORM, status=409)
    page.submit(FORM, status=409)
    return page


def test_the_second_refusal_takes_no_lock_and_says_the_same(
    app: Flask, make: Make, asked: list[Cohort]
) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    first, second, third = (last_page(app, cohort, who) for who in ("ea", "bo", "ida"))
    first.submit(FORM)

    refused, kept = (page.submit(FORM, status=409) for page in (second, third))

    assert len(asked) == 2
    assert kept.title == refused.title
    assert kept.text == refused.text
    assert "The last place went while you were writing. Your answers are saved." in kept
    assert len(registrations()) == 1


def test_everything_that_was_typed_is_kept_and_nothing_of_others(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    colleague = row(0, name="Bo <b>", email="bo@vejle.example", title="Pedagogue")
    pages = [
        last_page(app, cohort, "ea", 1, note="We come by train.", phone="70 10 20 30"),
        last_page(app, cohort, "ida", 1, **colleague),
    ]
    group(make, cohort)

    refused, kept = (page.submit(FORM, status=409) for page in pages)

    assert "ea@vejle.example" in str(refused.html)
    for typed in ("ea@vejle.example", "Leader ea", "by train", "70 10 20 30", "Colleague 1"):
        assert typed not in str(kept.html)
    back = kept.submit(FORM, button="go=who")
    assert back.one("#email")["value"] == "ida@vejle.example"
    assert back.one("#people-0-name")["value"] == "Bo <b>"
    assert kept.html.find("b") is None


def test_the_choice_of_whoever_was_refused_is_registered(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    pages = [last_page(app, cohort, who, 2) for who in ("ea", "bo")]
    group(make, cohort)
    _first, second = (page.submit(FORM, status=409) for page in pages)
    assert "We offer you places when there is room for all 3." in second

    page = second.submit(FORM, button="choice=line")

    assert "All 3 of you are on the waiting list" in page
    assert registrations()[-1].contact_email == "bo@vejle.example"


def test_how_few_may_come_is_said_to_each_as_they_said_it(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    some = {"together": "some", "at_least": "2"}

    said = (("ea", {"together": "all"}), ("bo", some), ("ida", some))
    pages = [last_page(app, cohort, who, 3, **fields) for who, fields in said]
    group(make, cohort)

    everybody, refused, kept = (page.submit(FORM, status=409) for page in pages)

    assert "when there is room for all 4" in everybody
    assert "when there are at least 2" in refused
    assert kept.text == refused.text


def test_each_language_has_its_own(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    pages = [to_check(Browser(app, language), cohort) for language in ("en", "da", "da")]
    group(make, cohort)

    texts = [page.submit(FORM, status=409).text for page in pages]

    assert "There is no place left" in texts[0]
    assert "Der er ingen plads tilbage" in texts[1] == texts[2]


def test_what_is_wrong_is_said_when_they_have_chosen(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    pages = [last_page(app, cohort, who) for who in ("ea", "bo")]
    group(make, cohort)
    pages[0].submit(FORM, status=409)
    page = pages[1].submit(FORM, email="nobody", status=409)

    page = page.submit(FORM, button="choice=line", status=422)

    assert "Enter an address like name@example.dk" in page
    assert len(registrations()) == 1


@pytest.mark.parametrize("code", [None, "only-for-vejle"])
def test_a_form_sent_twice_has_its_receipt_though_it_is_full_now(
    app: Flask, make: Make, code: str | None
) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1, unlisted_code=code)
    mine, others = last_page(app, cohort, "ea"), last_page(app, cohort, "bo")
    first = mine.submit(FORM)
    others.submit(FORM, status=409)
    others.submit(FORM, status=409)

    again = mine.submit(FORM)

    assert again.all("h1") == first.all("h1") == ["You have a place"]
    assert registrations()[0].reference in again
    assert len(registrations()) == 1


def test_changed_answers_on_a_form_that_was_sent_are_told_so(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    mine, others = last_page(app, cohort, "ea"), last_page(app, cohort, "bo")
    mine.submit(FORM)
    others.submit(FORM, status=409)

    page = mine.submit(FORM, name="Somebody else", status=409)

    assert "This form has been sent already" in page


def test_a_seat_that_is_given_up_goes_to_the_next_who_presses(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    page = refused_twice(app, make, cohort)
    give_up(registrations()[0])

    assert "You have a place" in page.submit(FORM)
    assert waiting_list.places(cohort).confirmed == 1


def test_a_seat_that_is_given_up_is_not_sold_past_the_line(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    page = refused_twice(app, make, cohort)
    waits = group(make, cohort, state="waiting")
    give_up(registrations()[0])

    page.submit(FORM, status=409)

    waiting_list.fill(cohort)
    assert states(waits) == [OFFERED]


@pytest.mark.parametrize("somebody_waits", [False, True])
def test_an_offer_that_lapses_gives_its_seat_to_whoever_is_next(
    app: Flask, make: Make, *, somebody_waits: bool
) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    page = last_page(app, cohort, "ea")
    lapses = offered(make, cohort)
    waits = group(make, cohort, state="waiting") if somebody_waits else None
    page.submit(FORM, status=409)
    page.submit(FORM, status=409)
    assert lapses.offer_until is not None

    with time_machine.travel(lapses.offer_until + timedelta(seconds=1), tick=False):
        if waits is None:
            assert "You have a place" in page.submit(FORM)
        else:
            page.submit(FORM, status=409)
            waiting_list.fill(cohort)
            assert states(waits) == [OFFERED]


def test_more_places_are_seen_at_once(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    page = refused_twice(app, make, cohort)
    cohort.capacity += 1

    assert "You have a place" in page.submit(FORM)


def test_after_the_deadline_it_is_said_to_be_closed(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    page = refused_twice(app, make, cohort)
    assert cohort.last_registration is not None

    with time_machine.travel(cohort.last_registration + timedelta(seconds=1)):
        page = page.submit(FORM, status=409)

    assert page.all("h1") == ["Registration has closed"]


def test_the_first_page_asks_for_names_from_the_day_on_which_all_are_needed(
    app: Flask, make: Make
) -> None:
    make.provider()
    cohort = make.cohort(state="open", register_by=None)
    unnamed = "#unnamed"
    assert cohort.starts_at is not None

    for _reader in range(2):
        assert open_form(Browser(app), cohort).html.select(unnamed)
    with time_machine.travel(cohort.starts_at - timedelta(days=1)):
        assert not open_form(Browser(app), cohort).html.select(unnamed)
