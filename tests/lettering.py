"""What the tests of letters share: a registration of two, and reading what is sent."""

from email import message_from_bytes, policy
from typing import Any

from icalendar import Calendar

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters, message
from app.mail.letter import Contents, Rendered
from app.mail.sender import Sender
from app.models import (
    Base,
    Cohort,
    Registration,
    Seat,
    SeatState,
)
from tests.factories import Make


def open_cohort(make: Make, **columns: Any) -> Cohort:
    make.provider()
    return make.cohort(make.course("Samspil"), state="open", **columns)


def of(make: Make, cohort: Cohort, state: str = "confirmed", **columns: Any) -> Registration:
    """Two people, one of whom is the contact."""
    contact = "leder@odense.example"
    registration = Registration(
        **(
            {
                "cohort": cohort,
                "queued_at": clock.now(),
                "contact_name": "Lederen",
                "contact_email": contact,
                "workplace": "Dagtilbud Syd",
                "reference": "HOLD-7K4M",
                "seats": [
                    Seat(name="Lederen", email=contact, state=SeatState(state)),
                    Seat(name="Konsulenten", email="bo@odense.example", state=SeatState(state)),
                ],
            }
            | columns
        )
    )
    db.session.add(registration)
    db.session.commit()
    return registration


def read(name: str, about: Base, cohort: Cohort, language: str = "da") -> Rendered:
    found = letters.render(name, about, cohort, Language(language))
    assert isinstance(found, Rendered), f"{name} is stale"
    return found


def calendars(name: str, about: Base, cohort: Cohort) -> list[Calendar]:
    """The calendar files of the letter, read out of the message as it leaves."""
    found = letters.contents(name, about, cohort, Language.DANISH)
    assert isinstance(found, Contents)
    stencil = message.stencil(
        letters.written(found, found.shared()),
        sender=Sender("Kursushuset", "kursus@kursushuset.example", "kursus@kursushuset.example"),
        language=Language.DANISH,
        stoppable=found.one_click is not None,
        calendars=found.calendars,
    )
    data = stencil.fill(
        to="leder@odense.example",
        date="Mon, 04 Jan 2027 09:00:00 +0100",
        message_id="<one@kursushuset.example>",
        private=found.private,
        one_click=found.one_click,
    )
    parsed = message_from_bytes(data, policy=policy.default)
    assert parsed.get_body(("plain",)) is not None
    return [
        Calendar.from_ical(str(part.get_content()))
        for part in parsed.walk()
        if part.get_content_type() == "text/calendar"
    ]
