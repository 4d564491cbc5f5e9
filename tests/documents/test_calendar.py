"""Calendar files, read by two parsers that know nothing of each other."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from app.documents.calendar import calendar_file
from app.language import Language
from app.models import (
    Bilingual,
    Cohort,
    CohortState,
    Course,
    Meeting,
    MeetingKind,
    Registration,
    Seat,
    SeatState,
)

NOW = datetime(2027, 1, 5, 8, 30, tzinfo=UTC)
A_WEEK = timedelta(days=7)
NEW_YORK = ZoneInfo("America/New_York")


def cohort(**columns: Any) -> Cohort:
    # 9.00 in Denmark: in March before the clocks change, in April after it
    days = [datetime(2027, 3, 3, 8, tzinfo=UTC), datetime(2027, 4, 7, 7, tzinfo=UTC)]
    course = Course(
        slug="day", title=Bilingual("Barnets første 1000 dage, del 1; ny", "The first days")
    )
    values = {
        "id": 7,
        "course": course,
        "state": CohortState.OPEN,
        "place": "Kursushuset, Odense",
        "note": Bilingual("Gå ind gennem gården.", "Enter through the courtyard."),
        "meetings": [
            Meeting(starts_at=days[0], ends_at=days[0] + timedelta(hours=6)),
            Meeting(
                kind=MeetingKind.FOLLOW_UP,
                starts_at=days[1],
                ends_at=days[1] + timedelta(hours=6),
            ),
        ],
    }
    return Cohort(**(values | columns))


def seat(number: int = 11, email: str = "a@odense.example") -> Seat:
    return Seat(id=number, name="A", email=email, state=SeatState.CONFIRMED)


def written(held: Cohort, owner: Registration | Seat | None = None, **options: Any) -> bytes:
    values: dict[str, Any] = {
        "host": "holdstart.example",
        "language": Language.DANISH,
        "at": NOW,
        "organizer": "kursus@holdstart.example",
        "link": "https://holdstart.example/da/kurser/day",
    }
    return calendar_file(held, owner or seat(), **(values | options))


def events(text: bytes) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_both_parsers_read_the_same_days() -> None:
    text = written(cohort())

    first = events(text)
    second = vobject.readOne(text.decode()).vevent_list
    assert len(first) == len(second) == 2
    for one, other in zip(first, second, strict=True):
        assert one["uid"] == other.uid.value
        assert one["summary"] == other.summary.value
        assert one.decoded("dtstart") == other.dtstart.value
        assert one.decoded("dtend") == other.dtend.value
    assert first[0]["summary"] == "Barnets første 1000 dage, del 1; ny"
    assert first[1]["summary"] == "Barnets første 1000 dage, del 1; ny: opfølgning"
    assert first[0]["location"] == "Kursushuset, Odense"
    assert first[0]["description"] == "Gå ind gennem gården."


@pytest.mark.parametrize("day, hour", [(0, 3), (1, 3)])
def test_nine_in_copenhagen_is_early_morning_in_new_york(day: int, hour: int) -> None:
    """Also between the two Sundays on which the clocks change: the zone goes with the file."""
    text = written(cohort())

    for starts in (
        events(text)[day].decoded("dtstart"),
        vobject.readOne(text.decode()).vevent_list[day].dtstart.value,
    ):
        assert starts.hour == 9
        assert starts.astimezone(NEW_YORK).hour == hour
        assert starts.astimezone(UTC) == cohort().meetings[day].starts_at


def test_the_zone_of_the_file_alone_gives_the_right_moments() -> None:
    """A calendar that knows no Copenhagen reads the changes of the clocks out of the file."""
    text = written(cohort()).decode().replace("Europe/Copenhagen", "Zone of this file alone")

    starts = [event.dtstart.value for event in vobject.readOne(text).vevent_list]

    assert [moment.astimezone(UTC).hour for moment in starts] == [8, 7]
    assert "TZID=Zone of this file alone" in text


def test_the_zone_holds_no_years_that_nobody_needs() -> None:
    zone = next(iter(Calendar.from_ical(written(cohort())).walk("VTIMEZONE")))

    years = {part.decoded("dtstart").year for part in zone.subcomponents}
    assert years == {2026, 2027}
    assert zone["tzid"] == "Europe/Copenhagen"


def test_a_moved_day_keeps_its_uid_and_raises_the_sequence() -> None:
    held = cohort()
    before = events(written(held))
    held.set_meetings(
        [
            Meeting(
                starts_at=m.starts_at + timedelta(days=7), ends_at=m.ends_at + timedelta(days=7)
            )
            for m in held.meetings
        ]
    )
    held.sequence += 1

    after = events(written(held))

    assert [event["uid"] for event in after] == [event["uid"] for event in before]
    assert [event["sequence"] for event in after] == [1, 1]
    assert after[0].decoded("dtstart") - before[0].decoded("dtstart") == A_WEEK


def test_uids_differ_between_people_days_and_sites() -> None:
    held = cohort()
    texts = [
        written(held, seat(11)),
        written(held, seat(12)),
        written(held, Registration(id=11, contact_email="b@odense.example")),
        written(held, seat(11), host="other.example"),
    ]

    uids = [event["uid"] for text in texts for event in events(text)]
    assert len(set(uids)) == len(uids) == 8


def test_who_registers_and_takes_part_gets_the_days_once() -> None:
    own = seat()
    registration = Registration(id=3, contact_email=own.email, seats=[seat(10, "b@x.example"), own])

    assert [event["uid"] for event in events(written(cohort(), registration))] == [
        event["uid"] for event in events(written(cohort(), own))
    ]


def test_a_cancelled_place_takes_the_same_days_out_again() -> None:
    before, after = written(cohort()), written(cohort(), cancelled=True)

    assert b"METHOD:PUBLISH" in before
    assert b"METHOD:CANCEL" in after
    assert [event["status"] for event in events(before)] == ["CONFIRMED"] * 2
    assert [event["status"] for event in events(after)] == ["CANCELLED"] * 2
    assert [event["uid"] for event in events(after)] == [event["uid"] for event in events(before)]


def test_the_days_of_a_cohort_that_was_called_off_are_cancelled() -> None:
    assert b"METHOD:CANCEL" in written(cohort(state=CohortState.CALLED_OFF))


def test_it_speaks_the_language_of_the_reader() -> None:
    [first, second] = events(written(cohort(), language=Language.ENGLISH))

    assert first["summary"] == "The first days"
    assert second["summary"] == "The first days: follow-up"
    assert first["description"] == "Enter through the courtyard."


def test_what_staff_type_stays_inside_its_line() -> None:
    held = cohort(place="Odense\r\nATTENDEE:mailto:x@y.example", note=Bilingual("", ""))

    [first, _] = events(written(held))

    assert "attendee" not in first
    assert "description" not in first
