"""The list for accounting as a table: enough for an electronic invoice without asking again.

docs/decisions/0019-a-list-for-accounting-not-an-invoice.md says which field goes where.
"""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from app import clock, formats
from app.documents.tables import Cell, Digits, Table
from app.models import Bill
from app.services import provider
from app.services.invoice_lines import Line, Told
from app.web.staff.tables import language

# as ISO 6523 numbers them; a bare number would lose its zeros in a spreadsheet
SCHEMES = {Bill.EAN: "0088 (GLN)", Bill.CVR: "0184 (CVR)"}
CURRENCY = "DKK"


def table(name: str, lines: Iterable[Line], told: dict[int, Told]) -> Table:
    """`told` is filled in with what is said of each registration, as the rows are read."""
    return Table(name, heads(), _rows(lines, told))


def heads() -> list[str]:
    return [
        _("Reference"),
        _("Course"),
        _("Cohort"),
        _("First day"),
        _("Last day"),
        _("Days"),
        _("Invoice to"),
        _("EAN or CVR number"),
        _("Kind of number"),
        _("Email address for the invoice"),
        _("Contact reference"),
        _("Order reference"),
        _("Workplace"),
        _("Municipality"),
        _("Places"),
        _("Cancelled late"),
        _("Quantity"),
        _("Unit"),
        _("Price of one"),
        _("Fee for cancelling late"),
        _("Amount"),
        _("Currency"),
        _("VAT"),
        _("On a list before"),
        _("Amount then"),
        _("To look at"),
    ]


def _rows(lines: Iterable[Line], told: dict[int, Told]) -> Iterator[list[Cell]]:
    said = language()
    vat = provider.get().vat_note[said]
    for line in lines:
        one, cohort = line.registration, line.cohort
        days = [meeting.starts_at for meeting in cohort.meetings]
        told[one.id] = line.told
        yield [
            one.reference,
            cohort.course.title[said],
            cohort.code,
            clock.today(cohort.starts_at) if cohort.starts_at else None,
            clock.today(cohort.ends_at) if cohort.ends_at else None,
            ", ".join(formats.day(day, said, "table") for day in days),
            one.bill.upper() if line.number else "",
            Digits(line.number),
            SCHEMES[one.bill] if line.number else "",
            one.bill_email,
            one.person_ref,
            one.order_ref,
            one.workplace,
            one.municipality.name if one.municipality else "",
            line.places,
            line.late,
            line.quantity,
            _("registration") if line.per_registration else _("place"),
            line.price,
            line.fee,
            line.amount,
            CURRENCY,
            vat,
            clock.today(one.invoiced_at) if one.invoiced_at else None,
            one.invoiced_amount,
            ", ".join(remarks(line)),
        ]


def remarks(line: Line) -> list[str]:
    """What somebody should look at before an invoice is made of it."""
    found = []
    if line.lacks_number:
        found.append(_("no EAN or CVR number"))
    if line.is_undecided:
        found.append(_("the fee is not decided"))
    if line.has_other_amount:
        found.append(_("changed since the last list"))
    if line.is_corrected:
        found.append(_("where it goes was corrected after the last list"))
    return found
