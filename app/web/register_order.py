"""What was typed on all pages of a registration, as the service takes it."""

import secrets
from typing import Any

from app import numbers
from app.models import Bill, Cohort
from app.services.registrations import Choice, Order, Person
from app.web import languages
from app.web.register_fields import whole
from app.web.register_form import RegisterFields


def of(form: RegisterFields, cohort: Cohort) -> Order:
    """What was typed, as the service takes it; every page has been judged."""
    return Order(
        # the same form on another date is another form
        form_key=f"{cohort.code}/{form.form_key.data or secrets.token_urlsafe(24)}",
        contact_name=form.name.data,
        contact_email=form.email.address,
        contact_phone=form.phone.data or "",
        contact_title=form.title.data if form.attending.data else "",
        workplace=form.workplace.data,
        municipality_id=form.municipality.row.id if form.municipality.row else None,
        language=languages.language(),
        people=tuple(_people(form)),
        note=form.note.data or "",
        at_least=form.fewest,
        choice=_choice(form),
        first=tuple(whole(one) for one in form.first.data or () if one),
        **_bill(form, cohort),
    )


def _choice(form: RegisterFields) -> Choice | None:
    said = form.choice.data
    return Choice(said) if said in set(Choice) else None


def _people(form: RegisterFields) -> list[Person]:
    """Everyone who comes, the contact first; those without a name last."""
    own = Person(form.name.data, form.email.address, form.title.data or "")
    rows = [
        Person(row.name.data, row.email.address, row.title.data, row.workplace.data or "")
        for row in form.rows
    ]
    return [*([own] if form.attending.data else []), *rows, *[Person()] * form.places_unnamed]


def _bill(form: RegisterFields, cohort: Cohort) -> dict[str, Any]:
    if not cohort.price_now:
        return {"bill": Bill.NONE}
    if form.bill.data == "cvr":
        return {
            "bill": Bill.CVR,
            "cvr": numbers.cvr(form.cvr.data or ""),
            "bill_email": form.bill_email.address,
            "order_ref": form.order_ref.data or "",
        }
    return {
        "bill": Bill.EAN if form.ean.data else Bill.LATER,
        "ean": numbers.ean(form.ean.data) if form.ean.data else "",
        "person_ref": form.person_ref.data or "",
        "order_ref": form.order_ref.data or "",
    }
