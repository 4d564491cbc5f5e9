"""Where the invoice goes."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, HiddenField, RadioField, StringField

from app import numbers
from app.web.forms import strip
from app.web.register_fields import OFF, Email, Line, refuse
from app.web.register_words import TO_CONTACT, Words


class InvoiceFields:
    """One registration has one payer: an EAN number, or a CVR number and an address."""

    bill = RadioField(choices=["ean", "cvr"], validate_choice=False)
    # a number, not a line: grouped, it may look like a CPR number
    ean = StringField(_l("EAN number"), filters=[strip], render_kw=OFF | {"inputmode": "numeric"})
    later = BooleanField(_l("I do not have the number to hand"))
    person_ref = Line(_l("Contact reference"), render_kw=OFF)
    order_ref = Line(_l("Order reference"), render_kw=OFF)
    cvr = StringField(_l("CVR number"), filters=[strip], render_kw=OFF | {"inputmode": "numeric"})
    bill_email = Email(_l("Email address for the invoice"), render_kw=OFF | {"spellcheck": "false"})
    cvr_seen = HiddenField()

    # stops once, with a doubt that can be overridden
    warning: str = ""

    def check_invoice(self) -> None:
        self.person_ref.validate(self)
        self.order_ref.validate(self)
        if self.bill.data not in {"ean", "cvr"} and (self.ean.data or self.later.data):
            # the number says it already
            self.bill.data = "ean"
        if self.bill.data == "ean":
            self._check_ean()
        elif self.bill.data == "cvr":
            self._check_cvr()
        else:
            refuse(self.bill, _("Choose where the invoice goes"))

    def _check_ean(self) -> None:
        if not self.ean.data:
            if not self.later.data:
                words: Words = getattr(self, "words", TO_CONTACT)
                refuse(self.ean, str(words.ean))
            return
        try:
            numbers.ean(self.ean.data)
        except numbers.WrongLength as wrong:
            length = ngettext(
                "The EAN number has %(num)s digit. It must have 13",
                "The EAN number has %(num)s digits. It must have 13",
                wrong.digits,
            )
            refuse(self.ean, length)
        except numbers.WrongCheckDigit:
            cannot = _(
                "This EAN number cannot be right. "
                "Check whether a digit is wrong or two have been swapped"
            )
            refuse(self.ean, cannot)

    def _check_cvr(self) -> None:
        if not self.bill_email.validate(self) and not self.bill_email.data:
            refuse(self.bill_email, _("Enter the email address that the invoice goes to"))
        try:
            number = numbers.cvr(self.cvr.data or "")
        except numbers.WrongLength as wrong:
            length = ngettext(
                "The CVR number has %(num)s digit. It must have 8",
                "The CVR number has %(num)s digits. It must have 8",
                wrong.digits,
            )
            refuse(self.cvr, length)
            return
        if not numbers.is_likely_cvr(number) and self.cvr_seen.data != number:
            self.cvr_seen.data = number
            self.warning = _(
                "The CVR number does not look right. "
                "Check the 8 digits, or carry on if they are correct"
            )
