"""Worksheets that people of a test hand in, and the pages behind their links."""

import io
from typing import Any

from werkzeug.datastructures import FileStorage

from app.extensions import db
from app.mail import links
from app.models import Answer, AssignedTo, Assignment, Cohort, Registration, Seat
from tests.browser import Browser, Page
from tests.factories import Make
from tests.filling_in import path
from tests.uploading import ours

FORM = "hand-in-form"
SENT_OK = "We have got your worksheet."


def cohort_with_plan(make: Make, *, per: str = "registration", **columns: Any) -> Cohort:
    """A course that has just been; its plan is to be handed in within sixty days, and approved."""
    plan = Assignment(
        worksheet="plan", send_days=1, due_days=60, per=AssignedTo(per), must_approve=True
    )
    course = make.course(assignments=[plan])
    in_days = int(columns.pop("in_days", -3))
    return make.cohort(course, state="open", in_days=in_days, **columns)


def team(
    make: Make, cohort: Cohort | None = None, *, seats: int = 2, **columns: Any
) -> Registration:
    """Two who took part, from one workplace, with an address each."""
    found = make.registration(
        cohort or cohort_with_plan(make),
        seats=seats,
        state="attended",
        **{"workplace": "Dagtilbud Åkanden"} | columns,
    )
    for number, seat in enumerate(found.seats):
        seat.name, seat.email = f"Leader {number}", f"leader{found.id}-{number}@odense.example"
    db.session.commit()
    return found


def page_of(browser: Browser, owner: Registration | Seat, kind: str = "plan") -> Page:
    make = links.worksheet if isinstance(owner, Seat) else links.team_worksheet
    return browser.open(path(browser, make(owner, kind)))  # type: ignore[arg-type]


def upload(content: bytes | None = None, name: str = "Plan.docx") -> FileStorage:
    return FileStorage(io.BytesIO(ours() if content is None else content), filename=name)


def handed_in(owner: Registration | Seat) -> Answer:
    """As it is stored now."""
    db.session.rollback()
    whose = Answer.seat_id if isinstance(owner, Seat) else Answer.registration_id
    return db.session.query(Answer).filter(whose == owner.id).one()
