"""A believable provider for trying the site: ten courses that show every state of a course page.

What it says is in app/content/demo, one file per course; nobody in it exists.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.models import (
    AssignedTo,
    Assignment,
    Bilingual,
    Cohort,
    CohortState,
    CountsAs,
    Course,
    CourseContact,
    CourseKind,
    CourseSection,
    MailState,
    Meeting,
    MeetingKind,
    Municipality,
    OpeningRule,
    OutboxMail,
    PricePer,
    Provider,
    Role,
    SectionKind,
    StaffMember,
    Subscription,
    SubscriptionState,
    Tag,
    TagKind,
)
from app.services import courses, demo_worksheets, notices
from app.services.demo_calendar import Calendar
from app.services.demo_registrations import Registrations

CONTENT = files("app.content")
NOTHING = {"da": "", "en": ""}

Table = dict[str, Any]


def seed() -> bool:
    """Fill a database that has no course; leave any other alone. Says whether it did."""
    if db.session.scalar(select(Course.id).limit(1)) is not None:
        return False
    now = clock.now()
    about = _read("provider")
    closed_weeks = _closed_weeks(about.pop("closed_weeks"), now)
    municipalities = list(db.session.scalars(select(Municipality).order_by(Municipality.id)))
    demo = _Demo(
        calendar=Calendar(now, closed_weeks),
        provider=about["name"],
        consent=about.pop("consent"),
        municipalities=municipalities,
        registrations=Registrations(now, municipalities),
        tags=_tags(),
        staff=_staff(),
    )
    _provider(about, closed_weeks)
    for name in sorted(entry.name for entry in (CONTENT / "demo").iterdir()):
        if name[0].isdecimal():
            demo.add_course(_read(name.removesuffix(".toml")))
    db.session.flush()
    demo_worksheets.fill(_read("answers")["answers"], demo.staff["ledelse"], now)
    return True


@dataclass
class _Demo:
    """What the courses share."""

    calendar: Calendar
    provider: str
    consent: Table
    municipalities: list[Municipality]
    tags: dict[str, Tag]
    staff: dict[str, StaffMember]
    registrations: Registrations

    def add_course(self, told: Table) -> None:
        course = Course(
            slug=told["slug"],
            kind=CourseKind(told["kind"]),
            title=_bilingual(told["title"]),
            lead=_bilingual(told["lead"]),
            programme=_bilingual(told["programme"]),
            sources=_bilingual(told.get("sources", NOTHING)),
            price=told.get("price"),
            price_per=PricePer(told.get("price_per", "seat")),
            price_note=_bilingual(told.get("price_note", NOTHING)),
            includes=_bilingual(told.get("includes", NOTHING)),
            min_seats=told["min_seats"],
            max_seats=told["max_seats"],
            taught_in=Language(told["taught_in"]),
            external_url=told.get("external_url"),
            tags=[self.tags[slug] for slug in (*told["audiences"], *told["themes"])],
            sections=[
                CourseSection(kind=SectionKind(kind), text=_bilingual(text))
                for kind, text in told["sections"].items()
            ],
            contacts=[
                CourseContact(member=self.staff[key], position=position)
                for position, key in enumerate(told["contacts"])
            ],
            assignments=[
                Assignment(
                    worksheet=sheet["kind"],
                    send_days=sheet["days"],
                    due_days=sheet.get("due"),
                    per=AssignedTo(sheet.get("per", AssignedTo.SEAT)),
                    must_approve=sheet.get("approve", False),
                )
                for sheet in told.get("worksheets", [])
            ],
        )
        courses.remember_search(course)
        db.session.add(course)
        titles = told.get("titles", ())
        cohorts = [self.cohort(course, entry, titles) for entry in told.get("cohorts", [])]
        listed = [(self.subscription(course, one), one) for one in told.get("subscribers", [])]
        db.session.flush()
        for cohort in cohorts:
            if cohort.rule is OpeningRule.LIST_FIRST:
                yes = [subscription for subscription, one in listed if one.get("yes")]
                self.registrations.open_to_list(cohort, yes)
            self.note_who_was_told(cohort, [subscription for subscription, _ in listed])

    def cohort(self, course: Course, told: Table, titles: Sequence[str]) -> Cohort:
        state = CohortState(told["state"])
        opens_at = told["opens_at"]
        announced = state is CohortState.ANNOUNCED
        times = self.calendar.meetings((m["starts_at"], m["ends_at"]) for m in told["meetings"])
        cohort = Cohort(
            course=course,
            code=told["code"],
            state=state,
            capacity=told["capacity"],
            counts_as=CountsAs(told["counts_as"]),
            rule=OpeningRule(told.get("rule", OpeningRule.FIRST_COME)),
            place=told["place"],
            note=_bilingual(told.get("note", NOTHING)),
            arrival_note=_bilingual(told.get("arrival_note", NOTHING)),
            unlisted_code=told.get("unlisted_code"),
            tell_at=self.calendar.past(told["tell_at"]),
            opens_at=self.calendar.soon(opens_at) if announced else self.calendar.past(opens_at),
            register_by=self.calendar.deadline(told["register_by"]),
            # the deadline and the last free day are the same, as the terms say
            free_cancel_until=self.calendar.deadline(told["register_by"]),
            meetings=[
                Meeting(kind=MeetingKind(meeting["kind"]), starts_at=starts_at, ends_at=ends_at)
                for meeting, (starts_at, ends_at) in zip(told["meetings"], times, strict=True)
            ],
        )
        db.session.add(cohort)
        if not cohort.is_draft:
            cohort.keep_price()
        self.registrations.fill(
            cohort,
            told.get("confirmed", []),
            told.get("waiting", []),
            titles,
            told.get("absent", []),
        )
        return cohort

    def subscription(self, course: Course, told: Table) -> Subscription:
        language = Language(told["language"])
        folder = "kurser" if language is Language.DANISH else "courses"
        queued_at = self.calendar.past(datetime.combine(told["queued"], time(10, 20)))
        subscription = Subscription(
            course=course,
            email=told["email"],
            language=language,
            state=SubscriptionState.ACTIVE,
            seats_wanted=told["seats"],
            months=told.get("months", []),
            municipality_id=next(
                one.id for one in self.municipalities if one.code == told["municipality"]
            ),
            queued_at=queued_at,
            confirmed_at=queued_at + timedelta(minutes=25),
            renewed_at=queued_at + timedelta(minutes=25),
            wording=self.consent[language].format(
                provider=self.provider, title=course.title[language]
            ),
            page=f"/{language}/{folder}/{course.slug}",
        )
        db.session.add(subscription)
        return subscription

    def note_who_was_told(self, cohort: Cohort, listed: list[Subscription]) -> None:
        """Whoever was on the list when a coming cohort opened has had the mail about it."""
        if not cohort.is_coming(self.calendar.now) or cohort.tell_at is None:
            return
        db.session.add_all(
            OutboxMail(
                key=f"cohort-open/{cohort.id}/{subscription.id}",
                letter=notices.opening_letter(cohort, subscription),
                about_id=subscription.id,
                cohort_id=cohort.id,
                recipient=subscription.email,
                language=subscription.language,
                message_id=f"<cohort-open.{cohort.id}.{subscription.id}@holdstart-demo.example>",
                state=MailState.SENT,
                queued_at=cohort.tell_at,
                due_at=cohort.tell_at,
                sent_at=cohort.tell_at,
                attempts=1,
            )
            for subscription in listed
            if subscription.queued_at < cohort.tell_at
        )


def _read(name: str) -> Table:
    return tomllib.loads((CONTENT / "demo" / f"{name}.toml").read_text(encoding="utf-8"))


def _bilingual(text: Table) -> Bilingual:
    return Bilingual(da=text["da"].strip(), en=text["en"].strip())


def _closed_weeks(weeks: list[int], now: datetime) -> list[str]:
    years = range(now.year - 1, now.year + 3)
    return [f"{year}-W{week:02d}" for year in years for week in weeks]


def _provider(about: Table, closed_weeks: list[str]) -> None:
    for name, value in about.items():
        if isinstance(value, dict):
            about[name] = _bilingual(value)
    db.session.add(Provider(**about, closed_weeks=closed_weeks))


def _tags() -> dict[str, Tag]:
    tags = [
        Tag(kind=TagKind(kind), slug=told["slug"], name=_bilingual(told))
        for kind, entries in _read("tags").items()
        for told in entries
    ]
    db.session.add_all(tags)
    db.session.flush()
    return {tag.slug: tag for tag in tags}


def _staff() -> dict[str, StaffMember]:
    staff = {
        key: StaffMember(
            name=_bilingual(told["name"]),
            email=told["email"],
            role=Role(told["role"]),
            works_with=_bilingual(told["works_with"]),
            phone=told["phone"],
        )
        for key, told in _read("staff").items()
    }
    db.session.add_all(staff.values())
    return staff
