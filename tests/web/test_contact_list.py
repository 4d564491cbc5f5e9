"""The list of those who come: for those who stand on it, with the words they said yes to."""

import pytest
from sqlalchemy.exc import NoResultFound

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Seat
from app.services import contact_list, hand_overs, locks, registration_changes
from app.services.orders import Person
from tests.browser import Browser
from tests.factories import Make
from tests.places import give_up, group, seat_page

TICK = "Let the others who are coming see my name, workplace and email"


def test_nobody_is_on_it_unless_they_tick_it(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    group(make, cohort, name="shares")
    mine = group(make, cohort, name="mine")

    page = seat_page(browser, mine)

    assert TICK in page
    assert not page.one("#contacts-form input[name=share]").has_attr("checked")
    assert "anne.shares@odense.example" not in page
    assert db.session.query(Seat).filter(Seat.shares_contact_at.is_not(None)).count() == 0


def test_those_who_say_yes_see_each_other(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    one, other, silent = (group(make, cohort, name=word) for word in ("one", "other", "silent"))
    elsewhere = group(make, make.cohort(state="open"), name="elsewhere")
    for who in (elsewhere, other):
        seat_page(browser, who).submit("contacts-form", share=True)

    alone = seat_page(browser, silent)
    page = seat_page(browser, one).submit("contacts-form", share=True)

    assert page.all("#contacts ~ ul li") == [
        "Anne other , Dagtilbud Åkanden anne.other@odense.example"
    ]
    assert "anne.other@odense.example" not in alone
    seat = db.session.get_one(Seat, one.seats[0].id)
    assert (seat.shares_contact_at is not None, seat.shares_contact_wording) == (True, TICK)


def test_the_words_are_kept_in_the_language_they_were_read_in(make: Make, browser: Browser) -> None:
    browser.language = "da"
    one = group(make, make.cohort(state="open"))

    seat_page(browser, one).submit("contacts-form", share=True)

    assert db.session.query(Seat).one().shares_contact_wording == (
        "Lad de andre, der kommer, se mit navn, min arbejdsplads og min e-mail"
    )


def test_a_yes_taken_back_is_gone_at_once(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    one, other = group(make, cohort, name="one"), group(make, cohort, name="other")
    for who in (one, other):
        seat_page(browser, who).submit("contacts-form", share=True)

    page = seat_page(browser, one).submit("contacts-form", share=False)

    assert "anne.other@odense.example" not in page
    assert "anne.one@odense.example" not in seat_page(browser, other)
    db.session.expire_all()
    assert (one.seats[0].shares_contact_at, one.seats[0].shares_contact_wording) == (None, "")


def test_who_gives_the_place_up_or_on_leaves_the_list(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    stays, gives, cancels = (group(make, cohort, name=word) for word in ("stays", "gives", "goes"))
    for who in (stays, gives, cancels):
        seat_page(browser, who).submit("contacts-form", share=True)
    new = Person("Ida Afløser", "ida@odense.example", "Pædagog")
    hand_overs.give_to(gives.seats[0], new, language=Language.DANISH, by="participant")
    give_up(cancels)

    page = seat_page(browser, stays)

    assert page.all("#contacts ~ ul li") == []
    assert gives.seats[0].shares_contact_wording == ""
    assert "contacts-form" not in seat_page(browser, cancels).response.text


@pytest.mark.parametrize("what", ["joins", "wishes"])
def test_a_press_that_comes_after_the_place_was_given_on_is_nobodys(
    make: Make, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    seat = group(make, make.cohort(state="open")).seats[0]

    def given_on(cohort: object) -> None:
        seat.link_version += 1

    # the other press held the lock, and is done
    monkeypatch.setattr(locks, "lock", given_on)

    with pytest.raises(NoResultFound):
        if what == "joins":
            contact_list.join(seat, TICK, clock.now())
        else:
            registration_changes.set_wishes(seat, food="nuts", needs="a ramp")
    assert (seat.shares_contact_at, seat.food, seat.needs) == (None, "", "")
