"""One search for staff: courses, cohorts, a registration by its reference, and where people are."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app import clock
from app.extensions import db
from app.models import Cohort, Course, Meeting, Registration, Seat, Subscription
from app.models.cohort_states import OPENED
from app.services.courses import fold
from app.services.people import Found, references

MOST_OF_A_KIND = 20
WORDS_SEARCHED = 8
LONGEST = 100
Which = list[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: on a cohort, or on the list of a course."""

    course: Course
    cohort: Cohort | None = None


@dataclass(slots=True)
class Findings:
    """What is called that, or is on that day."""

    courses: list[Course] = field(default_factory=list)
    cohorts: list[Cohort] = field(default_factory=list)
    registration: Registration | None = None

    def __bool__(self) -> bool:
        return bool(self.courses or self.cohorts or self.registration)


def find(text: str, day: date | None, now: datetime, *, taught: set[int] | None = None) -> Findings:
    """Without people. The day is what the text means, if it means one.

    `taught`: of these courses alone the cohorts that others know of, and no registration.
    """
    text = " ".join(text.split())[:LONGEST]
    if not text or "@" in text:
        return Findings()
    return Findings(
        courses=[] if day else _courses(text, every=taught is None),
        cohorts=_cohorts(_on(day) if day else _called(text), now, taught),
        registration=_registration(text) if taught is None else None,
    )


def _courses(text: str, *, every: bool) -> list[Course]:
    """What is offered first; with those that only the desk knows of, or what readers can open."""
    words = fold(text).split()[:WORDS_SEARCHED]
    named = [Course.search_text.contains(word, autoescape=True) for word in words]
    found = select(Course).where(*named).order_by(Course.retired_at.is_not(None), Course.id)
    if not every:
        found = found.where(Course.published)
    return list(db.session.scalars(found.limit(MOST_OF_A_KIND)))


def _cohorts(
    which: list[ColumnElement[bool]], now: datetime, taught: set[int] | None
) -> list[Cohort]:
    """Those to come and the latest first."""
    found = (
        select(Cohort)
        .join(Cohort.course)
        .where(Course.published, *which)
        .options(contains_eager(Cohort.course))
        .order_by(Cohort.starts_at.is_(None).desc(), Cohort.starts_at.desc(), Cohort.id.desc())
        .limit(MOST_OF_A_KIND)
    )
    if taught is not None:
        found = found.where(Cohort.state.in_(OPENED), Cohort.tell_at <= now)
        found = found.where(Cohort.course_id.in_(taught))
    return list(db.session.scalars(found))


def _on(day: date) -> Which:
    first, over = (
        datetime.combine(one, time(), clock.COPENHAGEN) for one in (day, day + timedelta(days=1))
    )
    return [Cohort.meetings.any((Meeting.starts_at >= first) & (Meeting.starts_at < over))]


def _called(text: str) -> Which:
    """Each word is the code, or stands in the place or with the course."""
    found = []
    for word in text.split()[:WORDS_SEARCHED]:
        # SQLite knows the small letters of English alone
        ways = {word, word.lower(), word.capitalize()}
        places = [Cohort.place.icontains(way, autoescape=True) for way in ways]
        course = Course.search_text.contains(fold(word), autoescape=True)
        found.append(or_(Cohort.code == word.upper(), course, *places))
    return found


def _registration(text: str) -> Registration | None:
    asked = select(Registration).where(Registration.reference.in_(references(text)))
    return db.session.scalars(
        asked.options(joinedload(Registration.cohort).joinedload(Cohort.course)).limit(1)
    ).one_or_none()


def places_of(people: list[Found]) -> dict[str, list[Place]]:
    """Where those who were found are, by address: the newest first, and lists at the end."""
    emails = [one.email for one in people]
    places: dict[str, list[Place]] = {email: [] for email in emails}
    as_contact = select(Registration.contact_email, Registration.cohort_id).where(
        Registration.contact_email.in_(emails)
    )
    as_participant = select(Seat.email, Seat.cohort_id).where(Seat.email.in_(emails))
    pairs = {(row[0], row[1]) for row in db.session.execute(as_contact.union(as_participant))}
    asked = select(Cohort).where(Cohort.id.in_({number for _, number in pairs}))
    known = {one.id: one for one in db.session.scalars(asked.options(joinedload(Cohort.course)))}
    for email, number in sorted(pairs, key=lambda pair: -pair[1]):
        places[email].append(Place(known[number].course, known[number]))
    listed = select(Subscription).where(Subscription.email.in_(emails)).order_by(Subscription.id)
    for one in db.session.scalars(listed.options(joinedload(Subscription.course))):
        places[one.email].append(Place(one.course))
    return places
