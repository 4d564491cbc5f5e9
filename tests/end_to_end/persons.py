"""Somebody with something of everything, and the pages about one person, for the tour."""

from app import clock
from app.extensions import db
from app.models import Download, MailState, OutboxMail, StaffMember
from app.services import audit, people_log
from app.services.people import Person
from app.web.staff.person_forms import sealed
from tests.factories import Make
from tests.places import group


def _about(who: str) -> dict[str, object]:
    return {"key": who}


# name, view, values of the address, who looks, by which link
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("find", "staff.find", {}, "administrator", ""),
    ("find, as a consultant", "staff.find", {}, "consultant", ""),
    ("people", "staff.people", {}, "secretary", ""),
    *(
        (f"{view}, {who}", f"staff.{view}", _about(who), "secretary", "")
        for view in ("person", "hand_out_person", "correct_person", "erase_person")
        for who in ("somebody", "two of one address")
    ),
    ("person, nobody any more", "staff.person", {"key": "erased"}, "secretary", ""),
]


def arrange(make: Make, secretary: StaffMember) -> dict[str, object]:
    """Keys of pages, by who they are about."""
    course = make.course("A course of one person")
    cohort = make.cohort(course, state="open")
    one = group(make, cohort, 1, note="We come by train", person_ref="The leader")
    email = one.contact_email
    seat = one.seats[0]
    seat.food, seat.workplace = "Vegetarian", "Dagtilbud Åkanden"
    make.subscription(make.course(), email, note="We would like a day in May")
    make.answer(seat, "mapping", A={"A.helped": "the leader"})
    now = clock.now()
    db.session.add(
        Download(
            seat_id=seat.id,
            worksheet="mapping",
            version=1,
            format="pdf",
            language=seat.language,
            at=now,
        )
    )
    db.session.add(
        OutboxMail(
            key="tour/person",
            letter="place",
            about_id=seat.id,
            recipient=email,
            language=seat.language,
            message_id="<tour.person@holdstart.example>",
            state=MailState.SENT,
            queued_at=now,
            due_at=now,
            sent_at=now,
        )
    )
    audit.record("read", people_log.subject(email), actor=secretary, purpose="question")
    cohort.desk_note = "The key is with the caretaker"
    others = group(make, make.cohort(state="open"), 2, staff_note="One of them comes later")
    others.seats[1].email, others.seats[1].name = email, seat.name
    shared = group(make, cohort, 2)
    for place, name in zip(shared.seats, ("Maja", "Noah"), strict=True):
        place.name = f"{name} of the same office"
    shared.seats[1].email = None
    again = group(make, make.cohort(course, state="open"), 1)
    again.contact_email = again.seats[0].email = shared.contact_email
    again.contact_name = again.seats[0].name = "Noah of the same office"
    db.session.commit()
    whom = {
        "somebody": email,
        "two of one address": shared.contact_email,
        "erased": "nobody.any.more@odense.example",
    }
    return {who: sealed(Person(address), "access", secretary.id) for who, address in whom.items()}
