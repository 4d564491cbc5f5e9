"""What the form for a new cohort is filled in with, as its address says."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from app.models import Cohort, Course
from app.services import cohorts, demand_groups, demand_plan
from app.services.demand_groups import Wanted
from app.services.demand_plan import Suggestion
from app.web.staff.cohort_forms import filled_in


@dataclass(frozen=True, slots=True)
class Beginning:
    """The fields, and where they are from."""

    data: dict[str, Any]
    # the cohort it is like: the one that was asked for, or the last one of the course
    like: Cohort | None
    is_copy: bool = False
    suggestion: Suggestion | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """The same for another address."""
        if self.is_copy and self.like:
            return {"from": self.like.id}
        if self.suggestion:
            codes = [one.code for one in self.suggestion.wanted.municipalities]
            return {"place": codes, "month": self.suggestion.month or ""}
        return {}


def of(course: Course, asked: "MultiDict[str, str]") -> Beginning:
    """From a cohort of the course, from its demand, or as the last one; never with its days.

    What the address asks for and is not there counts as not asked for.
    """
    copied = _number(asked.get("from", ""))
    if copied and (original := _cohort(course, copied)):
        return Beginning(_as_new(original), original, is_copy=True)
    last = cohorts.latest(course)
    data = _as_new(last) if last else {}
    month = _number(asked.get("month", ""))
    places = demand_groups.known(asked.getlist("place")[:98])
    if not places and month not in range(1, 13):
        return Beginning(data, last)
    chosen = month if month in range(1, 13) else None
    suggestion = demand_plan.suggest(Wanted(course, places), chosen, last)
    return Beginning(_with(data, suggestion, last), last, suggestion=suggestion)


def _cohort(course: Course, number: int) -> Cohort | None:
    return next((one for one in course.cohorts if one.id == number), None)


def _as_new(cohort: Cohort) -> dict[str, Any]:
    return filled_in(cohorts.plan_of(cohort), as_new=True)


def _with(data: dict[str, Any], suggestion: Suggestion, last: Cohort | None) -> dict[str, Any]:
    sessions = data.get("meetings") or [{}]
    days: list[date | None] = [*suggestion.days] or [None] * len(sessions)
    meetings = [session | {"day": day} for session, day in zip(sessions, days, strict=True)]
    place, capacity = suggestion.place, suggestion.capacity
    begun = data | {"meetings": meetings, "place": place, "capacity": capacity}
    return begun | (demand_plan.deadlines(last, days[0]) if last and days[0] else {})


def _number(text: str) -> int:
    """Zero is nothing: no id and no month."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
