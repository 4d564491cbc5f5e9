"""What is read before a day and what comes after it, for the tour."""

from app import clock
from app.extensions import db
from app.models import Assignment, Course, Municipality, Registration, Seat
from app.services import answers, attendance
from tests.factories import Make
from tests.places import group
from tests.taking_part import closed, today

# as one types it
NUMBER = "K7QM3-XRT9H"

# name of the stop, its view, its values, who looks, by a link of which purpose
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("check a certificate", "public.certificate", {}, "reader", ""),
    ("a good certificate", "public.certificate_number", {"number": NUMBER}, "reader", ""),
    ("no certificate", "public.certificate_number", {"number": "23456-789AB"}, "reader", ""),
    ("after the day", "participant.seat", {}, "seat with a plan", "seat"),
    ("after the day, no plan", "participant.seat", {}, "seat without a plan", "seat"),
    ("after the day, visit to come", "participant.seat", {}, "seat before the visit", "seat"),
    ("registration, closed", "contact.registration", {}, "closed", "registration"),
    ("attendance, today", "staff.attendance_list", {"cohort_id": "day of today"}, "secretary", ""),
    ("attendance, closed", "staff.attendance_list", {"cohort_id": "closed day"}, "secretary", ""),
    ("attendance, visited", "staff.attendance_list", {"cohort_id": "visited"}, "secretary", ""),
    ("attendance, to come", "staff.attendance_list", {"cohort_id": "open"}, "secretary", ""),
    ("close the day", "staff.close_cohort", {"cohort_id": "day of today"}, "secretary", ""),
    ("cohort, closed day", "staff.cohort", {"cohort_id": "closed day"}, "secretary", ""),
    ("cohorts of the consultant", "staff.consultant_cohorts", {}, "consultant", ""),
    ("for the consultant", "staff.consultant", {"cohort_id": "prepared"}, "consultant", ""),
    ("for the consultant, nobody", "staff.consultant", {"cohort_id": "open"}, "consultant", ""),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Whose links there are, as id and version; and the numbers that stand in addresses."""
    course = _course(make, "A day that has been", ("mapping", -21), ("follow_up", 30))
    over = closed(make, 4, absent=1, course=course)
    planned, plain = over.seats[:2]
    planned.certificate_no, planned.certificate_names = NUMBER.replace("-", ""), True
    make.answer(planned, "mapping", I=PLAN)
    visited = closed(make, 3, absent=1, course=_course(make, "A team", ("framework", -1)))
    attendance.pass_visit(visited.seats[0], 2)
    day = today(make, course)
    ticked = group(make, day, 5)
    attendance.save(day, [seat.id for seat in ticked.seats[:3]])
    prepared = _prepared(make, course)
    db.session.commit()
    people = {
        "seat with a plan": _known(planned),
        "seat without a plan": _known(plain),
        "seat before the visit": _known(visited.seats[1]),
        "closed": _known(over),
    }
    numbers = {
        "closed day": over.cohort_id,
        "visited": visited.cohort_id,
        "day of today": day.id,
        "prepared": prepared.cohort_id,
    }
    return people, numbers


PLAN = {
    "I.actions.1.what": "Half an hour about the youngest at each meeting of leaders",
    "I.actions.1.who": "the head of area",
    "I.actions.1.when": "from next month",
    "I.actions.2.what": "Pairs across two settings",
    "I.actions.2.sign": "they ring each other without us",
}


def _course(make: Make, title: str, *worksheets: tuple[str, int]) -> Course:
    given = [Assignment(worksheet=kind, send_days=days) for kind, days in worksheets]
    return make.course(title, assignments=given)


def _prepared(make: Make, course: Course) -> Registration:
    """One shows it, one has begun, one is done; the others have not looked at it."""
    cohort = make.cohort(course, state="open", in_days=9)
    where = db.session.query(Municipality).order_by(Municipality.id.desc()).first()
    found = group(make, cohort, 5, municipality_id=where.id if where else None)
    group(make, cohort, 2)
    now = clock.now()
    shows, begins, done = found.seats[:3]
    asked = {"H.question": "How do we keep it going when half of us are ill?"}
    answers.show(make.answer(shows, "mapping", A={"A.scope.area": "1"}, H=asked), now)
    make.answer(begins, "mapping", A={"A.scope.centre": "1"})
    answers.finish(make.answer(done, "mapping", H=asked), now)
    return found


def _known(row: Registration | Seat) -> tuple[int, int]:
    return row.id, row.link_version
