"""Where the invoice of a registration goes, put right: by the contact, or at the desk."""

from typing import Self

from app import numbers
from app.models import Bill, Registration
from app.services.registration_changes import Invoice
from app.web.forms import Form
from app.web.register_invoice import InvoiceFields


class InvoiceForm(InvoiceFields, Form):
    """Filled in with what is known."""

    @classmethod
    def of(cls, registration: Registration) -> Self:
        bill = "cvr" if registration.bill is Bill.CVR else "ean"
        names = ("ean", "cvr", "bill_email", "person_ref", "order_ref")
        values = {name: getattr(registration, name) for name in names}
        return cls(bill=bill, later=registration.bill is Bill.LATER, **values)

    def check(self) -> bool:
        """False also where a doubt is to be read first."""
        self.check_invoice()
        return not self.errors and not self.warning

    @property
    def invoice(self) -> Invoice:
        """Only what belongs to the kind that was chosen."""
        if self.bill.data == "cvr":
            return Invoice(
                bill=Bill.CVR,
                cvr=numbers.cvr(self.cvr.data or ""),
                bill_email=self.bill_email.address,
                order_ref=self.order_ref.data or "",
            )
        return Invoice(
            bill=Bill.EAN if self.ean.data else Bill.LATER,
            ean=numbers.ean(self.ean.data) if self.ean.data else "",
            person_ref=self.person_ref.data or "",
            order_ref=self.order_ref.data or "",
        )
