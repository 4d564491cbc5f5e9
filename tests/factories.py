"""Rows for tests: `make.cohort(state="open")` says what matters, and stores the rest by default."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar

from app import clock
from app.extensions import db
from app.models import (
    Answer,
    AnswerSection,
    Base,
    Bilingual,
    Cohort,
    CohortState,
    Course,
    CourseKind,
    CourseSection,
    Hold,
    Meeting,
    Provider,
    Registration,
    Role,
    Seat,
    SeatState,
    SectionKind,
    StaffMember,
    Subscription,
    SubscriptionState,
)

Row = TypeVar("Row", bound=Base)


class Make:
    """Makes rows and commits them. What is not said has a plain default."""

    def __init__(self) -> None:
        self.numbers = count(1)

    def provider(self, **columns: Any) -> Provider:
        return self._store(
            Provider(
                **{
                    "name": "Kursushuset",
                    "address": "Havnegade 1, 5000 Odense C",
                    "cvr": "12345674",
                    "email": "courses@kursushuset.example",
                    "phone": "+4512345678",
                    "hours": Bilingual("kl. 9.00–12.00", "9:00–12:00"),
                    "accessibility_email": "access@kursushuset.example",
                    "accessibility_phone": "+4512345678",
                    "terms": Bilingual("Det er gratis at afmelde.", "Cancelling is free."),
                }
                | columns
            )
        )

    def course(self, title: str = "", *, sections: bool = True, **columns: Any) -> Course:
        """A published day in both languages; the title is said in both."""
        number = next(self.numbers)
        title = title or f"Learning day {number}"
        course = Course(
            **{
                "slug": f"course-{number}",
                "kind": CourseKind.DAY,
                "title": Bilingual(title, title),
                "lead": Bilingual("En dag om at se på læring.", "A day of looking at learning."),
                "price": 2450,
            }
            | columns
        )
        if sections:
            course.sections = [
                CourseSection(kind=kind, text=Bilingual(f"Om {kind}.", f"About {kind}."))
                for kind in (SectionKind.AUDIENCE, SectionKind.PURPOSE, SectionKind.CONTENT)
            ]
        return self._store(course)

    def cohort(
        self,
        course: Course | None = None,
        *,
        state: str = "draft",
        in_days: int = 60,
        days: int = 1,
        **columns: Any,
    ) -> Cohort:
        """A day from 9.00 to 15.00, so many days ahead (or ago, below zero).

        States: draft, announced (told, opens in a week), open, called_off.
        """
        now = clock.now()
        first = clock.today(now) + timedelta(days=in_days)
        moments: dict[str, Any] = {}
        if state != CohortState.DRAFT:
            opened = min(now, at(first, 9)) - timedelta(days=30)
            moments = {"tell_at": opened, "opens_at": opened}
        if state == CohortState.ANNOUNCED:
            moments["opens_at"] = now + timedelta(days=7)
        cohort = Cohort(
            **{
                "course": course or self.course(),
                "code": f"H{next(self.numbers)}",
                "state": CohortState(state),
                "capacity": 24,
                "place": "Havnegade 1, Odense",
                "register_by": first - timedelta(days=30),
                "decide_by": first - timedelta(days=28),
                "free_cancel_until": first - timedelta(days=30),
                "meetings": [
                    Meeting(starts_at=at(day, 9), ends_at=at(day, 15))
                    for day in (first + timedelta(days=7 * week) for week in range(days))
                ],
            }
            | moments
            | columns
        )
        db.session.add(cohort)
        if not cohort.is_draft:
            cohort.keep_price()
        return self._store(cohort)

    def registration(
        self,
        cohort: Cohort,
        *,
        seats: int = 1,
        state: str = "confirmed",
        people: Sequence[str] = (),
        **columns: Any,
    ) -> Registration:
        """The first places have the names of these people; the others are not named.

        All of it in one transaction: a worker that is running gives places without a name back
        when the day is near.
        """
        number = next(self.numbers)
        named = [Seat(state=SeatState(state), name=one, email=address(one)) for one in people]
        nameless = [Seat(state=SeatState(state)) for _ in range(seats - len(named))]
        return self._store(
            Registration(
                **{
                    "cohort": cohort,
                    "reference": f"R-{number}",
                    "contact_name": "The leader of a childcare home",
                    "contact_email": f"leader{number}@odense.example",
                    "queued_at": clock.now(),
                    "seats": [*named, *nameless],
                }
                | columns
            )
        )

    def hold(self, cohort: Cohort, subscription: Subscription, *, seats: int = 1) -> Hold:
        """Places kept until the cohort opens."""
        until = cohort.opens_at or clock.now()
        return self._store(
            Hold(cohort_id=cohort.id, subscription_id=subscription.id, seats=seats, until=until)
        )

    def subscription(
        self,
        course: Course | None = None,
        email: str = "",
        *,
        state: str = "active",
        **columns: Any,
    ) -> Subscription:
        """Somebody on the list; `new` has not confirmed."""
        now = clock.now()
        confirmed = None if state == SubscriptionState.NEW else now
        paused = clock.today(now) + timedelta(days=30)
        return self._store(
            Subscription(
                **{
                    "course": course or self.course(),
                    "email": email or f"subscriber{next(self.numbers)}@odense.example",
                    "state": SubscriptionState(state),
                    "queued_at": now,
                    "confirmed_at": confirmed,
                    "renewed_at": confirmed,
                    "paused_until": paused if state == SubscriptionState.PAUSED else None,
                    "wording": "Yes, write to me about dates for this course.",
                }
                | columns
            )
        )

    def staff(self, role: str = "secretary", email: str = "", **columns: Any) -> StaffMember:
        number = next(self.numbers)
        return self._store(
            StaffMember(
                **{
                    "name": Bilingual(f"Medarbejder {number}", f"Member of staff {number}"),
                    "email": email or f"staff{number}@kursushuset.example",
                    "role": Role(role),
                    "active": True,
                    "link_version": 1,
                }
                | columns
            )
        )

    def answer(
        self, owner: Seat | Registration, worksheet: str = "mapping", **texts: dict[str, str]
    ) -> Answer:
        """What stands in the sections of a worksheet: `make.answer(seat, B={"B.1": "..."})`."""
        now = clock.now()
        whose = "seat_id" if isinstance(owner, Seat) else "registration_id"
        sections = [
            AnswerSection(section=name, texts=said, writers={}, saved_at=now)
            for name, said in texts.items()
        ]
        columns: dict[str, Any] = {whose: owner.id, "begun_at": now, "sections": sections}
        return self._store(Answer(worksheet=worksheet, version=1, **columns))

    def next_week(self) -> datetime:
        """In seven days, at nine in the morning in Denmark."""
        return at(clock.today() + timedelta(days=7), 9)

    def _store(self, row: Row) -> Row:
        db.session.add(row)
        db.session.commit()
        return row


def address(name: str) -> str:
    """Of somebody in Odense: Anne r7 has anne.r7@odense.example."""
    return f"{name.lower().replace(' ', '.')}@odense.example"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment when clocks in Denmark show this."""
    return datetime.combine(day, time(hour, minute), clock.COPENHAGEN)
