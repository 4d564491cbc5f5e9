"""The language is changed in the middle of a form: nothing that was typed is lost, or sent."""

from typing import Any

import pytest

from app.extensions import db
from app.models import Cohort, OpeningRule
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import contact_page, group, seat_page
from tests.registering import EAN, FORM, OWN, fill_up, open_form, registrations, row, to_check, who
from tests.web.test_register_by_link import open_link, subscribe

NOTE = "We come by train"


@pytest.fixture
def cohort(make: Make) -> Cohort:
    make.provider()
    return make.cohort(state="open", capacity=3)


def in_other(page: Page, form: str = FORM, status: int = 200, **typed: Any) -> Page:
    """What the button in the head of the page shows; it sets no cookie on a public page."""
    there = page.submit(form, button="stay", status=status, **typed)
    assert there.html.html is not None
    assert there.html.html["lang"] == "da"
    assert there.path.startswith("/da/")
    assert not there.html.select(".errors")
    return there


def value(page: Page, name: str) -> str:
    return str(page.one(f'[name="{name}"]').get("value", ""))


def test_who_comes_is_kept_as_it_is_typed(browser: Browser, cohort: Cohort) -> None:
    page = open_form(browser, cohort).submit(FORM, button="add")
    page = page.submit(FORM, status=422, email="anne@")

    half = row(0, name="Bo Kollega", email="bo@") | {"unnamed": "x", "municipality": "Od"}
    there = in_other(page, name="Anne Leder", note=NOTE, attending=False, **half)

    assert there.title.startswith("Hvem kommer?")
    assert value(there, "name") == "Anne Leder"
    assert value(there, "email") == "anne@"
    assert value(there, "people-0-name") == "Bo Kollega"
    assert value(there, "people-0-email") == "bo@"
    assert value(there, "unnamed") == "x"
    assert value(there, "municipality") == "Od"
    assert there.one("#note").get_text().strip() == NOTE
    assert not there.one("#attending").has_attr("checked")
    assert "Set-Cookie" not in there.response.headers
    assert registrations() == []


def test_the_invoice_and_the_answers_before_it_are_kept(browser: Browser, cohort: Cohort) -> None:
    page = who(open_form(browser, cohort), 1)

    there = in_other(page, bill="ean", ean="5798 0000", order_ref="PO 7")

    assert there.title.startswith("Hvor skal regningen sendes hen?")
    assert (value(there, "ean"), value(there, "order_ref")) == ("5798 0000", "PO 7")
    assert value(there, "people-0-name") == "Colleague 1"
    done = there.submit(FORM, ean=EAN).submit(FORM)
    assert "Colleague 1" in done
    assert len(registrations()) == 1


def test_on_the_last_page_nothing_is_sent_by_it(browser: Browser, cohort: Cohort) -> None:
    there = in_other(to_check(browser, cohort, 1, note=NOTE))

    assert there.title.startswith("Tjek dine svar")
    assert NOTE in there
    assert registrations() == []
    there.submit(FORM)
    [made] = registrations()
    assert made.language == "da"


def test_the_choice_is_asked_again_with_the_same_ticks(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    page = to_check(browser, cohort, 2)
    fill_up(make, cohort, left=1)
    page = page.submit(FORM, status=409)

    there = in_other(page, status=409, first=["2"])

    assert "Der er 1 ledig plads, og I er 3" in there
    ticked = [str(box["value"]) for box in there.html.select('[name="first"][checked]')]
    assert ticked == ["2"]
    there.submit(FORM, button="choice=split")
    [_others, made] = registrations()
    assert [str(seat.state) for seat in made.seats] == ["waiting", "waiting", "confirmed"]


def test_a_full_cohort_says_so_in_both(browser: Browser, make: Make, cohort: Cohort) -> None:
    page = to_check(browser, cohort, 1)
    fill_up(make, cohort)
    page = page.submit(FORM, status=409)
    # the second time the page is the one that is kept
    again = page.submit(FORM, status=409)

    for one in (page, again):
        assert "Der er ingen plads tilbage" in in_other(one, status=409)
    in_other(again, status=409).submit(FORM, button="choice=line")
    assert [str(seat.state) for seat in registrations()[-1].seats] == ["waiting", "waiting"]


def test_a_used_form_stays_a_used_form(browser: Browser, cohort: Cohort) -> None:
    page = to_check(browser, cohort)
    page.submit(FORM)
    page = page.submit(FORM, button="go=name").submit(FORM, name="Another", step="who")
    page = page.submit(FORM, status=409)
    assert "This form has been sent already" in page

    there = in_other(page, status=409)

    assert "Skemaet er allerede sendt" in there
    assert len(registrations()) == 1


def test_when_it_has_closed_the_answers_come_along(
    browser: Browser, make: Make, cohort: Cohort
) -> None:
    make.cohort(cohort.course, state="open")
    page = to_check(browser, cohort)
    cohort.state = cohort.state.__class__("called_off")
    db.session.commit()
    page = page.submit(FORM, status=409)

    there = in_other(page, status=409)

    assert value(there, "name") == OWN["name"]
    assert "Dette hold er aflyst" in there


def test_by_the_link_of_the_list_too(browser: Browser, make: Make, cohort: Cohort) -> None:
    early = make.cohort(state="announced", rule=OpeningRule.LIST_FIRST)
    page = open_link(browser, subscribe(make, early, held=2), early)

    there = in_other(page, name="Anne Leder")

    assert value(there, "name") == "Anne Leder"
    assert f"cohort={early.code}" in there.response.request.url


def test_enter_does_what_it_did_before(browser: Browser, cohort: Cohort) -> None:
    page = open_form(browser, cohort)

    first = page.html.select(f'button[form="{FORM}"], #{FORM} button')[0]

    assert first.get("name", "") == ""
    assert first.get("formaction") is None
    assert first["tabindex"] == "-1"


def test_elsewhere_it_is_a_link(browser: Browser, cohort: Cohort) -> None:
    page = browser.visit("public.course", slug=cohort.course.slug)

    assert page.one("header [lang=da]").name == "a"


@pytest.mark.parametrize(
    ("opened", "form", "typed"),
    [
        ("Change or replace Bo", "person-form", {"name": "Half a", "email": "half@"}),
        ("Add a colleague", "add-form", {"name": "Half a", "email": "half@"}),
        ("Correct your details", "contact-form", {"name": "Half a", "phone": "12 34"}),
        ("Add the EAN number", "invoice-form", {"ean": "5798", "order_ref": "PO 7"}),
    ],
)
def test_on_the_pages_of_the_contact(
    browser: Browser, make: Make, cohort: Cohort, opened: str, form: str, typed: dict[str, Any]
) -> None:
    registration = group(make, cohort, 2, name="x")
    name = f"{opened} x" if opened.endswith("Bo") else opened
    page = contact_page(browser, registration).click(name)

    there = in_other(page, form, **typed)

    assert {name: value(there, name) for name in typed} == typed
    db.session.expire_all()
    assert registration.seats[1].name == "Bo x"
    assert registration.contact_name == "Anne x"


def test_on_the_page_of_a_participant(browser: Browser, make: Make, cohort: Cohort) -> None:
    registration = group(make, cohort, 2)
    page = seat_page(browser, registration, 1)

    there = in_other(page, "wishes-form", food="vegan", needs="A ramp")
    assert there.one("#needs").get_text().strip() == "A ramp"
    give = page.click("Give the place to a colleague")
    assert value(in_other(give, "give-form", name="Half a"), "name") == "Half a"
    db.session.expire_all()
    assert registration.seats[1].needs == ""
