"""A leader registers herself and her colleagues, in three steps that post everything."""

import pytest
from flask import Flask

from app.models import Bill, SeatState
from tests.browser import Browser
from tests.factories import Make
from tests.registering import EAN, FORM, open_form, registrations, row, sent, states, to_check, who


def test_a_leader_registers_herself_and_two_colleagues(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    page = browser.visit("public.course", slug=cohort.course.slug)

    page = browser.open(str(page.one(".board a.button")["href"]))
    page = who(page, colleagues=2)
    assert "Step 2 of 3" in page
    page = page.submit(FORM, bill="ean", ean=EAN, order_ref="PO 17")
    assert "Step 3 of 3" in page
    assert "DKK 7,350" in page.text.replace("\u00a0", " ")
    assert "A place that turns out to be taken already is not charged." in page
    assert registrations() == []
    page = page.submit(FORM)

    [made] = registrations()
    assert "You have 3 places" in page
    assert made.reference in page
    assert states(made) == [SeatState.CONFIRMED] * 3
    assert [seat.email for seat in made.seats] == [
        "contact@odense.example",
        "colleague1@odense.example",
        "colleague2@odense.example",
    ]
    assert (made.bill, made.ean, made.order_ref) == (Bill.EAN, "5798000000001", "PO 17")
    assert made.person_ref == "Contact Example"
    assert made.municipality is not None and made.municipality.name == "Odense"


def test_the_same_in_danish(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    browser = Browser(app, "da")

    page = open_form(browser, cohort)
    assert page.path == f"/da/kurser/{cohort.course.slug}/{cohort.code}/tilmeld"
    assert "Hvem kommer?" in page
    assert "Trin 1 af 3" in page
    page = who(page, colleagues=1, status=200)
    assert "Hvor skal regningen sendes hen?" in page
    page = page.submit(FORM, bill="ean", ean=EAN)
    assert "Tjek dine svar" in page
    assert "4.900\u00a0kr." in page
    page = page.submit(FORM)

    assert "I har 2 pladser" in page
    [made] = registrations()
    assert {str(seat.language) for seat in made.seats} == {"da"}


def test_a_free_course_asks_for_no_invoice(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(make.course(price=None), state="open")

    page = who(open_form(browser, cohort))
    assert "Step 2 of 2" in page
    assert "Check your answers" in page
    page = page.submit(FORM)

    [made] = registrations()
    assert "You have a place" in page
    assert made.bill is Bill.NONE
    assert "Invoice" not in page


def test_the_contact_may_stay_at_home(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")

    sent(browser, cohort, colleagues=1, attending=False, title="")

    [made] = registrations()
    assert [seat.email for seat in made.seats] == ["colleague1@odense.example"]
    assert made.contact_email == "contact@odense.example"


def test_places_can_be_named_later(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")

    page = to_check(browser, cohort, unnamed="2")
    assert "Named later" in page
    page = page.submit(FORM)

    [made] = registrations()
    assert "You have 3 places" in page
    assert [seat.is_nameless for seat in made.seats] == [False, True, True]


def test_near_the_day_every_place_needs_a_name(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", in_days=7, register_by=None)
    page = open_form(browser, cohort)

    assert page.html.select("[name=unnamed]") == []
    data = {"step": "who", "attending": "y", "unnamed": "2"}
    answer = browser.send(page.path, method="post", data=data)

    assert answer.status_code == 422
    assert "The day is so near that every place needs a name now" in answer.text


def test_a_colleague_may_work_elsewhere(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")

    sent(browser, cohort, colleagues=1, **{"people-0-workplace": "The other centre"})

    [made] = registrations()
    assert [seat.workplace for seat in made.seats] == ["Childcare centre", "The other centre"]


@pytest.mark.parametrize("typed", ["Århus", "aarhus", "Aarhus Kommune"])
def test_old_spellings_of_municipalities_are_understood(
    browser: Browser, make: Make, typed: str
) -> None:
    make.provider()
    cohort = make.cohort(state="open")

    page = to_check(browser, cohort, municipality=typed)

    assert "Childcare centre, Aarhus" in page


def test_none_of_the_municipalities_is_an_answer_too(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")

    for language, words in (("en", "Not a municipality"), ("da", "ikke en kommune")):
        sent(Browser(app, language), cohort, municipality=words, email=f"{language}@x.example")

    assert [made.municipality_id for made in registrations()] == [None, None]


def test_every_page_can_be_gone_back_to_with_everything_kept(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    page = to_check(browser, cohort, colleagues=2, note="We come by train.")

    page = page.submit(FORM, button="go=people-1-name")
    assert page.one("[autofocus]")["id"] == "people-1-name"
    assert page.one("#note").get_text(strip=True) == "We come by train."
    page = page.submit(FORM, **row(1, name="Somebody Else"))
    assert "Check your answers" in page, "whoever comes from the last page goes there again"
    page = page.submit(FORM, button="go=invoice")
    assert page.one("#ean")["value"] == EAN
    page = page.submit(FORM, button="go=who")
    assert page.one("#name")["value"] == "Contact Example"
    page = page.submit(FORM).submit(FORM)

    [made] = registrations()
    assert [seat.name for seat in made.seats] == [
        "Contact Example",
        "Colleague 1",
        "Somebody Else",
    ]
    assert made.note == "We come by train."


def test_the_form_is_the_same_for_everyone_and_sets_no_cookie(app: Flask, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    pages = [open_form(Browser(app), cohort) for _reader in range(2)]

    assert pages[0].response.text == pages[1].response.text
    page = pages[0].submit(FORM, status=422)
    page = who(page)
    page = page.submit(FORM, bill="ean", ean=EAN)
    assert "Set-Cookie" not in page.response.headers
    assert page.one("[name=form_key]")["value"]


def test_an_unlisted_cohort_is_found_by_its_own_code_alone(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", unlisted_code="for-odense")
    slug = cohort.course.slug

    browser.visit("public.register", slug=slug, code=cohort.code, status=404)
    sent(browser, cohort)

    assert len(registrations()) == 1


def test_what_is_not_known_outside_has_no_form(browser: Browser, make: Make) -> None:
    make.provider()
    draft = make.cohort()
    elsewhere = make.cohort(make.course(external_url="https://x.example"), state="open")

    for cohort in (draft, elsewhere):
        browser.visit("public.register", slug=cohort.course.slug, code=cohort.code, status=404)
