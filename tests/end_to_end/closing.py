"""What accounting gets, files with many people, and a year in figures, for the tour."""

from app import clock
from app.extensions import db
from app.models import Bill, SeatState
from app.services import invoice_lines, invoices
from tests.factories import Make
from tests.places import group
from tests.taking_part import closed

# name of the stop, its view, its values, who looks, by a link of which purpose
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("invoices, closed", "staff.invoice_list", {"cohort_id": "invoiced"}, "secretary", ""),
    ("invoices, nothing", "staff.invoice_list", {"cohort_id": "draft"}, "secretary", ""),
    ("invoices, file", "staff.export_invoices", {"cohort_id": "invoiced"}, "secretary", ""),
    ("invoices, month", "staff.month_invoices", {}, "secretary", ""),
    ("invoices, file of a month", "staff.export_month", {"month": "2027-03"}, "secretary", ""),
    ("lists as files", "staff.export_cohort", {"cohort_id": "exported"}, "secretary", ""),
    ("list as a file", "staff.export_list", {"slug": "course-exported"}, "secretary", ""),
    ("figures", "staff.figures", {}, "secretary", ""),
    ("figures, none", "staff.figures", {"year": "2001"}, "secretary", ""),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Whose links there are: none; and the numbers that stand in addresses."""
    paid = closed(make, 3, absent=1, price=2450)
    paid.bill, paid.ean, paid.person_ref = Bill.EAN, "5798000000001", "The head of area"
    late = group(make, paid.cohort, 2, bill=Bill.LATER)
    for seat in late.seats:
        seat.state = SeatState.ATTENDED
    now = clock.now()
    told = {one.id: invoice_lines.line(one).told for one in (paid, late)}
    invoices.mark(told, now, read_at=now)
    late.seats[0].state, late.seats[0].cancelled_at = SeatState.CANCELLED, clock.now()
    course = make.course("A course to fetch", slug="course-exported")
    make.subscription(course)
    cohort = make.cohort(course, state="open", capacity=2)
    group(make, cohort, 2)
    make.registration(cohort, state="waiting")
    db.session.commit()
    return {}, {"invoiced": paid.cohort_id, "exported": cohort.id}
