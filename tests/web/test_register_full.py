"""Too few places: everything typed is kept, and the contact says what now."""

import pytest
from flask import Flask

from app.models import SeatState
from tests.browser import Browser
from tests.factories import Make
from tests.registering import (
    FORM,
    fill_up,
    registrations,
    sent,
    states,
    to_check,
    who,
)

CONFIRMED, WAITING = SeatState.CONFIRMED, SeatState.WAITING


def test_two_places_for_three_take_them_and_choose_who(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=2)

    page = to_check(browser, cohort, 2).submit(FORM, status=409)
    assert "There are 2 places left, and there are 3 of you" in page
    assert "your answers are saved" in page
    assert registrations() == []
    page = page.submit(FORM, button="choice=split", first=["0", "2"])

    [made] = registrations()
    assert "You have 2 places, and 1 on the waiting list" in page
    assert states(made) == [CONFIRMED, WAITING, CONFIRMED]


def test_the_same_choice_in_danish(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=2)

    page = to_check(Browser(app, "da"), cohort, 2).submit(FORM, status=409)

    assert "Der er 2 ledige pladser, og I er 3" in page
    assert "Tag de 2 pladser, og lad de andre vente" in page


def test_all_in_line_instead(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=2)

    page = to_check(browser, cohort, 2).submit(FORM, status=409)
    assert "We offer you places when there is room for all 3." in page
    page = page.submit(FORM, button="choice=line")

    [made] = registrations()
    assert "All 3 of you are on the waiting list" in page
    assert states(made) == [WAITING] * 3
    assert made.at_least == 3


def test_another_date_with_everything_typed(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=2)
    other = make.cohort(cohort.course, state="open", in_days=90)
    page = to_check(browser, cohort, 2, note="We come by train.").submit(FORM, status=409)

    page = page.submit(FORM, button="go=check")
    assert page.path.split("/")[-2] == other.code
    assert "Check your answers" in page
    page.submit(FORM)

    [made] = registrations()
    assert made.cohort_id == other.id
    assert (len(made.seats), made.note) == (3, "We come by train.")


def test_nothing_is_lost_on_the_way_back(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=2)
    page = to_check(browser, cohort, 2).submit(FORM, status=409)

    page = page.submit(FORM, button="go=who")

    assert page.one("#people-1-name")["value"] == "Colleague 2"
    page = page.submit(FORM, button="remove=1")
    page.submit(FORM).submit(FORM)
    assert states(registrations()[0]) == [CONFIRMED, CONFIRMED]


@pytest.mark.parametrize("first", [[], ["0", "1", "2"], ["7", "8"]])
def test_who_takes_the_places_must_be_said(browser: Browser, make: Make, first: list[str]) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=2)
    page = to_check(browser, cohort, 2).submit(FORM, status=409)
    [form] = page.html.select(f"#{FORM}")
    data = {
        str(field["name"]): [str(field["value"])] for field in form.select("input[type=hidden]")
    }

    answer = browser.send(
        page.path, method="post", data=data | {"choice": ["split"], "first": first}
    )

    assert answer.status_code == 422
    assert "Choose the 2 of you who take the places" in answer.text
    assert registrations() == []


def test_fewer_places_than_a_moment_ago_asks_again(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=2)
    page = to_check(browser, cohort, 2).submit(FORM, status=409)
    fill_up(make, cohort, left=1)

    page = page.submit(FORM, button="choice=split", first=["0", "1"], status=422)

    assert "There is 1 place left, and there are 3 of you" in page
    assert len(registrations()) == 1
    page = page.submit(FORM, button="choice=split", first=["2"])
    assert states(registrations()[1]) == [WAITING, WAITING, CONFIRMED]


def test_filled_up_while_typing(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=2)
    page = to_check(browser, cohort)
    fill_up(make, cohort)

    page = page.submit(FORM, status=409)
    assert "The last place went while you were writing. Your answers are saved." in page
    page = page.submit(FORM, button="choice=line")

    assert "You are on the waiting list" in page
    assert states(registrations()[1]) == [WAITING]


def test_a_full_cohort_leads_into_the_line(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=2)
    fill_up(make, cohort)

    page = browser.visit("public.course", slug=cohort.course.slug)
    page = browser.open(str(page.one(".board a.button")["href"]))
    assert "You are joining the waiting list for" in page
    assert "Fully booked – nobody is waiting yet" in page
    page = who(page, 1).submit(FORM, bill="ean", later=True)
    assert page.all(f"#{FORM} p.row button") == ["Join the waiting list"]
    assert "You pay nothing for being on the waiting list." in page
    page = page.submit(FORM)

    assert "All 2 of you are on the waiting list" in page
    assert states(registrations()[1]) == [WAITING, WAITING]


def test_what_came_free_before_the_press_is_theirs_as_the_page_said(
    browser: Browser, make: Make
) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    fill_up(make, cohort)
    page = to_check(browser, cohort)
    assert "If there is room for you when you press the button, you have the places at once" in page
    registrations()[0].seats[0].state = SeatState.CANCELLED

    page = page.submit(FORM)

    assert "You have a place" in page


def test_a_colleague_who_has_a_place_is_told_by_mail_only(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    known = make.registration(cohort)
    known.seats[0].email = "colleague1@odense.example"
    known.seats[0].name = "Colleague 1"
    stranger = make.cohort(make.course(cohort.course.title.en), state="open")

    told = sent(browser, cohort, 1)
    untold = sent(browser, stranger, 1)

    made, other = registrations()[1:]
    assert made.seats[1].state == SeatState.CANCELLED
    assert told.all("h1") == ["You have 2 places"]

    assert told.text.replace(made.reference, "") == untold.text.replace(other.reference, "")


def test_whoever_has_a_place_sees_what_anyone_sees_in_line_too(
    browser: Browser, make: Make
) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    fill_up(make, cohort)
    [known] = registrations()
    known.seats[0].email = "contact@odense.example"

    page = sent(browser, cohort)

    assert "You are on the waiting list" in page
