"""What a participant takes home from the day: the rows of "what we do now", and the certificate."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app import clock
from app.language import Language
from app.mail import course_letters
from app.models import AssignedTo, Assignment, Seat, SeatState
from app.models.certificate import Certificate, Needs, needs
from app.models.worksheet import Section, Table, Worksheet
from app.services import answers, assignments, certificates, provider, worksheets

# the table at the end of every worksheet
ACTIONS = "actions"
FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Step:
    """One row: what, and the rest with the heads of its columns."""

    what: str
    details: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AfterTheDay:
    """What stands first on the page of whoever has been there."""

    # the worksheet that was brought along, and the section in which the plan stands
    worksheet: str = ""
    section: str = ""
    steps: list[Step] = field(default_factory=list)
    certificate: Certificate | None = None
    # what it still waits for: "closing", "approval" or "visit"
    waits_for: str = ""
    # the follow-up sheet comes on that day
    follow_up: date | None = None


def after_the_day(seat: Seat, now: datetime, language: Language) -> AfterTheDay | None:
    """None before the last meeting is over, and for whoever was not there."""
    cohort = seat.registration.cohort
    has_been = seat.state in (SeatState.CONFIRMED, *certificates.TOOK_PART)
    if not has_been or not cohort.is_over(now):
        return None
    given = [one for one in assignments.of_course(cohort.course_id) if one.per is AssignedTo.SEAT]
    brought = course_letters.plan_of(cohort) or ""
    section, steps = _plan(seat, brought, language) if brought else ("", [])
    certificate = certificates.of(seat)
    return AfterTheDay(
        worksheet=brought if section else "",
        section=section,
        steps=steps,
        certificate=certificate,
        waits_for="" if certificate else _waits_for(seat),
        follow_up=_next_follow_up(seat, given, now),
    )


def _plan(seat: Seat, kind: str, language: Language) -> tuple[str, list[Step]]:
    answer = answers.find(seat, kind)
    sheet = answers.sheet(answer) if answer else worksheets.get(kind)
    found = _table(sheet)
    if found is None:
        return "", []
    section, table = found
    texts = answer.texts if answer else {}
    steps = []
    for row in table.lines:
        cells = [
            (column.head[language], texts.get(f"{section.id}.{table.id}.{row.id}.{column.id}", ""))
            for column in table.columns
        ]
        if any(text for _, text in cells):
            begins = f"{row.begins[language]} " if row.begins else ""
            details = [(head, text) for head, text in cells[1:] if text]
            steps.append(Step(f"{begins}{cells[0][1]}".strip(), details))
    return section.id, steps


def _table(sheet: Worksheet) -> tuple[Section, Table] | None:
    """The last one that a participant fills in."""
    for section in reversed(sheet.sections):
        for block in section.blocks:
            if section.by == "participant" and isinstance(block, Table) and block.id == ACTIONS:
                return section, block
    return None


def _waits_for(seat: Seat) -> str:
    cohort = seat.registration.cohort
    asked = needs(cohort.course)
    if asked is not Needs.ATTENDANCE:
        return str(asked)
    return "closing" if cohort.closed_at is None else ""


def _next_follow_up(seat: Seat, given: list[Assignment], now: datetime) -> date | None:
    """When the sheet comes the next time; None when it is here, or goes with another course."""
    closed_weeks = provider.get().closed_weeks
    moments = [
        moment
        for one in given
        if one.worksheet == FOLLOW_UP
        and (moment := one.ready_at(seat.registration.cohort, closed_weeks)) is not None
    ]
    if any(moment <= now for moment in moments):
        return None
    return clock.today(min(moments)) if moments else None
