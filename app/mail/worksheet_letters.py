"""Letters that bring a worksheet, and those that remind of handing it in.

One pair for each kind there is, to a participant or to a contact: what a letter says about the
days is asked when it is sent.
"""

from datetime import date, datetime
from functools import lru_cache, partial

from sqlalchemy import select

from app import clock, formats
from app.extensions import db
from app.language import Language
from app.mail import facts, links, people
from app.mail.facts import Facts
from app.mail.letter import Contents, Stale, letter
from app.models import (
    Answer,
    AnswerState,
    AssignedTo,
    Assignment,
    Cohort,
    CourseKind,
    Registration,
    Seat,
    SeatState,
)
from app.models.worksheet import Worksheet, load, versions

Owner = Seat | Registration

MAPPING, FOLLOW_UP = "mapping", "follow_up"
# before the course, and after it
COMES = (SeatState.CONFIRMED, SeatState.ATTENDED)
CAME = (SeatState.ATTENDED, SeatState.COMPLETED)
DONE = (AnswerState.SENT, AnswerState.APPROVED)
NUMBERS = {
    Language.DANISH: ("en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti"),
    Language.ENGLISH: ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
MONTHS = {Language.DANISH: ("måned", "måneder"), Language.ENGLISH: ("month", "months")}
DAYS = {Language.DANISH: ("dag", "dage"), Language.ENGLISH: ("day", "days")}
A_MONTH = 30


def ready_name(per: AssignedTo, kind: str) -> str:
    """What the outbox calls the letter that brings a worksheet."""
    return f"worksheet_{kind}" if per is AssignedTo.SEAT else f"team_worksheet_{kind}"


def due_name(per: AssignedTo, kind: str) -> str:
    """The one that reminds of handing it in."""
    return f"{ready_name(per, kind)}_due"


@lru_cache(maxsize=16)
def sheet(kind: str) -> Worksheet:
    return load(kind)


def link(owner: Owner, kind: str, language: Language) -> str:
    if isinstance(owner, Seat):
        return links.worksheet(owner, kind, language)
    return links.team_worksheet(owner, kind, language)


def current(
    cohort: Cohort, kind: str, per: AssignedTo, now: datetime, *, before: bool | None = None
) -> Assignment | None:
    """The newest one that is out; None if all of that kind are withdrawn or still to come."""
    provider = facts.find_provider()
    closed_weeks = provider.closed_weeks if provider else []
    out = [
        one
        for one in cohort.course.assignments
        if one.worksheet == kind
        and one.per is per
        and one.withdrawn_at is None
        and before in (None, one.is_before)
        and (moment := one.ready_at(cohort, closed_weeks)) is not None
        and moment <= now
    ]
    return max(out, key=lambda one: one.send_days, default=None)


def is_for(assignment: Assignment, owner: Owner) -> bool:
    """Whether its reader is still one of those it goes to."""
    wanted = COMES if assignment.is_before else CAME
    if isinstance(owner, Seat):
        return owner.state in wanted
    return bool(owner.in_state(*wanted))


def answer(owner: Owner, kind: str) -> Answer | None:
    whose = Answer.seat_id if isinstance(owner, Seat) else Answer.registration_id
    return db.session.scalar(select(Answer).where(whose == owner.id, Answer.worksheet == kind))


def said(owner: Owner, language: Language, more: tuple[tuple[str, object], ...]) -> Facts:
    """What letters about a worksheet say of its reader, besides their own."""
    if isinstance(owner, Seat):
        found = people.of_seat(owner, language)
        name = found["participant_name"]
    else:
        found = people.of_registration(owner, language)
        name = owner.contact_name
    return found | {"name": name} | dict(more)


def about(file: str, owner: Owner, kind: str, language: Language, **more: object) -> Contents:
    """A letter with one link, to the worksheet."""
    more |= {"worksheet_title": sheet(kind).name[language]}
    return Contents(
        file=file,
        language=language,
        shared=partial(said, owner, language, tuple(more.items())),
        private={"worksheet_link": link(owner, kind, language)},
    )


def _ready(kind: str, owner: Owner, language: Language) -> Contents | Stale:
    """It is there: fill it in."""
    now = clock.now()
    per = AssignedTo.SEAT if isinstance(owner, Seat) else AssignedTo.REGISTRATION
    cohort = cohort_of(owner)
    assignment = current(cohort, kind, per, now)
    if assignment is None or not is_for(assignment, owner):
        return Stale()
    file = _file(assignment, cohort)
    if file == "mapping_ready" and cohort.has_started(now):
        return Stale()
    due_by = _due_by(assignment, cohort)
    return about(
        file,
        owner,
        kind,
        language,
        minutes=formats.number(sheet(kind).minutes, language),
        due=due_by is not None,
        due_by=people.day(due_by, language),
        meets=not cohort.is_over(now),
        since=since(assignment.send_days, language),
        second_time=_is_second(assignment, cohort) and has_begun(owner, kind),
    )


def _file(assignment: Assignment, cohort: Cohort) -> str:
    """The mapping before a learning day and the follow-up after it have letters of their own."""
    if assignment.per is AssignedTo.SEAT and assignment.due_days is None:
        what = assignment.worksheet, assignment.is_before
        if what == (MAPPING, True) and cohort.course.kind is CourseKind.DAY:
            return "mapping_ready"
        if what == (FOLLOW_UP, False):
            return "follow_up_ready"
    return "worksheet_ready"


def _is_second(assignment: Assignment, cohort: Cohort) -> bool:
    """The same worksheet came once before."""
    return any(
        one.worksheet == assignment.worksheet
        and one.per is assignment.per
        and one.send_days < assignment.send_days
        for one in cohort.course.assignments
    )


def has_begun(owner: Owner, kind: str) -> bool:
    found = answer(owner, kind)
    return found is not None and any(found.texts.values())


def since(days: int, language: Language) -> str:
    """en måned · fire måneder · a month"""
    months = round(days / A_MONTH)
    numbers = NUMBERS[language]
    if 1 <= months <= len(numbers):
        one, many = MONTHS[language]
        return f"{numbers[months - 1]} {one if months == 1 else many}"
    one, many = DAYS[language]
    return f"{days}{formats.NBSP}{one if days == 1 else many}"


def cohort_of(owner: Owner) -> Cohort:
    return owner.registration.cohort if isinstance(owner, Seat) else owner.cohort


def _due_by(assignment: Assignment, cohort: Cohort) -> date | None:
    provider = facts.find_provider()
    return assignment.due_by(cohort, provider.closed_weeks if provider else [])


def _due(kind: str, owner: Owner, language: Language) -> Contents | Stale:
    """It is to be handed in soon, and has not been."""
    now = clock.now()
    per = AssignedTo.SEAT if isinstance(owner, Seat) else AssignedTo.REGISTRATION
    assignment = current(cohort_of(owner), kind, per, now)
    if assignment is None or not is_for(assignment, owner):
        return Stale()
    written = answer(owner, kind)
    if written is not None and written.state in DONE:
        return Stale()
    asked_again = written.due_by if written else None
    due_by = asked_again or _due_by(assignment, cohort_of(owner))
    if due_by is None or due_by < clock.today(now):
        return Stale()
    return about(
        "worksheet_due",
        owner,
        kind,
        language,
        due_day=people.day(due_by, language, "short"),
        due_by=people.day(due_by, language),
        begun=has_begun(owner, kind),
    )


def _register(kind: str) -> None:
    for per, owner in ((AssignedTo.SEAT, Seat), (AssignedTo.REGISTRATION, Registration)):

        @letter(ready_name(per, kind), about=owner)
        def ready(about: Owner, cohort: Cohort | None, language: Language) -> Contents | Stale:
            return _ready(kind, about, language)

        @letter(due_name(per, kind), about=owner)
        def due(about: Owner, cohort: Cohort | None, language: Language) -> Contents | Stale:
            return _due(kind, about, language)


for _kind in versions():
    _register(_kind)
