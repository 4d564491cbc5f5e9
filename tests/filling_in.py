"""Worksheets that people of a test fill in: who has which, and the pages behind their links."""

from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.mail import links
from app.models import Answer, AssignedTo, Assignment, Cohort, Municipality, Registration, Seat
from tests.browser import Browser, Page
from tests.factories import Make

FORM = "section-form"
WHAT = "B.activities.1.what"


def cohort_with(make: Make, *kinds: str, **columns: Any) -> Cohort:
    """An open cohort in two weeks, whose people fill in these worksheets before it."""
    sheets = [Assignment(worksheet=kind, send_days=-21) for kind in kinds or ("mapping",)]
    plans = {"plan"}
    for one in sheets:
        one.per = AssignedTo.REGISTRATION if one.worksheet in plans else AssignedTo.SEAT
    usual: dict[str, Any] = {"state": "open", "in_days": 14}
    return make.cohort(make.course(assignments=sheets), **(usual | columns))


def a_seat(make: Make, *kinds: str, **columns: Any) -> Seat:
    """The place of somebody from Odense, with worksheets."""
    return a_team(make, *kinds, **columns).seats[0]


def a_team(make: Make, *kinds: str, name: str = "", seats: int = 1, **columns: Any) -> Registration:
    """With a name the place is kept: without one it goes back when the day is near."""
    odense = db.session.scalars(select(Municipality).where(Municipality.name == "Odense")).one()
    return make.registration(
        cohort_with(make, *kinds, **columns),
        seats=seats,
        people=[name] if name else [],
        municipality=odense,
        workplace="Dagtilbud Åkanden",
    )


def overview(browser: Browser, seat: Seat, kind: str = "mapping") -> Page:
    return browser.open(path(browser, links.worksheet(seat, kind)))


def open_section(browser: Browser, seat: Seat, section: str = "B", kind: str = "mapping") -> Page:
    return browser.open(path(browser, links.worksheet(seat, kind, section=section)))


def boxes(texts: dict[str, str]) -> dict[str, Any]:
    """What is typed, by the ids of the answers: `page.submit(FORM, **boxes({WHAT: "..."}))`."""
    return dict(texts)


def by_itself(page: Page, texts: dict[str, str], *, status: int = 200) -> str:
    """What htmx does while one types: send the form as it stands, and take two parts of the answer.

    The boxes stay as they are; what is typed stands in them the next time, too.
    """
    answer = page.submit(FORM, status=status, **boxes(texts))
    page.one("#shown")["value"] = answer.one("#shown")["value"]
    for name, text in texts.items():
        page.one(f"[id='{name}']").string = text
    [said] = answer.all("#saved")
    return said


def path(browser: Browser, address: str) -> str:
    """The link in the language of the reader."""
    return address.replace("/da/l/", f"/{browser.language}/l/")


def written(owner: Seat | Registration) -> dict[str, str]:
    db.session.rollback()
    db.session.expire_all()
    whose = Answer.seat_id if isinstance(owner, Seat) else Answer.registration_id
    return db.session.scalars(select(Answer).where(whose == owner.id)).one().texts
