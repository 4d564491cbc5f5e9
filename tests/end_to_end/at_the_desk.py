"""A cohort in the middle of its life, and the pages of the desk about it, for the tour."""

from datetime import timedelta

from app import clock
from app.extensions import db
from app.models import Assignment, Cohort, Download, OpeningRule, Pass, Registration
from tests.factories import Make
from tests.places import full, give_up, group, offered

# the view, and the names of the numbers in its address
STOPS: list[tuple[str, dict[str, object]]] = [
    ("cohort", {"cohort_id": "busy"}),
    ("cohort", {"cohort_id": "near"}),
    ("cohort", {"cohort_id": "announced"}),
    ("rehearsal", {"cohort_id": "list first"}),
    ("change_capacity", {"cohort_id": "busy"}),
    ("move_cohort", {"cohort_id": "busy"}),
    ("call_off", {"cohort_id": "busy"}),
    ("add_registration", {"cohort_id": "roomy"}),
    ("registration", {"registration_id": "with a place"}),
    ("registration", {"registration_id": "waits"}),
    ("correct_contact", {"registration_id": "waits"}),
    ("cancel_place", {"registration_id": "with a place", "seat_id": "desk seat"}),
    ("offer_place", {"registration_id": "second"}),
    ("said_yes", {"registration_id": "second"}),
    ("take_back", {"registration_id": "offered at desk"}),
    ("add_assignment", {"slug": "barnets-foerste-1000-dage-laeringsdag"}),
    ("change_assignment", {"assignment_id": "plan of the desk"}),
    ("withdraw_assignment", {"assignment_id": "plan of the desk"}),
    ("worksheet_version", {"kind": "mapping"}),
]


def arrange(make: Make) -> dict[str, int]:
    course = make.course("A course at the desk")
    busy = make.cohort(course, state="open", capacity=3)
    with_place = group(make, busy, 2)
    offer = offered(make, busy)
    waits = group(make, busy, 3, state="waiting", unreachable=True, note="We come by train")
    for _n in range(3):
        waits.passes.append(Pass(at=clock.now(), free=1, needed=3, reason=""))
    near, second = _near(make)
    subscribed = make.course("A course with a list")
    for seats in (2, 2, 1):
        make.subscription(subscribed, seats_wanted=seats)
    rule = OpeningRule.LIST_FIRST
    listed = make.cohort(subscribed, rule=rule, capacity=3)
    announced = make.cohort(subscribed, rule=rule, state="announced", capacity=5)
    make.hold(announced, make.subscription(subscribed), seats=2)
    group(make, announced, 2)
    db.session.commit()
    return {
        "busy": busy.id,
        "near": near.id,
        "announced": announced.id,
        "list first": listed.id,
        "roomy": make.cohort(course, state="open").id,
        "with a place": with_place.id,
        "desk seat": with_place.seats[0].id,
        "waits": waits.id,
        "second": second.id,
        "offered at desk": offer.id,
        "plan of the desk": _with_plan(make),
    }


def _with_plan(make: Make) -> int:
    """A plan that is handed in, and somebody who has fetched a template before the first."""
    plan = Assignment(worksheet="plan", send_days=-7, due_days=60, must_approve=True)
    cohort = make.cohort(make.course("A course with a plan", assignments=[plan]), state="open")
    [seat] = group(make, cohort, 1).seats
    db.session.add(
        Download(
            seat_id=seat.id,
            worksheet="mapping",
            version=0,
            format="pdf",
            language=seat.language,
            at=clock.now(),
        )
    )
    db.session.commit()
    return plan.id


def _near(make: Make) -> tuple[Cohort, Registration]:
    """So near the start that the secretary rings; two could have the one place."""
    cohort = full(make, 1, in_days=2, register_by=clock.today() + timedelta(days=1))
    [gives_up] = db.session.query(Registration).filter_by(cohort_id=cohort.id).all()
    group(make, cohort, 1, state="waiting", contact_phone="12 34 56 78")
    second = group(make, cohort, 1, state="waiting")
    second.seats[0].name = second.seats[0].email = None
    give_up(gives_up)
    return cohort, second
