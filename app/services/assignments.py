"""Which worksheets go with a course, and which are with a participant or a contact now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.extensions import db
from app.models import (
    AssignedTo,
    Assignment,
    Cohort,
    MailState,
    OutboxMail,
    Registration,
    Seat,
    SeatState,
)
from app.models.registration import HAS_A_PLACE
from app.models.worksheet import Worksheet
from app.services import provider, worksheets

# who came gets what is sent after the course
CAME = (SeatState.ATTENDED, SeatState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Task:
    """A worksheet that is with somebody now."""

    assignment: Assignment
    worksheet: Worksheet
    ready_at: datetime
    # a day that lasts to its end; None: it is never handed in
    due_by: date | None


def of_course(course_id: int) -> list[Assignment]:
    """Those that are not withdrawn, in the order in which they are sent."""
    return list(
        db.session.scalars(
            select(Assignment)
            .where(Assignment.course_id == course_id, Assignment.withdrawn_at.is_(None))
            .order_by(Assignment.send_days, Assignment.id)
        )
    )


def of_seat(seat: Seat, now: datetime) -> list[Task]:
    """What a participant has to fill in now: one of each kind, the newest sending of it."""
    if seat.state not in HAS_A_PLACE:
        return []
    return _with(seat, AssignedTo.SEAT, came=seat.state in CAME, now=now)


def of_registration(registration: Registration, now: datetime) -> list[Task]:
    """What a registration has to fill in together, on the contact's page."""
    if not registration.in_state(*HAS_A_PLACE):
        return []
    came = bool(registration.in_state(*CAME))
    return _with(registration, AssignedTo.REGISTRATION, came=came, now=now)


def find(owner: Seat | Registration, worksheet: str, now: datetime) -> Task | None:
    """The one of that kind, if it is with them now."""
    tasks = of_seat(owner, now) if isinstance(owner, Seat) else of_registration(owner, now)
    return next((task for task in tasks if task.worksheet.kind == worksheet), None)


def key(assignment: Assignment, owner: Seat | Registration) -> str:
    """Of the letter that sends it: once to each person who has the place."""
    given = owner.given_at if isinstance(owner, Seat) else None
    person = f"/{int(given.timestamp())}" if given else ""
    return f"{prefix(assignment)}{owner.id}{person}"


def prefix(assignment: Assignment) -> str:
    return f"worksheet/{assignment.id}/"


def _with(owner: Seat | Registration, per: AssignedTo, *, came: bool, now: datetime) -> list[Task]:
    cohort = owner.registration.cohort if isinstance(owner, Seat) else owner.cohort
    found: dict[str, Task] = {}
    wanted = [one for one in of_course(cohort.course_id) if one.per is per]
    moments = _moments(cohort, [one for one in wanted if one.is_before or came])
    early = [one for one, ready_at in moments if ready_at > now]
    sent = _sent(early, owner)
    for assignment, ready_at in sorted(moments, key=lambda moment: moment[1]):
        if ready_at <= now or assignment.id in sent:
            found[assignment.worksheet] = Task(
                assignment,
                worksheets.get(assignment.worksheet),
                ready_at,
                assignment.due_by(cohort, provider.get().closed_weeks),
            )
    return list(found.values())


def _moments(
    cohort: Cohort, assignments: Iterable[Assignment]
) -> list[tuple[Assignment, datetime]]:
    closed_weeks = provider.get().closed_weeks
    moments = [(one, one.ready_at(cohort, closed_weeks)) for one in assignments]
    return [(one, ready_at) for one, ready_at in moments if ready_at is not None]


def _sent(assignments: list[Assignment], owner: Seat | Registration) -> set[int]:
    """What has left before the date was moved stays with them."""
    keys = {key(one, owner): one.id for one in assignments}
    if not keys:
        return set()
    left = select(OutboxMail.key).where(
        OutboxMail.key.in_(keys), OutboxMail.state == MailState.SENT
    )
    return {keys[one] for one in db.session.scalars(left)}
