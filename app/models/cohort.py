from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock, workdays
from app.models.announced_price import AnnouncedPrice
from app.models.base import Base, Bilingual, bilingual, words
from app.models.cohort_states import OPENED, CohortState, CountsAs, CourseState, OpeningRule
from app.models.course import Course
from app.models.errors import (
    CohortInThePast,
    CohortNotDraft,
    CohortWithoutMeetings,
    CohortWithoutPlace,
    DayClosed,
    DayNotBegun,
    DaysToCome,
    DeadlinePassed,
    OpeningTooLate,
    TooLateToStop,
)
from app.models.meeting import Meeting, MeetingKind
from app.models.occupancy import Occupancy

TIME_TO_STOP = timedelta(minutes=10)
DAYS_FOR_THE_LIST = 3
# so many free places or fewer are shown as a number
FEW = 5


class Cohort(AnnouncedPrice, Base):
    """One run of a course (hold), with seats."""

    __tablename__ = "cohort"
    __table_args__ = (CheckConstraint("capacity > 0", name="has_seats"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[CohortState] = mapped_column(words(CohortState))
    rule: Mapped[OpeningRule] = mapped_column(words(OpeningRule))
    # when those on the list are told
    tell_at: Mapped[datetime | None] = mapped_column(index=True)
    # when registration opens, never before tell_at; a draft may wish for a later moment
    opens_at: Mapped[datetime | None] = mapped_column(index=True)
    # the first and the last moment of its meetings
    starts_at: Mapped[datetime | None] = mapped_column(index=True)
    ends_at: Mapped[datetime | None] = mapped_column(index=True)
    # days: they last until midnight in Copenhagen
    register_by: Mapped[date | None] = mapped_column(index=True)
    decide_by: Mapped[date | None]
    capacity: Mapped[int]
    counts_as: Mapped[CountsAs] = mapped_column(words(CountsAs))
    minimum: Mapped[int | None]
    place: Mapped[str]
    note: Mapped[Bilingual] = bilingual("note")
    unlisted_code: Mapped[str | None] = mapped_column(unique=True)
    # raised by each change of date or place: calendars take the newest version of a day
    sequence: Mapped[int] = mapped_column(default=0)
    # when date or place was last changed after the opening
    moved_at: Mapped[datetime | None]
    # [[start, end], ...] in ISO 8601
    moved_from_times: Mapped[list[Any] | None] = mapped_column(JSON)
    moved_from_place: Mapped[str] = mapped_column(default="")
    # how to find the door: said two days before
    arrival_note: Mapped[Bilingual] = bilingual("arrival_note")
    # the secretary has said who came
    closed_at: Mapped[datetime | None]
    # for the colleagues at the desk; nobody outside reads it
    desk_note: Mapped[str] = mapped_column(default="")
    # the proposal that became this date: who said yes to it comes first when places are held
    proposed_date_id: Mapped[int | None] = mapped_column(ForeignKey("proposed_date.id"))
    # opened in one press with that cohort, whose email names this one too
    told_with_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    # said in the letters when it is called off
    called_off_reason: Mapped[Bilingual] = bilingual("called_off_reason")
    called_off_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(back_populates="cohorts")
    meetings: Mapped[list[Meeting]] = relationship(
        order_by=Meeting.starts_at, cascade="all, delete-orphan"
    )

    def __init__(self, **columns: object) -> None:
        """A cohort is a draft from the start, not only once it is stored."""
        meetings = columns.pop("meetings", [])
        super().__init__(
            **(
                {
                    "state": CohortState.DRAFT,
                    "rule": OpeningRule.FIRST_COME,
                    "counts_as": CountsAs.SEATS,
                    "note": Bilingual("", ""),
                    "sequence": 0,
                    "moved_from_place": "",
                    "desk_note": "",
                    "arrival_note": Bilingual("", ""),
                    "called_off_reason": Bilingual("", ""),
                }
                | columns
            )
        )
        self.set_meetings(meetings)  # type: ignore[arg-type]

    def set_meetings(self, meetings: list[Meeting]) -> None:
        """Replace the dates, and with them the start and the end."""
        self.meetings = sorted(meetings, key=lambda meeting: meeting.starts_at)
        self.starts_at = self.meetings[0].starts_at if self.meetings else None
        self.ends_at = max(m.ends_at for m in self.meetings) if self.meetings else None

    @property
    def is_draft(self) -> bool:
        return self.state is CohortState.DRAFT

    @property
    def is_regular(self) -> bool:
        """Teaching or a conversation, every time at the same time of day."""
        times = {
            (clock.local(meeting.starts_at).time(), clock.local(meeting.ends_at).time())
            for meeting in self.meetings
        }
        kinds = {meeting.kind for meeting in self.meetings}
        return len(times) == 1 and not kinds & {MeetingKind.FOLLOW_UP, MeetingKind.VISIT}

    @property
    def last_registration(self) -> datetime | None:
        """The moment at which the day of the deadline is over."""
        return workdays.end_of_day(self.register_by) if self.register_by else None

    def is_told(self, now: datetime) -> bool:
        """Known outside: opened, and the ten minutes to stop are over."""
        return self.state in OPENED and self.tell_at is not None and self.tell_at <= now

    def is_listed(self, now: datetime) -> bool:
        """Shown on the page of the course, as coming, past or called off."""
        if self.unlisted_code is not None:
            return False
        if self.state is CohortState.CALLED_OFF:
            return self.tell_at is not None and self.tell_at <= now
        return self.is_told(now)

    def has_started(self, now: datetime) -> bool:
        return self.starts_at is not None and self.starts_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now

    def is_coming(self, now: datetime) -> bool:
        """Counts for the state of its course: listed, not called off, still to begin."""
        return (
            self.state is not CohortState.CALLED_OFF
            and self.is_listed(now)
            and not self.has_started(now)
        )

    def is_stoppable(self, now: datetime) -> bool:
        """Opened less than ten minutes ago: nothing has left yet."""
        return (
            self.state is CohortState.ANNOUNCED and self.tell_at is not None and now < self.tell_at
        )

    def is_open(self, now: datetime) -> bool:
        """Registration is open; asks the clock, whatever state is stored."""
        return (
            self.is_told(now)
            and self.opens_at is not None
            and self.opens_at <= now
            and not self.has_started(now)
            and (self.last_registration is None or now < self.last_registration)
        )

    def gives_seats(self, now: datetime) -> bool:
        """Seats may go to those in line: opened, not begun, not called off."""
        return (
            self.state is CohortState.OPEN
            and self.opens_at is not None
            and self.opens_at <= now
            and not self.has_started(now)
        )

    def state_at(self, now: datetime, places: Occupancy) -> CourseState:
        """The state of a coming cohort, as its board says it."""
        if self.opens_at is None or now < self.opens_at:
            return CourseState.ANNOUNCED
        if not self.is_open(now):
            return CourseState.CLOSED
        return CourseState.OPEN if places.free else CourseState.WAITING

    def takes_attendance(self, now: datetime) -> bool:
        """It takes place, and its first meeting has begun."""
        return self.is_told(now) and self.has_started(now)

    def is_closable(self, now: datetime) -> bool:
        """The last meeting has begun, and nobody has said yet, for good, who came."""
        begun = all(meeting.starts_at <= now for meeting in self.meetings)
        return self.takes_attendance(now) and begun and self.closed_at is None

    def require_attendance(self, now: datetime) -> None:
        """Refuse to note who came before anybody can have come, or after the closing."""
        if not self.takes_attendance(now):
            raise DayNotBegun
        if self.closed_at is not None:
            raise DayClosed

    def require_closable(self, now: datetime) -> None:
        """Refuse to close while there are meetings to come."""
        self.require_attendance(now)
        if not self.is_closable(now):
            raise DaysToCome

    def require_openable(self, now: datetime) -> None:
        """Refuse to open what lacks something, or comes too late."""
        if self.state is not CohortState.DRAFT:
            raise CohortNotDraft
        if not self.meetings:
            raise CohortWithoutMeetings
        if not self.place.strip():
            raise CohortWithoutPlace
        if self.has_started(now):
            raise CohortInThePast
        if self.last_registration is None or self.last_registration <= now + TIME_TO_STOP:
            raise DeadlinePassed
        self.course.require_openable()

    def earliest_opening(
        self, tell_at: datetime, rule: OpeningRule, closed_weeks: Collection[str] = ()
    ) -> datetime:
        """When registration can open if people are told then: those on the list have their time."""
        if rule is OpeningRule.LIST_FIRST:
            return workdays.deadline(tell_at, DAYS_FOR_THE_LIST, closed_weeks)
        return tell_at

    def announce(
        self,
        now: datetime,
        *,
        opens_at: datetime | None = None,
        rule: OpeningRule | None = None,
        closed_weeks: Collection[str] = (),
    ) -> datetime:
        """Tell those who asked, after ten minutes in which it can be taken back.

        Registration opens as early as the rule allows, or at a later moment. An unlisted cohort
        is first come. Returns `tell_at`.
        """
        self.require_openable(now)
        rule = OpeningRule.FIRST_COME if self.unlisted_code is not None else rule or self.rule
        tell_at = now + TIME_TO_STOP
        earliest = self.earliest_opening(tell_at, rule, closed_weeks)
        opens_at = max(opens_at or earliest, earliest)
        if self.last_registration is not None and opens_at >= self.last_registration:
            raise OpeningTooLate
        self.rule = rule
        self.tell_at = tell_at
        self.opens_at = opens_at
        self.state = CohortState.ANNOUNCED
        self.keep_price()
        return tell_at

    @property
    def moved_from(self) -> list[tuple[datetime, datetime]]:
        """When it was to meet before the last change."""
        return [
            (datetime.fromisoformat(start), datetime.fromisoformat(end))
            for start, end in self.moved_from_times or []
        ]

    def move(self, meetings: list[Meeting], place: str, now: datetime) -> None:
        """Meet another day or elsewhere; calendars and letters learn what it was before."""
        self.moved_from_times = [
            [one.starts_at.isoformat(), one.ends_at.isoformat()] for one in self.meetings
        ]
        self.moved_from_place = self.place
        self.moved_at = now
        self.sequence += 1
        self.set_meetings(meetings)
        self.place = place

    def take_back(self, now: datetime, closed_weeks: Collection[str] = ()) -> None:
        """Be a draft again. A later moment of opening that was chosen stays chosen."""
        if not self.is_stoppable(now) or self.tell_at is None:
            raise TooLateToStop
        if self.opens_at == self.earliest_opening(self.tell_at, self.rule, closed_weeks):
            self.opens_at = None
        self.state = CohortState.DRAFT
        self.tell_at = None
        self.follow_course()
