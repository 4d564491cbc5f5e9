"""Calendar files: the days of a cohort, for one reader.

Each day keeps its UID whatever becomes of it, so that a calendar replaces what it has instead of
adding to it. The sequence counts the changes of the cohort; of equal ones the later stamp is newer.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vInt

from app import clock
from app.language import Language
from app.models import Cohort, CohortState, Meeting, MeetingKind, Registration, Seat

MIMETYPE = "text/calendar"
PRODUCT = "-//Holdstart//Holdstart//EN"
ZONE = "Europe/Copenhagen"
# how often a calendar that follows us looks
AGAIN = timedelta(hours=12)
# how a day that is not like the others is called, after the title
KINDS = {
    MeetingKind.FOLLOW_UP: {Language.DANISH: "opfølgning", Language.ENGLISH: "follow-up"},
    MeetingKind.VISIT: {Language.DANISH: "besøg", Language.ENGLISH: "visit"},
    MeetingKind.TALK: {Language.DANISH: "samtale", Language.ENGLISH: "conversation"},
}


def calendar_file(
    cohort: Cohort,
    owner: Registration | Seat,
    *,
    host: str,
    language: Language,
    at: datetime,
    organizer: str = "",
    link: str = "",
    cancelled: bool = False,
) -> bytes:
    """One event per day. The host of the site makes the UIDs the only ones in the world.

    A link goes into calendars that others can read: the public page, never a private one.
    """
    cancelled = cancelled or cohort.state is CohortState.CALLED_OFF
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    if cohort.starts_at and cohort.ends_at:
        calendar.add_component(
            _copenhagen(clock.today(cohort.starts_at), clock.today(cohort.ends_at))
        )
    about = _about(owner)
    for number, meeting in enumerate(cohort.meetings, 1):
        event = _event(cohort, meeting, language, at)
        event.add("uid", f"cohort-{cohort.id}-day-{number}-{about}@{host}")
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        if organizer:
            event.add("organizer", f"mailto:{organizer}")
        if link:
            event.add("url", link)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def calendar_of(
    cohorts: Iterable[Cohort],
    *,
    name: str,
    host: str,
    language: Language,
    link: Callable[[Cohort], str],
    changed_at: Callable[[Cohort], datetime],
    today: date,
) -> bytes:
    """The days of many cohorts, to subscribe to: the same bytes until one of them changes.

    A day has the UID it has in the calendar of a participant, without what says whose it is. One
    and the same would not make the two one: a calendar that is followed stands beside one's own,
    and a UID counts within one. Only who has taken this file into their own would notice, when the
    file that cancels a place took the day of everybody away.
    """
    cohorts = list(cohorts)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    days = [clock.today(meeting.ends_at) for cohort in cohorts for meeting in cohort.meetings]
    calendar.add_component(_copenhagen(min(days, default=today), max(days, default=today)))
    for cohort in cohorts:
        is_off = cohort.state is CohortState.CALLED_OFF
        for number, meeting in enumerate(cohort.meetings, 1):
            event = _event(cohort, meeting, language, changed_at(cohort))
            event.add("uid", f"cohort-{cohort.id}-day-{number}@{host}")
            event.add("status", "CANCELLED" if is_off else "CONFIRMED")
            event.add("url", link(cohort))
            if is_off:
                # calling off is a change too
                event["sequence"] = vInt(cohort.sequence + 1)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _about(owner: Registration | Seat) -> str:
    """Who registered and takes part gets two files with the same days: they are one entry."""
    if isinstance(owner, Registration):
        own = [seat for seat in owner.seats if seat.email == owner.contact_email]
        if not own:
            return f"registration-{owner.id}"
        owner = own[0]
    return f"seat-{owner.id}"


def _event(cohort: Cohort, meeting: Meeting, language: Language, at: datetime) -> Event:
    kind = KINDS.get(meeting.kind, {}).get(language)
    title, spoken = cohort.course.text("title", language)
    event = Event()
    foreign = {} if spoken is language else {"LANGUAGE": spoken.value}
    event.add("summary", f"{title}: {kind}" if kind else title, parameters=foreign)
    event.add("dtstart", clock.local(meeting.starts_at))
    event.add("dtend", clock.local(meeting.ends_at))
    event.add("dtstamp", at)
    event.add("sequence", cohort.sequence)
    event.add("location", cohort.place)
    if cohort.note[language]:
        event.add("description", cohort.note[language])
    return event


def _copenhagen(first: date, last: date) -> Timezone:
    """The changes of the clocks that calendars need for these days, as the law has them."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    for year in range(first.year - 1, last.year + 1):
        zone.add_component(_change(TimezoneDaylight(), year, 3, 2, "CEST"))
        zone.add_component(_change(TimezoneStandard(), year, 10, 3, "CET"))
    return zone


def _change(
    part: TimezoneDaylight | TimezoneStandard, year: int, month: int, hour: int, name: str
) -> TimezoneDaylight | TimezoneStandard:
    """At the last Sunday of the month; the hour is that of the clocks before they are changed."""
    day = date(year, month, 31)
    day -= timedelta(days=(day.weekday() + 1) % 7)
    before, after = (
        clock.local(datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)).utcoffset()
        for utc_hour in (0, 2)
    )
    part.add("tzname", name)
    part.add("dtstart", datetime.combine(day, time(hour)))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    return part
