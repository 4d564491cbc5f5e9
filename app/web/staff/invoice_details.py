"""Where the invoice of a registration goes, typed at the desk."""

from typing import Any

from flask import Response, g, request, url_for
from flask_babel import gettext as _

from app.models import Registration, Role
from app.services import registration_changes, registrations
from app.web.access import staff
from app.web.acts import press
from app.web.invoice_form import InvoiceForm
from app.web.languages import keeps_typed
from app.web.pages import page, see_other
from app.web.register_words import TO_SECRETARY
from app.web.staff import bp
from app.web.staff.line import HERE
from app.web.staff.reads import note_read


class DeskInvoiceForm(InvoiceForm):
    """Said to whoever types what a contact told."""

    words = TO_SECRETARY


@bp.route(f"{HERE}/invoice", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@keeps_typed
def correct_invoice(registration_id: int) -> Response:
    """Add the number that was told on the phone, or correct what was written."""
    found = registrations.get(registration_id)
    there, values = _back(found, request.args.get("list", ""))
    if not registration_changes.is_billed(found):
        return see_other(there, **values)
    form = DeskInvoiceForm.of(found)
    if form.is_submitted() and form.check():
        return press(
            lambda: registration_changes.correct_invoice(found, form.invoice, actor=g.staff),
            _("Saved."),
            to=there,
            **values,
        )
    if request.method == "GET":
        note_read(f"registration/{found.id}", what="people")
    return page(
        "staff/correct_invoice.html",
        form=form,
        registration=found,
        cohort=found.cohort,
        back=url_for(there, **values),
    )


def _back(found: Registration, shown: str) -> tuple[str, dict[str, Any]]:
    """Where they came from: a list, for whoever types one number after the other, or the one."""
    if shown == "invoices":
        return ".invoice_list", {"cohort_id": found.cohort_id, "_anchor": f"r{found.id}"}
    if shown == "ean":
        there = {"cohort_id": found.cohort_id, "show": "ean", "_anchor": "participants"}
        return ".cohort", there
    return ".registration", {"registration_id": found.id}
