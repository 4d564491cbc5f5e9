"""Registering a group through the real form, page by page."""

from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models import Cohort, Registration, SeatState
from tests.browser import Browser, Page
from tests.factories import Make

EAN = "5798 0000 0000 1"
FORM = "register-form"
OWN = {
    "name": "Contact Example",
    "email": "contact@odense.example",
    "title": "Cluster leader",
    "workplace": "Childcare centre",
    "municipality": "Odense",
}


def open_form(browser: Browser, cohort: Cohort, **more: Any) -> Page:
    code = cohort.unlisted_code or cohort.code
    return browser.visit("public.register", slug=cohort.course.slug, code=code, **more)


def who(page: Page, colleagues: int = 0, **fields: Any) -> Page:
    """Answer the first page, with so many colleagues; what is said wins."""
    for _row in range(colleagues):
        page = page.submit(FORM, button="add")
    status = fields.pop("status", 200)
    answers = dict(OWN)
    for n in range(colleagues):
        answers |= {
            f"people-{n}-name": f"Colleague {n + 1}",
            f"people-{n}-email": f"colleague{n + 1}@odense.example",
            f"people-{n}-title": "Pedagogue",
        }
    return page.submit(FORM, status=status, **answers | fields)


def to_check(browser: Browser, cohort: Cohort, colleagues: int = 0, **fields: Any) -> Page:
    """The last page, with an EAN number if it costs something."""
    page = who(open_form(browser, cohort), colleagues, **fields)
    if cohort.price_now:
        page = page.submit(FORM, bill="ean", ean=EAN)
    assert page.title.startswith(("Check your answers", "Tjek dine svar")), page.text[:400]
    return page


def sent(browser: Browser, cohort: Cohort, colleagues: int = 0, **fields: Any) -> Page:
    return to_check(browser, cohort, colleagues, **fields).submit(FORM)


def row(number: int, **fields: str) -> dict[str, Any]:
    """What is typed about a colleague, the first one with number 0."""
    return {f"people-{number}-{name}": value for name, value in fields.items()}


def registrations() -> list[Registration]:
    db.session.expire_all()
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def states(registration: Registration) -> list[str]:
    return [str(seat.state) for seat in registration.seats]


def fill_up(make: Make, cohort: Cohort, left: int = 0) -> None:
    """Let others take all places but so many."""
    taken = cohort.capacity - left
    if taken:
        make.registration(cohort, seats=taken, state=SeatState.CONFIRMED)
