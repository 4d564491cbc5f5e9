"""The papers for a day, and the notes of colleagues, for the tour."""

from datetime import timedelta

from app import clock
from app.extensions import db
from app.models import Municipality, Registration, Seat
from tests.factories import Make
from tests.places import group

# name of the stop, its view, its values, who looks, by a link of which purpose
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("desk with jobs", "staff.cohort", {"cohort_id": "this week"}, "secretary", ""),
    (
        "desk, a list of it",
        "staff.cohort",
        {"cohort_id": "this week", "show": "ean"},
        "secretary",
        "",
    ),
    ("papers participants", "staff.participant_list", {"cohort_id": "this week"}, "secretary", ""),
    ("papers name tags", "staff.name_tags", {"cohort_id": "this week"}, "secretary", ""),
    ("papers sign-in", "staff.sign_in_sheet", {"cohort_id": "this week"}, "secretary", ""),
    ("papers kitchen", "staff.kitchen_list", {"cohort_id": "this week"}, "secretary", ""),
    ("papers needs", "staff.needs_list", {"cohort_id": "this week"}, "secretary", ""),
    ("note of a cohort", "staff.note_cohort", {"cohort_id": "this week"}, "secretary", ""),
    (
        "note of a registration",
        "staff.note_registration",
        {"registration_id": "noted"},
        "secretary",
        "",
    ),
    (
        "where the invoice goes",
        "staff.correct_invoice",
        {"registration_id": "noted"},
        "secretary",
        "",
    ),
    ("my place, on the contact list", "participant.seat", {}, "on the contact list", "seat"),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Five meetings that begin in a few days; people of several places, with wishes and needs."""
    course = make.course("Five days of play")
    cohort = make.cohort(course, state="open", in_days=4, days=5, minimum=12, capacity=24)
    cohort.desk_note = "The projector is borrowed from the library.\nThe key is with the caretaker."
    now = clock.now()
    places = db.session.query(Municipality).order_by(Municipality.name).limit(3).all()
    sizes = zip((5, 4, 3), ("Prøve", "Forlæg", "Skitse"), places, strict=True)
    groups = [
        group(make, cohort, people, name=word, municipality_id=place.id)
        for people, word, place in sizes
    ]
    first, second, third = groups
    second.staff_note = "Comes by train, twenty minutes late on the first day."
    third.ean_asked_at = now - timedelta(days=12)
    third.seats[2].name = third.seats[2].email = None
    for seat, food, needs in zip(
        first.seats,
        ("vegetarian", "vegan", "other", "all", "other"),
        ("", "An induction loop", "No fish, no nuts", "A place near the door", "no fish,\nno nuts"),
        strict=True,
    ):
        seat.food, seat.needs = food, needs
    for seat in (*first.seats[:2], second.seats[0]):
        seat.shares_contact_at, seat.shares_contact_wording = now, "Let the others see me"
    db.session.commit()
    people = {"on the contact list": _known(first.seats[0])}
    return people, {"this week": cohort.id, "noted": second.id}


def _known(row: Registration | Seat) -> tuple[int, int]:
    return row.id, row.link_version
