"""A secretary says which worksheets go with a course, and when; what that does is seen before."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models import (
    AssignedTo,
    Assignment,
    Cohort,
    Course,
    MailState,
    OutboxMail,
    Registration,
    Seat,
    SeatState,
    StaffMember,
)
from app.models.cohort_states import OPENED
from app.models.errors import AssignedAlready, DueBeforeSent
from app.services import addressees, assignments, audit, distribution, provider, rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is decided about one worksheet of a course."""

    worksheet: str
    send_days: int
    due_days: int | None = None
    per: AssignedTo = AssignedTo.SEAT
    must_approve: bool = False

    def require_order(self) -> None:
        """It is handed in after it was sent."""
        if self.due_days is None:
            return
        before = self.send_days < 0
        if (self.due_days < 0) == before and self.due_days <= self.send_days:
            raise DueBeforeSent
        if self.due_days < 0 and not before:
            raise DueBeforeSent


@dataclass(frozen=True, slots=True)
class Outlook:
    """What it means for one cohort."""

    cohort: Cohort
    ready_at: datetime
    due_by: date | None
    # how many get it within a minute
    at_once: int
    # how many have a place now, and get it on the day unless they have it
    later: int


def get(assignment_id: int) -> Assignment:
    """One that is not withdrawn; NoResultFound if there is none."""
    found = select(Assignment).where(
        Assignment.id == assignment_id, Assignment.withdrawn_at.is_(None)
    )
    return db.session.scalars(found).one()


def course_of(assignment: Assignment) -> Course:
    return db.session.get_one(Course, assignment.course_id)


def plan_of(assignment: Assignment) -> Plan:
    return Plan(
        worksheet=assignment.worksheet,
        send_days=assignment.send_days,
        due_days=assignment.due_days,
        per=assignment.per,
        must_approve=assignment.must_approve,
    )


def outlook(course: Course, plan: Plan, kept: Assignment | None = None) -> list[Outlook]:
    """What would happen in each cohort of the course that others know of; nothing is written."""
    now = clock.now()
    closed_weeks = provider.get().closed_weeks
    asked = Assignment(
        # no letter has this number, so that everybody counts
        id=kept.id if kept else 0,
        course_id=course.id,
        worksheet=plan.worksheet,
        send_days=plan.send_days,
        due_days=plan.due_days,
        per=plan.per,
    )
    others = [
        one
        for one in assignments.of_course(course.id)
        if one is not kept
        and (one.worksheet, one.per) == (plan.worksheet, plan.per)
        and one.send_days > plan.send_days
    ]
    found = []
    for cohort in _going_on(course):
        ready_at = asked.ready_at(cohort, closed_weeks)
        if ready_at is None or not rounds.is_wanted(asked, cohort, now, closed_weeks):
            continue
        people = _count(asked, cohort)
        if not asked.is_before and cohort.closed_at is None:
            people = _with_a_place(plan.per, cohort)
        out = rounds.is_out(asked, cohort, now, closed_weeks)
        # a newer sending of the same worksheet stands for this one
        if out and any(rounds.is_out(one, cohort, now, closed_weeks) for one in others):
            people = 0
        due_by = asked.due_by(cohort, closed_weeks)
        found.append(Outlook(cohort, ready_at, due_by, people if out else 0, 0 if out else people))
    return found


def _going_on(course: Course) -> list[Cohort]:
    known = select(Cohort).where(
        Cohort.course_id == course.id,
        Cohort.state.in_(OPENED),
        Cohort.starts_at.is_not(None),
    )
    return list(db.session.scalars(known.order_by(Cohort.starts_at, Cohort.id)))


def _count(asked: Assignment, cohort: Cohort) -> int:
    rows = addressees.of_assignment(asked)([cohort.id]).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def _with_a_place(per: AssignedTo, cohort: Cohort) -> int:
    """Before anybody can have come, those who are to come."""
    whom = Seat.id if per is AssignedTo.SEAT else Seat.registration_id
    places = (
        select(func.count(whom.distinct()))
        .join(Registration, Registration.id == Seat.registration_id)
        .where(Registration.cohort_id == cohort.id, Seat.state == SeatState.CONFIRMED)
    )
    return db.session.scalar(places) or 0


def add(course: Course, plan: Plan, *, actor: StaffMember | None) -> Assignment:
    """Let it go with the course. Pressing twice is harmless.

    One that was withdrawn comes back as the same: who has had it does not get it again.
    """
    _lock(course.id)
    plan.require_order()
    kept = _of_that_day(course.id, plan)
    if kept is not None and kept.withdrawn_at is None:
        if plan_of(kept) == plan:
            return kept
        raise AssignedAlready
    if kept is None:
        kept = Assignment(course_id=course.id, worksheet=plan.worksheet, send_days=plan.send_days)
        course.assignments.append(kept)
    kept.withdrawn_at = None
    _take(kept, plan)
    db.session.flush()
    audit.record("assignment.added", f"course/{course.id}", actor=actor, **_noted(plan))
    return kept


def change(assignment: Assignment, plan: Plan, *, actor: StaffMember | None) -> None:
    """Other days, due or not. What was sent is not sent again; what waits, waits for its day."""
    course = db.session.get_one(Course, assignment.course_id)
    _lock(course.id)
    plan.require_order()
    other = _of_that_day(course.id, plan)
    if other is not None and other is not assignment:
        raise AssignedAlready
    if plan_of(assignment) == plan:
        return
    _take(assignment, plan)
    distribution.forget_unsent_of(assignment)
    audit.record("assignment.changed", f"course/{course.id}", actor=actor, **_noted(plan))


def withdraw(assignment: Assignment, *, actor: StaffMember | None) -> None:
    """Send it to nobody else. What was written stays where it is."""
    _lock(assignment.course_id)
    assignment.withdrawn_at = clock.now()
    distribution.forget_unsent_of(assignment)
    audit.record(
        "assignment.withdrawn",
        f"course/{assignment.course_id}",
        actor=actor,
        **_noted(plan_of(assignment)),
    )


def sent(assignment: Assignment) -> int:
    """How many have had it."""
    begins = OutboxMail.key.startswith(assignments.prefix(assignment), autoescape=True)
    counted = select(func.count()).where(begins, OutboxMail.state == MailState.SENT)
    return db.session.scalar(counted) or 0


def _lock(course_id: int) -> None:
    """One change of what goes with a course at a time; registrations do not wait for it."""
    db.session.get_one(Course, course_id, with_for_update={"key_share": True})


def _of_that_day(course_id: int, plan: Plan) -> Assignment | None:
    return db.session.scalar(
        select(Assignment).where(
            Assignment.course_id == course_id,
            Assignment.worksheet == plan.worksheet,
            Assignment.send_days == plan.send_days,
        )
    )


def _take(assignment: Assignment, plan: Plan) -> None:
    assignment.worksheet = plan.worksheet
    assignment.send_days = plan.send_days
    assignment.due_days = plan.due_days
    assignment.per = plan.per
    assignment.must_approve = plan.must_approve


def _noted(plan: Plan) -> dict[str, object]:
    return {"worksheet": plan.worksheet, "days": plan.send_days, "due": plan.due_days}
