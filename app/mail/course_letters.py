"""Letters to participants around the course: two days before it, and when it is over."""

from datetime import timedelta
from functools import partial

from app import clock, formats
from app.language import Language
from app.mail import links, people
from app.mail.facts import Facts
from app.mail.letter import Contents, Stale, letter
from app.mail.worksheet_letters import CAME, FOLLOW_UP, MAPPING, current, sheet
from app.models import AssignedTo, Cohort, Seat, SeatState
from app.models.worksheet import Section, Worksheet
from app.models.worksheet_blocks import Table

# the doors open so long before the first meeting begins
DOORS = timedelta(minutes=30)
# "in a month we will ask"
ABOUT_A_MONTH = range(25, 36)


@letter("see_you", about=Seat)
def see_you(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """Two days before: when, where, and what to bring."""
    on, now = seat.registration.cohort, clock.now()
    if seat.state is not SeatState.CONFIRMED or on.starts_at is None:
        return Stale()
    if clock.today(on.starts_at) <= clock.today(now):
        return Stale()
    private = {"participant_link": links.participant(seat, language)}
    template = current(on, MAPPING, AssignedTo.SEAT, now, before=True)
    if template:
        private["worksheet_link"] = links.worksheet(seat, MAPPING, language)
    return _letter(
        "see_you",
        seat,
        language,
        {
            "weekday": formats.weekday(on.starts_at, language),
            "doors_open": people.clock_time(on.starts_at - DOORS, language),
            "arrival_note": on.arrival_note[language],
            "worksheet": template is not None,
        },
        **private,
    )


@letter("thanks", about=Seat)
def thanks(seat: Seat, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """Thank you: here is the plan from the day."""
    on = seat.registration.cohort
    if seat.state not in CAME or on.closed_at is None:
        return Stale()
    private = {"participant_link": links.participant(seat, language)}
    kind, has_certificate = plan_of(on), seat.certified_at is not None
    if kind and has_certificate:
        # where both stand
        private["plan_link"] = private["participant_link"]
    elif kind:
        section = action_table(sheet(kind))
        named = section.id if section else ""
        private["plan_link"] = links.worksheet(seat, kind, language, section=named)
    return _letter(
        "thanks",
        seat,
        language,
        {
            "plan": kind is not None,
            "certificate": has_certificate,
            "follow_up": _is_asked_again(on),
        },
        **private,
    )


def plan_of(cohort: Cohort) -> str | None:
    """The worksheet with what was planned on the day: the last one that came before it."""
    before = [
        one
        for one in cohort.course.assignments
        if one.per is AssignedTo.SEAT and one.is_before and one.withdrawn_at is None
    ]
    return max(before, key=lambda one: one.send_days).worksheet if before else None


def action_table(worksheet: Worksheet) -> Section | None:
    """The last table of every worksheet: what is done now, by whom, by when."""
    return next(
        (
            section
            for section in reversed(worksheet.sections)
            for block in section.blocks
            if isinstance(block, Table) and block.columns == worksheet.every.actions
        ),
        None,
    )


def _is_asked_again(cohort: Cohort) -> bool:
    """The follow-up comes in about a month, and has not come yet."""
    coming = any(
        one.worksheet == FOLLOW_UP and one.send_days in ABOUT_A_MONTH and one.withdrawn_at is None
        for one in cohort.course.assignments
    )
    return coming and current(cohort, FOLLOW_UP, AssignedTo.SEAT, clock.now(), before=False) is None


def _letter(file: str, seat: Seat, language: Language, more: Facts, **private: str) -> Contents:
    return Contents(
        file=file,
        language=language,
        shared=partial(_said, seat, language, tuple(more.items())),
        private=private,
    )


def _said(seat: Seat, language: Language, more: tuple[tuple[str, object], ...]) -> Facts:
    return people.of_seat(seat, language) | dict(more)
