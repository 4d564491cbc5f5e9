"""What a consultant sees of a cohort: who comes, how ready they are, what they chose to show.

No food, no needs, no addresses. Of a worksheet nobody shows, only whether it is empty, begun or
done.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, true
from sqlalchemy.orm import joinedload

from app import formats
from app.extensions import db
from app.language import Language
from app.models import (
    Answer,
    AssignedTo,
    Cohort,
    Course,
    CourseContact,
    Role,
    Seat,
    StaffMember,
)
from app.models.cohort_states import OPENED
from app.models.worksheet import Worksheet
from app.services import answers, assignments, attendance, worksheets
from app.services.answers import Readiness
from app.services.answers_in_words import Said, in_words

# a cohort is looked back on so long after its last meeting
AFTER = timedelta(days=180)
MOST_COHORTS = 200

# the answer of a seat to a worksheet of that kind: its own, or that of its registration
Find = Callable[[Seat, str], Answer | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody lets the consultant read of one worksheet, section by section."""

    seat: Seat | None
    # where a registration fills it in together
    workplace: str
    worksheet: Worksheet
    sections: Said


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody most wants to hear about."""

    seat: Seat
    text: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """One cohort, as whoever teaches it sees it."""

    seats: list[Seat]
    municipalities: list[tuple[str, int]]
    titles: list[tuple[str, int]]
    sheets: list[Worksheet]
    # by the seat's id and the kind of the worksheet
    readiness: Mapping[tuple[int, str], Readiness]
    questions: list[Question]
    shown: list[Shown]

    def ready(self, kind: str) -> Counter[Readiness]:
        """How many have come how far."""
        return Counter(self.readiness[seat.id, kind] for seat in self.seats)


def cohorts(now: datetime, courses: set[int] | None = None) -> list[Cohort]:
    """Those to come, the next first, and after them those that were, the last first.

    `courses`: of these alone.
    """
    found = db.session.scalars(
        select(Cohort)
        .where(
            Cohort.course_id.in_(courses) if courses is not None else true(),
            Cohort.state.in_(OPENED),
            Cohort.tell_at <= now,
            Cohort.ends_at > now - AFTER,
        )
        .options(joinedload(Cohort.course))
        .order_by(Cohort.starts_at, Cohort.id)
        .limit(MOST_COHORTS)
    ).all()
    coming = [cohort for cohort in found if not cohort.is_over(now)]
    return coming + [cohort for cohort in reversed(found) if cohort.is_over(now)]


def require_theirs(member: StaffMember, values: Mapping[str, object]) -> None:
    """Refuse a consultant what belongs to courses on whose page they do not stand.

    `values` are those of an address. Raises NoResultFound, as if the row was not there.
    """
    if member.may(Role.SECRETARY):
        return
    theirs = select(Cohort.id).where(Cohort.course_id.in_(own_courses(member)))
    if "answer_id" in values:
        answer = db.session.get_one(Answer, values["answer_id"])
        db.session.scalars(theirs.where(Cohort.id == answer.owner.cohort_id)).one()
    elif "cohort_id" in values:
        db.session.scalars(theirs.where(Cohort.id == values["cohort_id"])).one()


def own_courses(member: StaffMember) -> set[int]:
    """The courses on whose page the member stands."""
    found = select(Course.id).join(CourseContact).where(CourseContact.member_id == member.id)
    return set(db.session.scalars(found))


def preparation(cohort: Cohort, language: Language, now: datetime) -> Preparation:
    """Worksheets for the time after the course are looked at once it has begun."""
    seats = attendance.of(cohort)
    begun = cohort.has_started(now)
    given = [one for one in assignments.of_course(cohort.course_id) if one.is_before or begun]
    kinds = list(dict.fromkeys(one.worksheet for one in given))
    together = {one.worksheet for one in given if one.per is AssignedTo.REGISTRATION}
    written = _by_owner(answers.of_cohort(cohort))

    def answer(seat: Seat, kind: str) -> Answer | None:
        if kind in together:
            return written.get(("registration", seat.registration_id, kind))
        return written.get(("seat", seat.id, kind))

    shown = _shown(seats, kinds, answer, language)
    return Preparation(
        seats=seats,
        municipalities=_counted(
            one.registration.municipality.name if one.registration.municipality else ""
            for one in seats
        ),
        titles=_counted(one.title.strip() for one in seats),
        sheets=[worksheets.get(kind) for kind in kinds],
        readiness={
            (seat.id, kind): answers.readiness(answer(seat, kind))
            for seat in seats
            for kind in kinds
        },
        questions=_questions(seats, kinds, answer),
        shown=shown,
    )


def _by_owner(found: Iterable[Answer]) -> dict[tuple[str, int, str], Answer]:
    return {
        (
            ("seat", one.seat_id, one.worksheet)
            if one.seat_id is not None
            else ("registration", one.registration_id or 0, one.worksheet)
        ): one
        for one in found
    }


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    """The most first, then by name; what nobody said is "", and stands last."""
    counted = Counter(names)
    return sorted(
        counted.items(), key=lambda one: (not one[0], -one[1], formats.alphabetical(one[0]))
    )


def _questions(seats: list[Seat], kinds: list[str], answer: Find) -> list[Question]:
    found = []
    for seat in seats:
        for kind in kinds:
            written = answer(seat, kind)
            asked = answers.sheet(written).question if written else None
            text = answers.seen_by_consultant(written).get(asked, "") if written and asked else ""
            if text:
                found.append(Question(seat, text))
    return found


def _shown(seats: list[Seat], kinds: list[str], answer: Find, language: Language) -> list[Shown]:
    found: list[Shown] = []
    seen: set[int] = set()
    for seat in seats:
        for kind in kinds:
            written = answer(seat, kind)
            if written is None or written.id in seen:
                continue
            seen.add(written.id)
            sheet = answers.sheet(written)
            said = in_words(sheet, answers.seen_by_consultant(written), language)
            if said:
                whose = seat if written.seat_id else None
                found.append(Shown(whose, seat.registration.workplace, sheet, said))
    return found
