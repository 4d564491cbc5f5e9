"""What the page of a course needs: shown to everyone, and to the secretary before it is true."""

from typing import Any

from app import clock
from app.models import Course, SectionKind
from app.models.worksheet import Worksheet
from app.services import courses, worksheets


def about(course: Course) -> dict[str, Any]:
    """What the page of a course needs beside its form."""
    return {
        "view": courses.shown(course, clock.now()),
        "course": course,
        "texts": courses.texts(course),
        "sheets": sheets(course),
    }


def sheets(course: Course) -> dict[str, list[Worksheet]]:
    """The worksheets there are of those that come before and after the day, each once."""
    known = worksheets.kinds()
    found: dict[str, dict[str, Worksheet]] = {SectionKind.BEFORE: {}, SectionKind.AFTER: {}}
    for assignment in course.assignments:
        if assignment.worksheet in known and assignment.withdrawn_at is None:
            when = SectionKind.BEFORE if assignment.send_days <= 0 else SectionKind.AFTER
            found[when][assignment.worksheet] = worksheets.get(assignment.worksheet)
    return {str(when): list(each.values()) for when, each in found.items()}
