"""Who pays, and who is written to."""

from flask import Response, g
from flask_babel import gettext as _

from app.extensions import db
from app.models import Bill
from app.services import contacts, private_pages, registration_changes
from app.services.contacts import Contact
from app.web.access import by_link
from app.web.acts import press
from app.web.contact import HERE, bp
from app.web.contact.forms import ContactForm
from app.web.contact.registration import about
from app.web.invoice_form import InvoiceForm
from app.web.languages import keeps_typed
from app.web.pages import page, see_other
from app.web.register_fields import titles


@bp.route(f"{HERE}/contact", methods=["GET", "POST"])
@by_link("registration")
@keeps_typed
def contact(digest: str) -> Response:
    """With another address the link in hand dies: the mail to the new one has a living one."""
    registration = private_pages.registration(g.link)
    form = ContactForm.of(registration)
    if form.validate_on_submit():
        said = Contact(
            form.name.data or "",
            form.email.address,
            form.phone.data or "",
            form.title.data or "",
        )
        moved = contacts.correct(registration, said)
        db.session.commit()
        if moved:
            return see_other(".link_sent", digest=digest)
        return see_other(".registration", _("Saved."), digest=digest)
    return page("contact/contact.html", form=form, titles=titles(), **about(registration, digest))


@bp.route(f"{HERE}/invoice", methods=["GET", "POST"])
@by_link("registration")
@keeps_typed
def invoice(digest: str) -> Response:
    """Add the number that was not at hand, or correct what was written."""
    registration = private_pages.registration(g.link)
    if registration.bill is Bill.NONE:
        return see_other(".registration", digest=digest)
    form = InvoiceForm.of(registration)
    if form.is_submitted() and form.check():
        return press(
            lambda: registration_changes.correct_invoice(registration, form.invoice),
            _("Saved."),
            to=".registration",
            digest=digest,
        )
    return page("contact/invoice.html", form=form, **about(registration, digest))
