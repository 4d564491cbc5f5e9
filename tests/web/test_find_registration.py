"""Find my registration: the same answer for every address."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import OutboxMail
from tests.browser import Browser
from tests.factories import Make

FORM = "find-form"


def mails() -> list[OutboxMail]:
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_a_contact_is_written_to(browser: Browser, make: Make) -> None:
    make.provider()
    made = make.registration(make.cohort(state="open"), contact_email="contact@odense.example")

    page = browser.visit("public.home").click("Find my registration")
    page = page.submit(FORM, email=" Contact@odense.example ")

    assert "If we know the address, we have sent an email with your links" in page
    [mail] = mails()
    assert (mail.letter, mail.about_id) == ("find_registration", made.id)
    assert (mail.recipient, str(mail.language)) == ("contact@odense.example", "en")


def test_a_participant_is_written_to(browser: Browser, make: Make) -> None:
    make.provider()
    made = make.registration(make.cohort(state="open"))
    made.seats[0].email = "participant@odense.example"

    page = browser.visit("public.find_registration")
    page.submit(FORM, email="participant@odense.example")

    [mail] = mails()
    assert (mail.letter, mail.about_id) == ("find_seat", made.seats[0].id)


def test_the_answer_is_the_same_for_every_address(app: Flask, make: Make) -> None:
    make.provider()
    made = make.registration(make.cohort(state="open"), contact_email="known1@odense.example")
    made.seats[0].email = "known2@odense.example"
    answers = set()
    for email in ("known1@odense.example", "known2@odense.example", "nobody@odense.example"):
        page = Browser(app, "da").visit("public.find_registration").submit(FORM, email=email)
        answers.add(page.response.text.replace(email, ""))
        assert "Set-Cookie" not in page.response.headers

    assert len(answers) == 1
    assert "Hvis vi kender adressen, har vi sendt en mail med dine links" in answers.pop()
    # an unknown one costs the same; its letter is about nobody, and is dropped
    assert [mail.about_id == 0 for mail in mails()] == [False, False, True]


def test_three_mails_a_day_and_no_more(browser: Browser, make: Make) -> None:
    make.provider()
    make.registration(make.cohort(state="open"), contact_email="contact@odense.example")
    page = browser.visit("public.find_registration")

    for _time in range(5):
        answer = page.submit(FORM, email="contact@odense.example")
        assert "If we know the address" in answer

    assert len(mails()) == 3


@pytest.mark.parametrize("typed", ["", "contact", "contact@", "a@b.example, c@d.example"])
def test_what_is_no_address_is_refused(browser: Browser, make: Make, typed: str) -> None:
    make.provider()
    page = browser.visit("public.find_registration")

    page = page.submit(FORM, email=typed, status=422)

    assert page.one("#email")["aria-invalid"] == "true"
    assert mails() == []
