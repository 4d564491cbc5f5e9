"""Who gets a letter about a worksheet or a course and has not got it yet, as one question.

Each gives rows for outbox.queue_rows: the cohort, the key, whom it is about, to which address and
in which language. A key names the person, not only the place: who takes over a place gets letters
of their own.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    case,
    cast,
    exists,
    extract,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from app.extensions import db
from app.mail.worksheet_letters import CAME, COMES, DONE
from app.models import (
    Answer,
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
from app.services import assignments

Rows = Select[*tuple[Any, ...]]
Ask = Callable[[Collection[int]], Rows]

LEFT = (MailState.SENT, MailState.SENDING)


def coming(key: str) -> Ask:
    """Participants with a place, before the course."""
    return lambda cohorts: _seats(cohorts, (SeatState.CONFIRMED,), key)


def came(key: str) -> Ask:
    return lambda cohorts: _seats(cohorts, CAME, key)


def of_assignment(assignment: Assignment) -> Ask:
    """Who is to fill it in. Nobody gets it twice because they moved to another cohort."""
    states = COMES if assignment.is_before else CAME
    key, course_id = assignments.prefix(assignment), assignment.course_id
    if assignment.per is AssignedTo.SEAT:
        return lambda cohorts: _seats(cohorts, states, key).where(~_had_before(key, course_id))
    return lambda cohorts: _contacts(cohorts, states, key).where(~_moved_whole(key))


def behind_with(assignment: Assignment, since: datetime) -> Ask:
    """Who has had it for a while and has not handed it in."""
    states = COMES if assignment.is_before else CAME
    seats = assignment.per is AssignedTo.SEAT
    key = f"worksheet-due/{assignment.id}/"
    whose = Answer.seat_id == Seat.id if seats else Answer.registration_id == Registration.id
    # what was sent back is asked for by a day of its own
    done = exists().where(
        whose,
        Answer.worksheet == assignment.worksheet,
        Answer.state.in_(DONE) | Answer.due_by.is_not(None),
    )
    person = key_of_seat if seats else key_of_registration
    came_just_now = exists().where(
        OutboxMail.key == person(assignments.prefix(assignment)), OutboxMail.queued_at > since
    )
    ask = _seats if seats else _contacts
    return lambda cohorts: ask(cohorts, states, key).where(~done, ~came_just_now)


def key_of_seat(prefix: str, seat: Any = Seat) -> ColumnElement[str]:
    """As services/assignments.key writes it."""
    if db.engine.dialect.name == "postgresql":
        seconds = extract("epoch", func.date_trunc("second", seat.given_at))
    else:
        # as a text: SQLite would round the parts of a second up
        seconds = extract("epoch", func.substr(seat.given_at, 1, 19))
    given = literal("/") + cast(cast(seconds, BigInteger), String)
    person = case((seat.given_at.is_(None), literal("")), else_=given)
    return literal(prefix) + cast(seat.id, String) + person


def key_of_registration(prefix: str, registration: Any = Registration) -> ColumnElement[str]:
    return literal(prefix) + cast(registration.id, String)


def _seats(cohorts: Collection[int], states: Collection[SeatState], key: str) -> Rows:
    named = key_of_seat(key)
    return (
        select(
            Registration.cohort_id.label("cohort_id"),
            named.label("key"),
            Seat.id.label("about_id"),
            Seat.email.label("recipient"),
            Seat.language.label("language"),
        )
        .join(Registration, Registration.id == Seat.registration_id)
        .where(
            Registration.cohort_id.in_(cohorts),
            Seat.state.in_(states),
            Seat.email.is_not(None),
            ~exists().where(OutboxMail.key == named),
        )
    )


def _contacts(cohorts: Collection[int], states: Collection[SeatState], key: str) -> Rows:
    named = key_of_registration(key)
    place = exists().where(Seat.registration_id == Registration.id, Seat.state.in_(states))
    return select(
        Registration.cohort_id.label("cohort_id"),
        named.label("key"),
        Registration.id.label("about_id"),
        Registration.contact_email.label("recipient"),
        Registration.language.label("language"),
    ).where(
        Registration.cohort_id.in_(cohorts),
        place,
        ~exists().where(OutboxMail.key == named),
    )


def _had_before(key: str, course_id: int) -> ColumnElement[bool]:
    """The same person got it for a place on another cohort of the course, and moved here."""
    former, there = aliased(Seat), aliased(Cohort)
    return (
        select(OutboxMail.id)
        .join(former, OutboxMail.key == key_of_seat(key, former))
        .join(there, there.id == former.cohort_id)
        .where(
            former.email == Seat.email,
            former.state == SeatState.MOVED,
            there.course_id == course_id,
            OutboxMail.state.in_(LEFT),
        )
        .correlate(Seat)
        .exists()
    )


def _moved_whole(key: str) -> ColumnElement[bool]:
    """The registration it was moved from got it, and has nobody left."""
    former, left = aliased(Registration), aliased(Seat)
    stays = exists().where(left.registration_id == former.id, left.state.in_(HAS_A_PLACE))
    return (
        select(OutboxMail.id)
        .join(former, OutboxMail.key == key_of_registration(key, former))
        .where(former.id == Registration.moved_from_id, ~stays, OutboxMail.state.in_(LEFT))
        .correlate(Registration)
        .exists()
    )
