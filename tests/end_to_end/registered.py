"""Registrations in every state, and the pages behind their links, for the tour."""

from datetime import timedelta

from app import clock
from app.extensions import db
from app.models import Bilingual, Bill, Registration, Seat
from app.services import calling_off, offers, places, waiting_list
from tests.factories import Make
from tests.places import group

# name of the stop, its view, its values, whose link, of which purpose
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    *(
        (f"registration, {who}", "contact.registration", {}, who, "registration")
        for who in ("confirmed", "waiting", "split", "offered", "cancelled", "called off", "moved")
    ),
    ("receipt", "contact.receipt", {}, "confirmed", "receipt"),
    ("receipt, waiting", "contact.receipt", {}, "waiting", "receipt"),
    ("offer", "contact.offer", {}, "offered", "offer"),
    ("offer of fewer", "contact.offer", {}, "offered fewer", "offer"),
    ("offer, names missing", "contact.offer", {}, "offered soon", "offer"),
    ("offer, lapsed", "contact.offer", {}, "lapsed", "offer"),
    ("offer, declined", "contact.offer", {}, "declined", "offer"),
    ("offer, accepted", "contact.offer", {}, "confirmed", "offer"),
    ("queue again", "contact.queue_again", {}, "declined", "queue_again"),
    ("in line", "contact.queue_again", {}, "waiting", "queue_again"),
    ("called off", "contact.choice", {}, "called off", "choice"),
    ("who comes", "contact.person", {"seat_id": "nameless"}, "confirmed", "registration"),
    ("another person", "contact.person", {"seat_id": "named"}, "confirmed", "registration"),
    ("cancel a place", "contact.cancel", {"seat_id": "named"}, "confirmed", "registration"),
    ("cancel all", "contact.cancel_all", {}, "confirmed", "registration"),
    ("cancel late", "contact.cancel_all", {}, "moved", "registration"),
    ("move", "contact.move", {}, "confirmed", "registration"),
    ("add a colleague", "contact.add", {}, "confirmed", "registration"),
    ("correct the invoice", "contact.invoice", {}, "confirmed", "registration"),
    ("correct the contact", "contact.contact", {}, "confirmed", "registration"),
    ("unasked", "contact.accept_unasked", {}, "waiting", "registration"),
    ("together", "contact.stay_together", {}, "waiting", "registration"),
    ("new link", "contact.link_sent", {}, "confirmed", "registration"),
    *(
        (f"place, {who}", "participant.seat", {}, f"seat {who}", "seat")
        for who in ("confirmed", "waiting", "cancelled", "called off")
    ),
    ("language of the mails", "participant.language", {}, "seat confirmed", "seat"),
    ("give the place", "participant.give", {}, "seat confirmed", "seat"),
    ("given", "participant.given", {}, "seat confirmed", "seat"),
    ("cancel my place", "participant.cancel", {}, "seat confirmed", "seat"),
    ("undo", "participant.undo", {}, "seat cancelled", "undo"),
    ("undone", "participant.undo", {}, "seat confirmed", "undo"),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Whose links there are, as id and version; and the numbers that stand in addresses."""
    groups = _groups(make)
    people = {name: _known(one) for name, one in groups.items()}
    for name in ("confirmed", "waiting", "cancelled", "called off"):
        people[f"seat {name}"] = _known(groups[name].seats[1])
    named, nameless = groups["confirmed"].seats[1], groups["confirmed"].seats[2]
    return people, {"named": named.id, "nameless": nameless.id}


def _known(row: Registration | Seat) -> tuple[int, int]:
    return row.id, row.link_version


def _groups(make: Make) -> dict[str, Registration]:
    course = make.course("A day for registrations")
    roomy = make.cohort(course, state="open", capacity=40)
    make.cohort(course, state="open", in_days=90, days=2, place="Elsewhere, Vejle")
    found = {
        "confirmed": group(make, roomy, 3),
        "cancelled": group(make, roomy, 2, ean="5798000000001", bill=Bill.EAN),
    }
    nameless = found["confirmed"].seats[2]
    nameless.name, nameless.email = None, None
    places.cancel([found["cancelled"].seats[1]], by="participant")

    crowded = make.cohort(course, state="open", capacity=4, in_days=70)
    found["split"] = group(make, crowded, 3)
    found["split"].seats[2].state = "waiting"  # type: ignore[assignment]
    group(make, crowded, 2)
    found["waiting"] = group(make, crowded, 3, state="waiting")

    found["offered"] = _offered(make, course, 2, 2)
    found["offered fewer"] = _offered(make, course, 3, 2)
    soon = found["offered soon"] = _offered(make, course, 2, 2, in_days=12)
    soon.seats[1].name = soon.seats[1].email = None
    found["declined"] = _offered(make, course, 2, 2)
    offers.decline(found["declined"])
    lapsed = found["lapsed"] = _offered(make, course, 2, 2)
    lapsed.offer_until = clock.now() - timedelta(hours=2)
    waiting_list.do_what_is_due(lapsed.cohort, clock.now())

    moved = make.cohort(
        course, state="open", in_days=80, free_cancel_until=clock.today() - timedelta(days=1)
    )
    found["moved"] = group(make, moved, 2)
    moved.moved_at = clock.now() + timedelta(minutes=1)
    off = make.cohort(course, state="open", in_days=85)
    found["called off"] = group(make, off, 2)
    reason = Bilingual("Kun fem har tilmeldt sig.", "Only five have registered.")
    calling_off.call_off(off, reason=reason, actor=None)
    db.session.commit()
    return found


def _offered(
    make: Make, course: object, people: int, room: int, *, in_days: int = 75
) -> Registration:
    cohort = make.cohort(course, state="open", capacity=room, in_days=in_days)  # type: ignore[arg-type]
    registration = group(make, cohort, people, state="waiting", at_least=min(people, room))
    waiting_list.fill(cohort)
    db.session.commit()
    return registration
